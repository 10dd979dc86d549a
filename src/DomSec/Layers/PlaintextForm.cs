using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>Tells decrypted content from the noise that a wrong key gives in CBC mode.</summary>
internal static class PlaintextForm
{
    /// <summary>Octets that are looked at: text that long comes out of noise once in 10^25.</summary>
    public const int Sample = 512;

    /// <summary>Whether it starts as text does (which every MIME header is) or as a BER element that fits.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> content) => IsText(content) || IsSequence(content, content.Length);

    /// <summary>Whether the start of longer content may be one: text, or a SEQUENCE of at least as many octets as are there.</summary>
    public static bool IsPlausibleStart(ReadOnlySpan<byte> start, long atLeast, long atMost) =>
        IsText(start)
        || (BerHeader.TryRead(start, out BerHeader header) == BerStatus.Ok && header.Tag == BerTag.Sequence
            && (header.IsIndefinite || (header.ContentLength >= atLeast - header.HeaderLength && header.ContentLength <= atMost)));

    public static bool IsText(ReadOnlySpan<byte> content)
    {
        foreach (byte octet in content[..Math.Min(Sample, content.Length)])
        {
            if (octet < 0x20 && octet is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether content of this length starts with a SEQUENCE that fits it.</summary>
    public static bool IsSequence(ReadOnlySpan<byte> start, long length) =>
        BerHeader.TryRead(start, out BerHeader header) == BerStatus.Ok && header.Tag == BerTag.Sequence
        && (header.IsIndefinite || header.ContentLength == length - header.HeaderLength);
}
