using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// What an OCSP response says of a certificate (RFC 6960 sections 3.2 and 4.2.2): only one that the issuer itself, or a responder that the issuer appointed by a certificate of its own, has signed.
/// </summary>
internal static class OcspJudgement
{
    /// <summary>SEC-DOS-03: certificates of a response that are tried as its responder's.</summary>
    private const int MaxResponders = 4;

    /// <summary>Clocks differ: how far in the future a response may have been made.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(5);

    private static readonly string _ocspSigning = "1.3.6.1.5.5.7.3.9";
    private static readonly Oid _noCheck = new("1.3.6.1.5.5.7.48.1.5");

    /// <param name="responses">The responses.</param>
    /// <param name="path">The path of the certificate.</param>
    /// <param name="position">Which of the path it is; not the anchor.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="isResponderGood">Whether the CRLs know the certificate of a responder as good, when it does not say that it needs no check (section 4.2.2.2.1).</param>
    /// <param name="entry">When and why it was revoked, if so.</param>
    public static RevocationState Ask(
        IReadOnlyList<OcspResponse> responses, IReadOnlyList<CachedCertificate> path, int position, DateTimeOffset at, Func<CachedCertificate, bool> isResponderGood, out RevokedCertificate? entry)
    {
        (OcspResponse Response, OcspSingleResponse Single)[] about =
        [
            .. responses.Where(response => response is { Status: 0, HasUnknownCriticalExtension: false })
                .SelectMany(response => response.Responses.Select(single => (response, single)))
                .Where(pair => !pair.single.HasUnknownCriticalExtension && pair.single.IsAbout(path[position].Certificate, path[position + 1].Certificate))
                .OrderByDescending(pair => pair.single.ThisUpdate),
        ];
        foreach ((OcspResponse response, OcspSingleResponse single) in about)
        {
            // Old news of a revocation is news; a response that is not current says nothing else. The newest that is rightly signed decides.
            if ((single.RevokedAt is null && !IsCurrent(single, at)) || !IsSigned(response, path, position, at, isResponderGood))
            {
                continue;
            }

            entry = single.RevokedAt is { } date ? new RevokedCertificate(single.SerialNumber, date, single.Reason) : null;
            return entry is not null ? RevocationState.Revoked : single.IsGood ? RevocationState.Good : RevocationState.Unknown;
        }

        entry = null;
        return RevocationState.Unknown;
    }

    /// <summary>RFC 6960 section 3.2, points 5 and 6.</summary>
    public static bool IsCurrent(OcspSingleResponse single, DateTimeOffset at) =>
        single.ThisUpdate <= at + _tolerance && at < single.EndsAt;

    /// <summary>Section 4.2.2.2: the issuer's key, or that of a certificate which the issuer issued directly, for this purpose.</summary>
    private static bool IsSigned(OcspResponse response, IReadOnlyList<CachedCertificate> path, int position, DateTimeOffset at, Func<CachedCertificate, bool> isResponderGood)
    {
        CachedCertificate issuer = path[position + 1];
        PublicKey? issuerKey = PathKeys.Of(path, position + 1);
        if (issuerKey is null)
        {
            return false;
        }

        if (IsNamed(response, issuer) && PathKeys.Verifies(issuerKey, response))
        {
            return true;
        }

        foreach (ReadOnlyMemory<byte> der in response.Certificates.Take(MaxResponders))
        {
            if (Certificate.TryParse(der, out Certificate? certificate) != BerStatus.Ok)
            {
                continue;
            }

            var responder = new CachedCertificate(certificate!);
            if (IsNamed(response, responder)
                && string.Equals(responder.IssuerKey, issuer.SubjectKey, StringComparison.Ordinal)
                && certificate!.ExtendedKeyUsages?.Contains(_ocspSigning, StringComparer.Ordinal) == true
                && certificate is { HasUnknownCriticalExtension: false }
                && (certificate.KeyUsage is not { } usage || (usage & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) != KeyUsages.None)
                && certificate.NotBefore <= at && at <= certificate.NotAfter
                && responder.PublicKey is { } key
                && PathKeys.Verifies(issuerKey, certificate)
                && PathKeys.Verifies(key, response)
                && (certificate.Extensions.Any(extension => extension.Id == _noCheck) || isResponderGood(responder)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamed(OcspResponse response, CachedCertificate certificate) => response.ResponderName is { } name
        ? string.Equals(NameKey.Of(name), certificate.SubjectKey, StringComparison.Ordinal)
        : response.ResponderKeyHash is { } hash && hash.Span.SequenceEqual(certificate.Certificate.ComputeKeyIdentifier());
}
