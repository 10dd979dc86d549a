namespace DomSec.Providers;

/// <summary>A snapshot of trust material; immutable. DER throughout.</summary>
/// <param name="Anchors">The trust anchors' certificates.</param>
/// <param name="Intermediates">Issuing certificates known besides those in messages; not trusted by themselves.</param>
/// <param name="RevocationLists">CRLs.</param>
public sealed record TrustMaterial(
    IReadOnlyList<ReadOnlyMemory<byte>> Anchors,
    IReadOnlyList<ReadOnlyMemory<byte>> Intermediates,
    IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists)
{
    /// <summary>Nothing is trusted.</summary>
    public static TrustMaterial Empty { get; } = new([], [], []);
}
