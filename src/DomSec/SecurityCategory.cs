namespace DomSec;

/// <summary>A category of a security label (RFC 2634 section 3.2). What it means is the policy's.</summary>
/// <param name="Type">The category's type, as a dotted object identifier.</param>
/// <param name="Value">The value: one whole BER element, as received.</param>
public sealed record SecurityCategory(string Type, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether the other category says the same, octet by octet.</summary>
    /// <param name="other">The other category.</param>
    /// <returns>Whether type and value are the same.</returns>
    public bool Equals(SecurityCategory? other) =>
        other is not null && string.Equals(Type, other.Type, StringComparison.Ordinal) && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type, StringComparer.Ordinal);
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }
}
