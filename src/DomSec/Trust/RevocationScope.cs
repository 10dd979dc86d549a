using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// The community's CRLs of one issuer and one scope (issuingDistributionPoint, RFC 5280 section 5.2.5): the newer ones supersede the older ones,
/// and a delta CRL belongs to the complete ones beside it (section 6.3.3 (c)).
/// </summary>
internal sealed class RevocationScope
{
    private readonly CommunityRevocationList[] _complete;
    private readonly CommunityRevocationList[] _deltas;
    private readonly CommunityRevocationList _any;

    private RevocationScope(IEnumerable<CommunityRevocationList> lists)
    {
        CommunityRevocationList[] sorted = [.. lists.Order()];
        _any = sorted[0];
        _complete = Array.FindAll(sorted, list => !list.List.IsDelta);
        _deltas = Array.FindAll(sorted, list => list.List.IsDelta);
    }

    public string IssuerKey => _any.IssuerKey;

    public static IReadOnlyList<RevocationScope> Group(IEnumerable<CommunityRevocationList> lists) =>
    [
        .. lists.GroupBy(list => list.List.HasIssuingDistributionPoint ? Convert.ToHexString(list.List.ScopeRaw.Span) : "none", StringComparer.Ordinal)
            .Select(group => new RevocationScope(group)),
    ];

    /// <summary>RFC 5280 section 6.3.3 (b) and (d): the reasons for which these CRLs tell a certificate's status; none when it is out of their scope.</summary>
    public RevocationReasons ReasonsFor(CachedCertificate subject)
    {
        IssuingDistributionPoint? scope = _any.List.Scope;
        if (_any.List.HasIssuingDistributionPoint
            && (scope is null or { OnlyAttributeCertificates: true } || (subject.Certificate.IsCa ? scope.OnlyUserCertificates : scope.OnlyCaCertificates)))
        {
            return RevocationReasons.None;
        }

        var reasons = RevocationReasons.None;
        foreach (RevocationPoint point in subject.RevocationPoints)
        {
            bool isIssuer = point.CrlIssuers is { } issuers
                ? scope is { IsIndirect: true } && issuers.Contains(IssuerKey)
                : string.Equals(IssuerKey, subject.IssuerKey, StringComparison.Ordinal);
            if (isIssuer && (_any.Names is not { } names || names.Overlaps(point.Names)))
            {
                reasons |= point.Reasons & (scope?.Reasons ?? RevocationReasons.All);
            }
        }

        return reasons;
    }

    /// <summary>
    /// What the newest CRLs say. A listed certificate is revoked whenever it was listed and whether or not the CRL is stale or has parts that are not
    /// known: old news of a revocation is still news.
    /// </summary>
    /// <param name="subject">The certificate.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="isSigned">Whether a CRL is signed by someone who may speak about the certificate. Asked of as few as possible.</param>
    /// <param name="entry">The entry, when revoked.</param>
    /// <returns><see cref="RevocationState.Good"/>: for the reasons of the scope.</returns>
    public RevocationState Ask(CachedCertificate subject, DateTimeOffset at, Func<CommunityRevocationList, bool> isSigned, out RevokedCertificate? entry)
    {
        CommunityRevocationList? complete = Newest(_complete, subject, at, isSigned, out RevokedCertificate? listed);
        CommunityRevocationList? delta = Newest(_deltas, subject, at, isSigned, out RevokedCertificate? change);
        if (delta is not null && complete is not null && delta.IsSupersededBy(complete))
        {
            (delta, change) = (null, null); // a certificate on hold may have been released since
        }

        bool isCompleted = delta is { IsUnderstood: true } && complete is not null && delta.Completes(complete);

        // RFC 5280 section 5.3.1: removeFromCRL means what it says in a delta CRL only, and only a hold can be released.
        entry = change is { Reason: not RevokedCertificate.RemoveFromCrl } ? change : null;
        bool isReleased = isCompleted && delta!.List.ThisUpdate <= at && change is { Reason: RevokedCertificate.RemoveFromCrl } && listed?.Reason == RevokedCertificate.CertificateHold;
        entry ??= isReleased ? null : listed;
        if (entry is not null)
        {
            return RevocationState.Revoked;
        }

        // Section 5.2.4: complete and delta together are as current as the delta is.
        bool isGood = complete is { IsUnderstood: true } && (IsCurrent(complete, at) || (isCompleted && IsCurrent(delta!, at)));
        return isGood ? RevocationState.Good : RevocationState.Unknown;
    }

    private static bool IsCurrent(CommunityRevocationList list, DateTimeOffset at) => list.List.ThisUpdate <= at && (list.List.NextUpdate is not { } next || next > at);

    /// <summary>The newest signed one that lists the certificate or speaks about the time; one of the future that does not list it says nothing.</summary>
    private static CommunityRevocationList? Newest(
        CommunityRevocationList[] lists, CachedCertificate subject, DateTimeOffset at, Func<CommunityRevocationList, bool> isSigned, out RevokedCertificate? entry)
    {
        foreach (CommunityRevocationList list in lists)
        {
            entry = list.Find(subject);
            bool isRevoking = entry is not null && !(list.List.IsDelta && entry.Reason == RevokedCertificate.RemoveFromCrl);
            if ((isRevoking || list.List.ThisUpdate <= at) && isSigned(list))
            {
                return list; // CERT-03: the older ones of its scope are superseded
            }
        }

        entry = null;
        return null;
    }
}
