namespace DomSec.Providers;

/// <summary>An answer of a certificate directory.</summary>
/// <param name="State">Found, not found, or unavailable.</param>
/// <param name="Certificates">The DER certificates found, in any order, not judged; empty unless <paramref name="State"/> is <see cref="LookupState.Found"/>.</param>
/// <param name="Source">Where the answer is from, for reports, such as a folder or a server name.</param>
public sealed record CertificateLookup(LookupState State, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, string Source)
{
    /// <summary>When the source was last known to hold this, for an answer from a copy of it; null for one that was asked for now, or whose source does not age.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
