using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace DomSec.Corpus.Asn1;

/// <summary>DER, element by element (X.690 section 10): definite lengths of the least number of octets.</summary>
internal static class Der
{
    public static byte[] Null { get; } = [0x05, 0x00];

    public static byte[] Tlv(byte tag, params ReadOnlySpan<byte[]> parts)
    {
        byte[] contents = Concat(parts);
        return [tag, .. Length(contents.Length), .. contents];
    }

    public static byte[] Sequence(params ReadOnlySpan<byte[]> parts) => Tlv(0x30, parts);

    /// <summary>A SET OF in DER order (X.690 section 11.6).</summary>
    public static byte[] SetOf(IEnumerable<byte[]> parts) => Tlv(0x31, [.. Sorted(parts)]);

    /// <summary>A SET as it is given.</summary>
    public static byte[] Set(params ReadOnlySpan<byte[]> parts) => Tlv(0x31, parts);

    public static byte[] Explicit(int number, params ReadOnlySpan<byte[]> parts) => Tlv((byte)(0xA0 | number), parts);

    public static byte[] Implicit(int number, byte[] contents) => Tlv((byte)(0x80 | number), contents);

    public static byte[] Oid(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    public static byte[] Integer(long value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(value);
        return writer.Encode();
    }

    /// <summary>An INTEGER from its content octets.</summary>
    public static byte[] Integer(byte[] contents) => Tlv(0x02, contents);

    public static byte[] Boolean(bool value) => [0x01, 0x01, value ? (byte)0xFF : (byte)0x00];

    public static byte[] Octets(byte[] value) => Tlv(0x04, value);

    public static byte[] Bits(byte[] value, byte unused = 0) => Tlv(0x03, [unused], value);

    public static byte[] Utf8(string text) => Tlv(0x0C, Encoding.UTF8.GetBytes(text));

    public static byte[] Printable(string text) => Tlv(0x13, Encoding.ASCII.GetBytes(text));

    public static byte[] Ia5(string text) => Tlv(0x16, Encoding.ASCII.GetBytes(text));

    public static byte[] GeneralizedTime(DateTimeOffset time) => Tlv(0x18, Encoding.ASCII.GetBytes(time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture)));

    /// <summary>UTCTime through 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5, RFC 5652 section 11.3).</summary>
    public static byte[] Time(DateTimeOffset time) => time.Year < 2050
        ? Tlv(0x17, Encoding.ASCII.GetBytes(time.UtcDateTime.ToString("yyMMddHHmmss'Z'", CultureInfo.InvariantCulture)))
        : GeneralizedTime(time);

    public static byte[] Algorithm(string oid, params ReadOnlySpan<byte[]> parameters) => Sequence([Oid(oid), .. parameters]);

    /// <summary>An Attribute (RFC 5652 section 5.3) with its values.</summary>
    public static byte[] Attribute(string type, params ReadOnlySpan<byte[]> values) => Sequence(Oid(type), Set(values));

    public static IEnumerable<byte[]> Sorted(IEnumerable<byte[]> parts) => parts.Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    public static byte[] Concat(params ReadOnlySpan<byte[]> parts)
    {
        int length = 0;
        foreach (byte[] part in parts)
        {
            length += part.Length;
        }

        byte[] result = new byte[length];
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(result, at);
            at += part.Length;
        }

        return result;
    }

    /// <summary>The contents of an element with a low tag number and a definite length.</summary>
    public static byte[] ContentsOf(byte[] element) => element[(element[1] < 0x80 ? 2 : 2 + (element[1] & 0x7F))..];

    private static byte[] Length(int length) => length switch
    {
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        < 0x10000 => [0x82, (byte)(length >> 8), (byte)(length & 0xFF)],
        _ => [0x83, (byte)(length >> 16), (byte)((length >> 8) & 0xFF), (byte)(length & 0xFF)],
    };
}
