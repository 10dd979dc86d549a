using System.Buffers;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>
/// SEC-CMS-01: tells content that is, octet for octet, a SET OF Attribute with contentType and messageDigest. The signature over such attributes
/// is also one over such content without attributes, so whoever strips the attributes and puts them in the content's place has a second message with a
/// signature that verifies.
/// </summary>
internal sealed class AttributesLookalike
{
    /// <summary>Larger sets are told by how they begin; real ones are a few kilobytes.</summary>
    private const int MaxKept = 64 << 10;

    private ArrayBufferWriter<byte>? _kept;
    private bool _isExcluded;
    private bool _isCut;

    public void Write(ReadOnlySpan<byte> octets)
    {
        if (_isExcluded || octets.IsEmpty)
        {
            return;
        }

        if (_kept is null)
        {
            _isExcluded = octets[0] != BerTag.Set; // nearly all content ends here
            if (_isExcluded)
            {
                return;
            }

            _kept = new ArrayBufferWriter<byte>();
        }

        int room = MaxKept - _kept.WrittenCount;
        _isCut |= octets.Length > room;
        _kept.Write(octets[..Math.Min(room, octets.Length)]);
    }

    public bool IsMatch()
    {
        if (_kept is null)
        {
            return false;
        }

        if (_isCut)
        {
            return BeginsWithAttribute(_kept.WrittenSpan);
        }

        var reader = new BerReader(_kept.WrittenMemory);
        BerElement element = reader.ReadElement(BerTag.Set);
        reader.RequireEnd();
        return reader.Ok && AttributeSet.TryParse(element, int.MaxValue, out AttributeSet attributes) == CmsStatus.Ok
            && attributes.Count(Oids.ContentType) > 0 && attributes.Count(Oids.MessageDigest) > 0;
    }

    /// <summary>SET { SEQUENCE { OBJECT IDENTIFIER, SET …: no text begins like that.</summary>
    private static bool BeginsWithAttribute(ReadOnlySpan<byte> octets)
    {
        foreach (byte tag in (ReadOnlySpan<byte>)[BerTag.Set, BerTag.Sequence, BerTag.ObjectIdentifier, BerTag.Set])
        {
            if (BerHeader.TryRead(octets, out BerHeader header) != BerStatus.Ok || header.Tag != tag)
            {
                return false;
            }

            int skipped = header.HeaderLength + (tag == BerTag.ObjectIdentifier ? (int)Math.Min(header.ContentLength, octets.Length - header.HeaderLength) : 0);
            octets = octets[skipped..];
        }

        return true;
    }
}
