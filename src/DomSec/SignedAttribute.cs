namespace DomSec;

/// <summary>A signed attribute as it stands in a signature (RFC 5652 section 5.3). Show it with <see cref="Classification.AttributeOutline"/>.</summary>
/// <param name="Type">The attribute's type, as a dotted object identifier.</param>
/// <param name="Values">The values, each one whole BER element as received.</param>
public sealed record SignedAttribute(string Type, IReadOnlyList<ReadOnlyMemory<byte>> Values);
