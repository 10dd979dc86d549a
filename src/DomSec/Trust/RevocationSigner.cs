using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Trust;

/// <summary>
/// A CRL issuer that is not on the path itself: the CRL key of a CA that has one of its own, or the cRLIssuer of indirect CRLs. RFC 5280
/// section 6.3.3 (f) wants a path to the same anchor; here its certificate has to be issued by one of the path, which bounds the search to
/// one signature each and lets nobody speak whom the subject's own issuers did not appoint.
/// </summary>
internal sealed class RevocationSigner
{
    /// <summary>SEC-DOS-01: namesakes among the community's certificates that are tried.</summary>
    private const int MaxCandidates = 16;

    private RevocationSigner(VerifiedPath? path) => Path = path;

    /// <summary>The signer first, the anchor last; null when there is no valid path.</summary>
    public VerifiedPath? Path { get; }

    /// <summary>The certificates of a CRL issuer that someone on a path, above the subject, has issued. Certificates of messages are not looked at.</summary>
    public static IEnumerable<VerifiedPath> Find(TrustIndex trust, IReadOnlyList<CachedCertificate> path, int position, string issuerKey)
    {
        foreach (CachedCertificate candidate in trust.IntermediatesNamed(issuerKey).Take(MaxCandidates))
        {
            // A key usage is optional on the path (section 6.3.3 (f)), where the certificate proves itself as a CA's. Not so here: one is needed, and has to say cRLSign.
            if (candidate.Certificate is not { HasUnknownCriticalExtension: false, KeyUsage: not null }
                || path.Any(certificate => certificate.Fingerprint == candidate.Fingerprint))
            {
                continue;
            }

            for (int i = position + 1; i < path.Count; i++)
            {
                if (string.Equals(path[i].SubjectKey, candidate.IssuerKey, StringComparison.Ordinal)
                    && Judge(trust, [candidate, .. path.Skip(i)]).Path is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    private static RevocationSigner Judge(TrustIndex trust, CachedCertificate[] path)
    {
        Fingerprint key = Fingerprint.Of(path);
        return trust.Signers.Find(key) ?? trust.Signers.Add(key, Create(path));
    }

    private static RevocationSigner Create(CachedCertificate[] path)
    {
        PublicKey? issuerKey = PathKeys.Of(path, 1);
        if (issuerKey is null || !PathKeys.Verifies(issuerKey, path[0].Certificate))
        {
            return new RevocationSigner(null);
        }

        VerifiedPath verified = VerifiedPath.Create(path, PkixInputs.Default);
        return new RevocationSigner(verified.Status == PkixStatus.Ok ? verified : null);
    }
}
