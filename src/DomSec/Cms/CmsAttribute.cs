using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue } (RFC 5652 section 5.3).</summary>
/// <param name="Type">The attribute's type.</param>
/// <param name="Raw">The whole element as received.</param>
/// <param name="Values">Each value as received.</param>
internal sealed record CmsAttribute(Oid Type, ReadOnlyMemory<byte> Raw, IReadOnlyList<ReadOnlyMemory<byte>> Values);
