using DomSec.Ber;

namespace DomSec.X509;

/// <summary>AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY } (RFC 5280 section 4.1.2.4).</summary>
/// <param name="Type">What the value is.</param>
/// <param name="Value">The text; null when the value is not a string or breaks the rules of its string type, and is unusable therefore.</param>
/// <param name="Tag">The identifier octet of the value.</param>
/// <param name="Raw">The value as it stood in the certificate, identifier and length included.</param>
internal sealed record NameAttribute(Oid Type, string? Value, byte Tag, ReadOnlyMemory<byte> Raw)
{
    public bool IsUsable => Value is not null;

    /// <summary>RFC 5280 section 7.1: string types do not matter, nor do case and the amount of white space.</summary>
    public bool Equivalent(NameAttribute other)
    {
        if (Type != other.Type)
        {
            return false;
        }

        return Raw.Span.SequenceEqual(other.Raw.Span)
            || (Value is not null && other.Value is not null && string.Equals(NameStrings.Fold(Value), NameStrings.Fold(other.Value), StringComparison.Ordinal));
    }
}
