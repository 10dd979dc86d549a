using MimeKit;

namespace DomSec.Mime;

/// <summary>
/// Content-Type values read by MimeKit. What stands in them is nearly always one of a few texts, so the last values are kept, each in the one place that its
/// hash gives it. Nothing that is kept is ever changed. Safe for concurrent use: an entry is replaced whole.
/// </summary>
internal static class ContentTypes
{
    private const int Places = 64; // a power of two

    /// <summary>With the places, the bound of what is kept. Values with a boundary are longer, and no two messages share one.</summary>
    private const int MaxKeptBytes = 160;

    private static readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>The type, or null when it cannot be read.</summary>
    public static ContentType? Read(ReadOnlyMemory<byte> value)
    {
        ReadOnlySpan<byte> octets = value.Span;
        if (octets.Length > MaxKeptBytes)
        {
            return Parse(value.ToArray());
        }

        var hash = default(HashCode);
        hash.AddBytes(octets);
        ref Entry? place = ref _entries[hash.ToHashCode() & (Places - 1)];
        Entry? entry = Volatile.Read(ref place);
        if (entry is null || !entry.Value.AsSpan().SequenceEqual(octets))
        {
            byte[] copy = octets.ToArray();
            entry = new Entry(copy, Parse(copy));
            Volatile.Write(ref place, entry);
        }

        return entry.Type;
    }

    private static ContentType? Parse(byte[] value) => ContentType.TryParse(value, out ContentType? type) ? type : null;

    private sealed record Entry(byte[] Value, ContentType? Type);
}
