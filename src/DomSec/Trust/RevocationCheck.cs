using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// RFC 5280 section 6.3 as far as complete CRLs go (CERT-02, CERT-03). CRLs come from the community alone: none from a message, so a replayed
/// old list overrides nothing, and nothing is fetched. Partial, delta and indirect CRLs prove nothing by silence.
/// </summary>
internal static class RevocationCheck
{
    /// <summary>id-ce-noRevAvail, RFC 9608 section 2.</summary>
    private static readonly Oid NoRevocationAvailable = new("2.5.29.56");

    /// <summary>Decision 5: whether the state of every certificate of the path has to be known.</summary>
    public static bool IsPractised(RevocationMode mode, TrustIndex trust, VerifiedPath path) => mode switch
    {
        RevocationMode.Off => false,
        RevocationMode.Required => true,
        _ => trust.HasRevocationLists || path.BelowAnchor.Any(certificate => certificate.Certificate.NamesRevocationSource),
    };

    /// <summary>
    /// The state of a certificate at a time. A listed certificate is revoked whenever it was listed and whether or not the CRL is stale:
    /// old news of a revocation is still news.
    /// </summary>
    /// <param name="trust">Where the CRLs are.</param>
    /// <param name="path">The path.</param>
    /// <param name="position">Which certificate of the path; not the anchor.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="entry">The entry, when revoked.</param>
    public static RevocationState Check(TrustIndex trust, VerifiedPath path, int position, DateTimeOffset at, out RevokedCertificate? entry)
    {
        entry = null;
        CachedCertificate subject = path.Certificates[position];
        bool isGood = false;
        HashSet<string>? scopes = null;
        foreach (CommunityRevocationList candidate in trust.RevocationListsOf(subject.IssuerKey)) // newest first
        {
            CertificateRevocationList list = candidate.List;
            if (scopes?.Contains(candidate.Scope) == true || !IsSignedByIssuer(candidate, path, position))
            {
                continue; // CERT-03: a newer one of the same scope has spoken; or it is not the issuer's
            }

            // RFC 5280 section 5.3.1: removeFromCRL means what it says in a delta CRL only.
            entry = list.Find(subject.Certificate.SerialNumber);
            if (entry is not null && !candidate.IsIndirect && !(list.IsDelta && entry.Reason == 8))
            {
                return RevocationState.Revoked;
            }

            if (list.ThisUpdate > at)
            {
                continue; // it says nothing about that time, and the one before it does
            }

            (scopes ??= new HashSet<string>(StringComparer.Ordinal)).Add(candidate.Scope);
            isGood |= candidate.ProvesGoodness && (list.NextUpdate is not { } next || next > at);
        }

        entry = null;
        return isGood || IsExempt(subject) ? RevocationState.Good : RevocationState.Unknown;
    }

    /// <summary>
    /// RFC 5280 section 6.3.3 (f): the CRL issuer's path leads to the same anchor. After a key rollover the path holds the issuer's name more than once,
    /// with the keys linked by self-issued certificates (section 4.2.1.1), and any of them may have signed; a subject never speaks for itself.
    /// </summary>
    private static bool IsSignedByIssuer(CommunityRevocationList list, VerifiedPath path, int position)
    {
        for (int i = position + 1; i < path.Certificates.Count && string.Equals(path.Certificates[i].SubjectKey, list.IssuerKey, StringComparison.Ordinal); i++)
        {
            if (list.IsSignedBy(path.Certificates[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>RFC 9608 section 4: an end entity's certificate that says that no revocation information will ever exist.</summary>
    private static bool IsExempt(CachedCertificate subject) => !subject.Certificate.IsCa
        && subject.Certificate.Extensions.Any(extension => extension.Id == NoRevocationAvailable);
}
