using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// A path whose signatures verify up to an anchor, with everything about it that neither time nor options change. What it says stays true
/// whoever supplied its certificates, so it can be kept and used for other messages.
/// </summary>
internal sealed class VerifiedPath
{
    private VerifiedPath(IReadOnlyList<CachedCertificate> certificates, PkixStatus status)
    {
        Certificates = certificates;
        Status = status;
        Bare = certificates.Select(certificate => certificate.Certificate).ToArray();
        NotBefore = certificates.Max(certificate => certificate.Certificate.NotBefore);
        NotAfter = certificates.Min(certificate => certificate.Certificate.NotAfter);
        WeakSignatures = BelowAnchor.Where(certificate => DigestOf(certificate) is null or DigestAlgorithm.Md5 or DigestAlgorithm.Sha1).ToArray();
        IsWeakBeyondSha1 = WeakSignatures.Any(certificate => DigestOf(certificate) != DigestAlgorithm.Sha1);
    }

    /// <summary>The subject first, the anchor last; an anchored subject is both.</summary>
    public IReadOnlyList<CachedCertificate> Certificates { get; }

    /// <summary>The same certificates as they stand in a result.</summary>
    public IReadOnlyList<Certificate> Bare { get; }

    public PkixStatus Status { get; }

    /// <summary>The last judgement that neither time nor revocation had a part in, for whoever asks the same again.</summary>
    public TimelessJudgement? Last { get; set; }

    /// <summary>The latest notBefore of the path.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>The earliest notAfter of the path.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Signed with MD5 or SHA-1. The anchor's own signature proves nothing and does not count.</summary>
    public IReadOnlyList<CachedCertificate> WeakSignatures { get; }

    /// <summary>Whether one of <see cref="WeakSignatures"/> is weaker than SHA-1 makes it.</summary>
    public bool IsWeakBeyondSha1 { get; }

    public CachedCertificate Subject => Certificates[0];

    public IEnumerable<CachedCertificate> BelowAnchor => Certificates.Take(Certificates.Count - 1);

    /// <summary>Applies RFC 5280 section 6.1 to a path whose signatures have been verified.</summary>
    public static VerifiedPath Create(IReadOnlyList<CachedCertificate> certificates, PkixInputs inputs)
    {
        if (certificates.Count == 1)
        {
            return new VerifiedPath(certificates, PkixStatus.Ok); // pinned: nothing is above it, section 6.1 starts below the anchor
        }

        if (!AnchorMayIssue(certificates))
        {
            return new VerifiedPath(certificates, PkixStatus.Rejected);
        }

        // Any time inside everybody's validity will do: time is judged apart, and BouncyCastle is asked whether everything else holds.
        // If there is no such time, the path is valid at none, and what else it lacks does not matter.
        DateTimeOffset start = certificates.Take(certificates.Count - 1).Max(certificate => certificate.Certificate.NotBefore);
        DateTimeOffset end = certificates.Take(certificates.Count - 1).Min(certificate => certificate.Certificate.NotAfter);
        PkixStatus status = start <= end ? PkixPathValidation.Validate(certificates.Select(ToSeam).ToArray(), start, inputs) : PkixStatus.Ok;
        return new VerifiedPath(certificates, status);
    }

    public bool IsValidAt(DateTimeOffset at) => NotBefore <= at && at <= NotAfter;

    /// <summary>
    /// RFC 5280 section 6.2 leaves it to us whether the anchor's own extensions bind. They do here: a partner's end entity certificate that was pinned
    /// must not become a CA, nor a CA leave the path length it was given.
    /// </summary>
    private static bool AnchorMayIssue(IReadOnlyList<CachedCertificate> certificates)
    {
        CachedCertificate anchor = certificates[^1];
        bool isCa = anchor.Certificate.IsCa || (anchor.Certificate.Version == 1 && anchor.IsSelfIssued);
        bool maySign = anchor.Certificate.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.KeyCertSign);
        int issued = certificates.Skip(1).Take(certificates.Count - 2).Count(certificate => !certificate.IsSelfIssued);
        return isCa && maySign && (anchor.Certificate.PathLength is not { } length || issued <= length);
    }

    private static PkixPathCertificate ToSeam(CachedCertificate certificate) => new(
        certificate.Certificate.Raw,
        [
            .. certificate.Certificate.SmtpUtf8Mailboxes,
            .. certificate.Certificate.SubjectEmailAttributes.Select(attribute => attribute.Value ?? "\uFFFD"),
        ]);

    private static DigestAlgorithm? DigestOf(CachedCertificate certificate) =>
        SignatureScheme.TryResolve(AlgorithmIdentifier.Parse(certificate.Certificate.SignatureAlgorithmRaw), out SignatureScheme? scheme) == SchemeStatus.Ok
            ? scheme!.Digest
            : null;
}
