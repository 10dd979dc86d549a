namespace DomSec.Providers;

/// <summary>An answer of a revocation source. Not judged: whether it is signed by the right one, in scope and current is decided where it is used.</summary>
/// <param name="State">
/// Found; not found (the certificate names no source that may be asked); or unavailable. With <see cref="LookupState.Unavailable"/> there can be material all the same: an outdated list still
/// tells who was revoked then.
/// </param>
/// <param name="RevocationLists">CRLs, DER. A source that keeps a list should give the same array each time: what was learned of it is kept with it.</param>
/// <param name="OcspResponses">OCSPResponse values, DER.</param>
/// <param name="Source">Where it is from, or why there is nothing, for reports and logs.</param>
/// <param name="AsOf">When the oldest of it was obtained or last confirmed; null when there is nothing. The age is the policy's to judge.</param>
public sealed record RevocationLookup(
    LookupState State, IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists, IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses, string Source, DateTimeOffset? AsOf)
{
    /// <summary>Nothing to ask.</summary>
    /// <param name="source">Why, for reports.</param>
    /// <returns>The answer.</returns>
    public static RevocationLookup NotFound(string source) => new(LookupState.NotFound, [], [], source, null);

    /// <summary>A fault.</summary>
    /// <param name="reason">What failed, for reports.</param>
    /// <returns>The answer.</returns>
    public static RevocationLookup Unavailable(string reason) => new(LookupState.Unavailable, [], [], reason, null);
}
