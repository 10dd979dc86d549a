namespace DomSec.Providers;

/// <summary>A snapshot of trust material; immutable. DER throughout.</summary>
/// <param name="Anchors">The trust anchors' certificates.</param>
/// <param name="Intermediates">Issuing certificates known besides those in messages; not trusted by themselves.</param>
/// <param name="RevocationLists">CRLs. One that cannot be parsed, be it empty, stands for a list that is there and cannot be read: revocation is practised, and not known.</param>
public sealed record TrustMaterial(
    IReadOnlyList<ReadOnlyMemory<byte>> Anchors,
    IReadOnlyList<ReadOnlyMemory<byte>> Intermediates,
    IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists)
{
    /// <summary>Nothing is trusted.</summary>
    public static TrustMaterial Empty { get; } = new([], [], []);
}
