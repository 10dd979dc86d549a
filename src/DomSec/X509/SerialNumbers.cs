namespace DomSec.X509;

/// <summary>Compares the content octets of INTEGERs by value, so that a needless leading octet (BER, or a careless issuer) does not matter.</summary>
internal sealed class SerialNumbers : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static SerialNumbers Comparer { get; } = new();

    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Minimal(left).SequenceEqual(Minimal(right));

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => Same(x.Span, y.Span);

    public int GetHashCode(ReadOnlyMemory<byte> obj)
    {
        // HashCode is seeded per process: serial numbers in a CRL cannot be chosen to collide.
        var hash = default(HashCode);
        hash.AddBytes(Minimal(obj.Span));
        return hash.ToHashCode();
    }

    /// <summary>X.690 section 8.3.2: the first nine bits of an INTEGER are not all the same.</summary>
    private static ReadOnlySpan<byte> Minimal(ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && ((value[0] == 0x00 && value[1] < 0x80) || (value[0] == 0xFF && value[1] >= 0x80)))
        {
            value = value[1..];
        }

        return value;
    }
}
