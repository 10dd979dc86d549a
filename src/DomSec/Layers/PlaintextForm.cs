using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>Tells decrypted content from the noise that a wrong key gives in CBC mode.</summary>
internal static class PlaintextForm
{
    private const int Sample = 512;

    /// <summary>Whether it starts as text does (which every MIME header is) or as a BER element that fits.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return true;
        }

        if (BerHeader.TryRead(content, out BerHeader header) == BerStatus.Ok && header.Tag == BerTag.Sequence
            && (header.IsIndefinite || header.ContentLength == content.Length - header.HeaderLength))
        {
            return true;
        }

        foreach (byte octet in content[..Math.Min(Sample, content.Length)])
        {
            if (octet < 0x20 && octet is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C))
            {
                return false;
            }
        }

        return true;
    }
}
