using DomSec.X509;

namespace DomSec.Providers.Revocation;

/// <summary>A CRL or OCSP response that was fetched and accepted.</summary>
/// <param name="Fetched">What came.</param>
/// <param name="AsOf">When it was obtained or confirmed.</param>
/// <param name="ThisUpdate">Since when it speaks.</param>
/// <param name="Until">Until when it serves without being fetched anew: its nextUpdate, or a while.</param>
/// <param name="IsVerified">Whether the issuer's own key has signed it; a list of another issuer is judged by who asked, and kept for a short time only.</param>
internal sealed record CachedAnswer(HttpFetched Fetched, DateTimeOffset AsOf, DateTimeOffset ThisUpdate, DateTimeOffset Until, bool IsVerified)
{
    /// <summary>Where a CRL says that changes to it are told.</summary>
    public IReadOnlyList<Uri> Deltas { get; init; } = [];

    /// <summary>Whether it is a complete CRL for all reasons or for any answer of a responder, rather than a delta or a part.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>A CRL's scope, if it has one.</summary>
    public IssuingDistributionPoint? Scope { get; init; }

    /// <summary>Whether it answers alone, so that nothing else needs to be asked about a certificate.</summary>
    public bool Suffices(Certificate subject) =>
        IsVerified && IsComplete && !(subject.IsCa ? Scope is { OnlyUserCertificates: true } : Scope is { OnlyCaCertificates: true });
}
