using System.Formats.Asn1;
using System.Numerics;

namespace DomSec.Ber;

/// <summary>
/// Reads BER that is already in memory, tolerantly: definite and indefinite lengths, constructed strings, non-minimal lengths.
/// The status is sticky: after the first fault every read gives a default and <see cref="Status"/> names the fault,
/// so that a structure is parsed in one straight line and checked once. Never throws, never recurses.
/// </summary>
internal struct BerReader
{
    /// <summary>SEC-DOS-01: nesting that no CMS object reaches; stops "30 80 30 80 …" bombs.</summary>
    public const int MaxDepth = 64;

    private ReadOnlyMemory<byte> _rest;

    public BerReader(ReadOnlyMemory<byte> source)
    {
        _rest = source;
        Status = BerStatus.Ok;
    }

    /// <summary>The first fault met, or <see cref="BerStatus.Ok"/>.</summary>
    public BerStatus Status { get; private set; }

    public readonly bool Ok => Status == BerStatus.Ok;

    /// <summary>Whether another element follows (false after a fault).</summary>
    public readonly bool HasData => Status == BerStatus.Ok && !_rest.IsEmpty;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlyMemory<byte> Rest => _rest;

    /// <summary>The next identifier octet, or 0 (end-of-contents, which never starts an element here).</summary>
    public readonly byte PeekTag() => HasData ? _rest.Span[0] : (byte)0;

    public readonly bool NextIs(byte tag) => HasData && _rest.Span[0] == tag;

    /// <summary>Records a fault found by the caller, unless one stands already.</summary>
    public void Fail(BerStatus status)
    {
        if (Status == BerStatus.Ok)
        {
            Status = status;
        }
    }

    /// <summary>Fails with <see cref="BerStatus.TrailingData"/> if anything is left.</summary>
    public void RequireEnd()
    {
        if (HasData)
        {
            Fail(BerStatus.TrailingData);
        }
    }

    /// <summary>The next element, whatever its tag.</summary>
    public BerElement ReadElement()
    {
        if (Status != BerStatus.Ok)
        {
            return default;
        }

        BerStatus status = BerHeader.TryRead(_rest.Span, out BerHeader header);
        if (status != BerStatus.Ok)
        {
            Fail(status);
            return default;
        }

        if (header.Tag == BerTag.EndOfContents)
        {
            Fail(BerStatus.Malformed);
            return default;
        }

        int available = _rest.Length - header.HeaderLength;
        if (!header.IsIndefinite)
        {
            if (header.ContentLength > available)
            {
                Fail(BerStatus.Truncated);
                return default;
            }

            int length = (int)header.ContentLength;
            var element = new BerElement(header.Tag, _rest[..(header.HeaderLength + length)], _rest.Slice(header.HeaderLength, length), IsIndefinite: false);
            _rest = _rest[(header.HeaderLength + length)..];
            return element;
        }

        status = FindEndOfContents(_rest.Span[header.HeaderLength..], out int contentLength);
        if (status != BerStatus.Ok)
        {
            Fail(status);
            return default;
        }

        var indefinite = new BerElement(header.Tag, _rest[..(header.HeaderLength + contentLength + 2)], _rest.Slice(header.HeaderLength, contentLength), IsIndefinite: true);
        _rest = _rest[(header.HeaderLength + contentLength + 2)..];
        return indefinite;
    }

    /// <summary>The next element, which must have this tag.</summary>
    public BerElement ReadElement(byte tag)
    {
        if (Status == BerStatus.Ok && !NextIs(tag))
        {
            Fail(_rest.IsEmpty ? BerStatus.Truncated : BerStatus.UnexpectedTag);
        }

        return ReadElement();
    }

    /// <summary>A reader over the contents of the next element, which must have this tag.</summary>
    public BerReader ReadConstructed(byte tag)
    {
        BerElement element = ReadElement(tag);
        return new BerReader(element.Content) { Status = Status };
    }

    public BerReader ReadSequence() => ReadConstructed(BerTag.Sequence);

    public BerReader ReadSet() => ReadConstructed(BerTag.Set);

    /// <summary>Takes over the fault of a reader that this one handed out.</summary>
    public void Join(in BerReader inner)
    {
        if (inner.Status != BerStatus.Ok)
        {
            Fail(inner.Status);
        }
    }

    /// <summary>The content octets of an OBJECT IDENTIFIER, for comparison with <see cref="Oid"/> constants.</summary>
    public Oid ReadOid()
    {
        ReadOnlyMemory<byte> content = ReadElement(BerTag.ObjectIdentifier).Content;
        if (Ok && !Oid.IsValid(content.Span))
        {
            Fail(BerStatus.Malformed);
        }

        return Ok ? new Oid(content) : default;
    }

    /// <summary>The octets of an OCTET STRING, concatenated when it is constructed (X.690 section 8.7).</summary>
    public ReadOnlyMemory<byte> ReadOctetString() => ReadString(BerTag.OctetString);

    /// <summary>The octets of any string type in its primitive or constructed form; an implicit tag is given as its primitive identifier octet.</summary>
    public ReadOnlyMemory<byte> ReadString(byte primitiveTag)
    {
        if (NextIs(primitiveTag))
        {
            return ReadElement().Content;
        }

        BerElement element = ReadElement((byte)(primitiveTag | BerTag.ConstructedBit));
        if (!Ok)
        {
            return default;
        }

        BerStatus status = BerStrings.Concatenate(element.Content, out byte[] octets);
        if (status != BerStatus.Ok)
        {
            Fail(status);
        }

        return octets;
    }

    /// <summary>The octets of a BIT STRING that uses all its bits.</summary>
    public ReadOnlyMemory<byte> ReadBitString()
    {
        ReadOnlyMemory<byte> content = ReadString(BerTag.BitString);
        if (!Ok)
        {
            return default;
        }

        if (content.IsEmpty || content.Span[0] > 7)
        {
            Fail(BerStatus.Malformed);
            return default;
        }

        return content[1..];
    }

    /// <summary>The contents of an INTEGER: big-endian two's complement, as received.</summary>
    public ReadOnlyMemory<byte> ReadIntegerBytes()
    {
        ReadOnlyMemory<byte> content = ReadElement(BerTag.Integer).Content;
        if (Ok && content.IsEmpty)
        {
            Fail(BerStatus.Malformed);
        }

        return content;
    }

    /// <summary>A small non-negative INTEGER; anything else is a fault.</summary>
    public int ReadSmallInteger()
    {
        ReadOnlySpan<byte> content = ReadIntegerBytes().Span;
        if (!Ok)
        {
            return 0;
        }

        if (content.Length > 8)
        {
            Fail(BerStatus.TooLarge);
            return 0;
        }

        var value = new BigInteger(content, isUnsigned: false, isBigEndian: true);
        if (value < 0 || value > int.MaxValue)
        {
            Fail(BerStatus.Malformed);
            return 0;
        }

        return (int)value;
    }

    /// <summary>A BOOLEAN; any non-zero octet is true (X.690 section 8.2.2).</summary>
    public bool ReadBoolean()
    {
        ReadOnlySpan<byte> content = ReadElement(BerTag.Boolean).Content.Span;
        if (Ok && content.Length != 1)
        {
            Fail(BerStatus.Malformed);
        }

        return Ok && content[0] != 0;
    }

    /// <summary>A UTCTime or GeneralizedTime (the two forms of Time in RFC 5280 and of SigningTime in RFC 5652 section 11.3).</summary>
    public DateTimeOffset ReadTime()
    {
        BerElement element = ReadElement();
        if (!Ok)
        {
            return default;
        }

        try
        {
            return element.Tag switch
            {
                // RFC 5280 section 4.1.2.5.1: years 50 to 99 are 19xx, 00 to 49 are 20xx.
                BerTag.UtcTime => AsnDecoder.ReadUtcTime(element.Raw.Span, AsnEncodingRules.BER, out _, twoDigitYearMax: 2049),
                BerTag.GeneralizedTime => AsnDecoder.ReadGeneralizedTime(element.Raw.Span, AsnEncodingRules.BER, out _),
                _ => FailTime(),
            };
        }
        catch (AsnContentException)
        {
            return FailTime();
        }
    }

    private DateTimeOffset FailTime()
    {
        Fail(BerStatus.Malformed);
        return default;
    }

    /// <summary>Length of the contents of an indefinite-length element; one pass with a counter, no recursion.</summary>
    private static BerStatus FindEndOfContents(ReadOnlySpan<byte> source, out int contentLength)
    {
        contentLength = 0;
        int depth = 0;
        int position = 0;
        while (true)
        {
            BerStatus status = BerHeader.TryRead(source[position..], out BerHeader header);
            if (status != BerStatus.Ok)
            {
                return status;
            }

            if (header.Tag == BerTag.EndOfContents)
            {
                if (header.ContentLength != 0 || header.HeaderLength != 2)
                {
                    return BerStatus.Malformed;
                }

                if (depth == 0)
                {
                    contentLength = position;
                    return BerStatus.Ok;
                }

                depth--;
                position += 2;
                continue;
            }

            if (header.IsIndefinite)
            {
                if (++depth > MaxDepth)
                {
                    return BerStatus.TooDeep;
                }

                position += header.HeaderLength;
                continue;
            }

            if (header.ContentLength > source.Length - position - header.HeaderLength)
            {
                return BerStatus.Truncated;
            }

            position += header.HeaderLength + (int)header.ContentLength;
        }
    }
}
