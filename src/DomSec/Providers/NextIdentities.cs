using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>
/// Which identities of a domain need a successor, of which kind and from when on. Looked at role by role, so that a run which was interrupted is completed by the next one: each file is whole or
/// not there.
/// </summary>
internal sealed class NextIdentities
{
    /// <summary>Both are good for so long: well above the five days of SR-04, for partners whose administrators are away.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(30);

    private readonly IReadOnlyList<DomainCertificate> _certificates;
    private readonly MailDomain _domain;
    private readonly DateTimeOffset _now;

    /// <param name="certificates">All certificates of the folder.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="now">The time.</param>
    public NextIdentities(IReadOnlyList<DomainCertificate> certificates, MailDomain domain, DateTimeOffset now)
    {
        _certificates = [.. certificates.Where(each => each.Domain == domain)];
        _domain = domain;
        _now = now;
    }

    /// <summary>The kind of key that the role has, and when its next one begins; null when the domain has no such role, or the next one is there.</summary>
    public (CommunityKeyType? KeyType, DateTimeOffset Start)? Of(DomainRole role, bool force)
    {
        List<(DateTimeOffset From, DateTimeOffset To, CommunityKeyType? KeyType)> own = [];
        foreach (DomainCertificate filed in _certificates.Where(each => each.HasKey && each.Certificate.Outline.Roles.Contains(role)))
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(filed.Certificate.Der.Span);
            own.Add((new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), KeyTypeOf(certificate)));
        }

        if (own.Count == 0)
        {
            return null;
        }

        // Staged, or rolled over not long ago while the one before is still good.
        var newest = own.MaxBy(each => each.From);
        bool hasNext = newest.From > _now || (newest.From > _now - Overlap && own.Count(each => each.To >= _now) > 1);
        if (hasNext && !force)
        {
            return null;
        }

        DateTimeOffset start = newest.To - Overlap;
        return (newest.KeyType, start > _now ? start : _now);
    }

    /// <summary>Own certificates without the public copy for members, with the file it belongs into: what an interrupted run left out.</summary>
    public IEnumerable<(string File, string Pem)> MissingCopies(string root)
    {
        foreach (DomainCertificate filed in _certificates.Where(each => each.HasKey && each.Certificate.Outline.Roles.Count > 0))
        {
            string file = $"members/{_domain}/{Path.GetFileNameWithoutExtension(filed.File)}.pem";
            if (!_certificates.Any(other => !other.HasKey && other.Certificate.Der.Span.SequenceEqual(filed.Certificate.Der.Span)) && !File.Exists(Path.Combine(root, file)))
            {
                using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(filed.Certificate.Der.Span);
                yield return (file, certificate.ExportCertificatePem() + "\n");
            }
        }
    }

    /// <summary>Removes what an interrupted run left half written: private keys are not to lie about.</summary>
    public static void RemoveRemains(string folder, DateTimeOffset now)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(folder, ".*.tmp"))
        {
            bool isOurs = Guid.TryParseExact(Path.GetFileName(path)[1..^4], "N", out _);
            if (isOurs && now - new DateTimeOffset(File.GetLastWriteTimeUtc(path)) > TimeSpan.FromHours(1))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>What an identity's file says of when it is used (see <see cref="CredentialFile.ActivatesAt"/>).</summary>
    public static string ActivationLine(DateTimeOffset start) => string.Create(CultureInfo.InvariantCulture, $"Activate-At: {start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n");

    private static CommunityKeyType? KeyTypeOf(X509Certificate2 certificate)
    {
        using System.Security.Cryptography.RSA? rsa = certificate.GetRSAPublicKey();
        return certificate.GetKeyAlgorithm() switch
        {
            "1.2.840.113549.1.1.1" => rsa?.KeySize switch { <= 2048 => CommunityKeyType.Rsa2048, <= 3072 => CommunityKeyType.Rsa3072, _ => CommunityKeyType.Rsa4096 },
            "1.2.840.10045.2.1" => PublicKeys.OfCertificate(certificate)?.Q.X?.Length switch { 32 => CommunityKeyType.P256, 48 => CommunityKeyType.P384, 66 => CommunityKeyType.P521, _ => null },
            "1.3.101.112" => CommunityKeyType.Ed25519,
            "1.3.101.110" => CommunityKeyType.X25519,
            "2.16.840.1.101.3.4.3.18" => CommunityKeyType.MlDsa65,
            "2.16.840.1.101.3.4.4.2" => CommunityKeyType.MlKem768,
            _ => null,
        };
    }
}
