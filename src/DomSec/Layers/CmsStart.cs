using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Tells by its first octets whether something is a ContentInfo that protects a message (SM-MIM-08: media type and CMS decide, not a name).</summary>
internal static class CmsStart
{
    /// <summary>Enough for the header of a SEQUENCE and the longest content type of <see cref="LayerKinds"/>.</summary>
    public const int Sample = 32;

    public static bool IsProtection(ReadOnlySpan<byte> start)
    {
        if (BerHeader.TryRead(start, out BerHeader outer) != BerStatus.Ok || outer.Tag != BerTag.Sequence)
        {
            return false;
        }

        start = start[outer.HeaderLength..];
        if (BerHeader.TryRead(start, out BerHeader type) != BerStatus.Ok || type.Tag != BerTag.ObjectIdentifier || type.ContentLength > start.Length - type.HeaderLength)
        {
            return false;
        }

        return LayerKinds.IsRead(new Oid(start.Slice(type.HeaderLength, (int)type.ContentLength).ToArray()));
    }
}
