using System.Formats.Asn1;
using System.Text;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// Reads the BER of RFC 4511 section 5.1 and nothing more: definite lengths only, octet strings in one piece, exactly the tag that is
/// expected. A server that sends anything else is broken or hostile, and its connection is given up.
/// </summary>
internal ref struct LdapReader(ReadOnlySpan<byte> encoded)
{
    private const byte IndefiniteLength = 0x80;

    private ReadOnlySpan<byte> _rest = encoded;

    public readonly bool HasData => !_rest.IsEmpty;

    /// <summary>Whether the next element has this tag, its constructed bit included.</summary>
    public readonly bool NextIs(Asn1Tag tag) => Asn1Tag.TryDecode(_rest, out Asn1Tag next, out _) && next == tag;

    /// <summary>The tag of the next element.</summary>
    public readonly Asn1Tag Peek() => Asn1Tag.TryDecode(_rest, out Asn1Tag tag, out _) ? tag : throw Malformed("a tag is missing");

    /// <summary>The content of the next element, which must have this tag.</summary>
    public ReadOnlySpan<byte> Read(Asn1Tag expected)
    {
        if (!Asn1Tag.TryDecode(_rest, out Asn1Tag tag, out int tagLength))
        {
            throw Malformed("a tag is missing");
        }

        if (tag != expected)
        {
            throw Malformed("an element has another tag than it must have");
        }

        // RFC 4511 section 5.1: "Only the definite form of length encoding is used."
        if (tagLength < _rest.Length && _rest[tagLength] == IndefiniteLength)
        {
            throw Malformed("a length is indefinite, which LDAP forbids");
        }

        if (!AsnDecoder.TryReadEncodedValue(_rest, AsnEncodingRules.BER, out _, out int offset, out int length, out int consumed))
        {
            throw Malformed("an element is longer than what holds it");
        }

        ReadOnlySpan<byte> content = _rest.Slice(offset, length);
        _rest = _rest[consumed..];
        return content;
    }

    /// <summary>An element that holds others.</summary>
    public LdapReader ReadConstructed(Asn1Tag expected) => new(Read(expected));

    /// <summary>An INTEGER or ENUMERATED of at most 32 bits, which is all that LDAP has (RFC 4511 section 4.1.1).</summary>
    public int ReadInteger(Asn1Tag expected)
    {
        ReadOnlySpan<byte> content = Read(expected);
        if (content.Length is 0 or > sizeof(int))
        {
            throw Malformed("a number is empty or too large");
        }

        int value = (sbyte)content[0];
        foreach (byte octet in content[1..])
        {
            value = (value << 8) | octet;
        }

        return value;
    }

    public byte[] ReadOctets() => Read(Asn1Tag.PrimitiveOctetString).ToArray();

    public string ReadText() => ReadText(Asn1Tag.PrimitiveOctetString);

    public string ReadText(Asn1Tag expected) => Encoding.UTF8.GetString(Read(expected));

    /// <summary>For what must be at its end.</summary>
    public readonly void ExpectEnd()
    {
        if (HasData)
        {
            throw Malformed("something follows where nothing may");
        }
    }

    public static LdapFaultException Malformed(string what) => new($"the server's answer is not LDAP: {what}");
}
