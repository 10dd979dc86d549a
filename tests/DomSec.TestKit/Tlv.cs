using System.Formats.Asn1;

namespace DomSec.TestKit;

/// <summary>Writes BER elements octet by octet, so that a test can write what no library would.</summary>
public static class Tlv
{
    public const byte Sequence = 0x30;
    public const byte Set = 0x31;
    public const byte OctetString = 0x04;

    /// <summary>An element with a definite length.</summary>
    public static byte[] Of(byte tag, params ReadOnlySpan<byte[]> parts)
    {
        byte[] content = [.. parts.ToArray().SelectMany(part => part)];
        return content.Length switch
        {
            < 0x80 => [tag, (byte)content.Length, .. content],
            < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
            < 0x10000 => [tag, 0x82, (byte)(content.Length >> 8), (byte)(content.Length & 0xFF), .. content],
            _ => [tag, 0x83, (byte)(content.Length >> 16), (byte)((content.Length >> 8) & 0xFF), (byte)(content.Length & 0xFF), .. content],
        };
    }

    public static byte[] Oid(string value) => Write(writer => writer.WriteObjectIdentifier(value));

    public static byte[] Integer(ReadOnlySpan<byte> bigEndian)
    {
        byte[] value = bigEndian.ToArray();
        return Write(writer => writer.WriteIntegerUnsigned(value));
    }

    public static byte[] Integer(long value) => Write(writer => writer.WriteInteger(value));

    /// <summary>AlgorithmIdentifier; no parameters means that they are absent.</summary>
    public static byte[] Algorithm(string oid, params ReadOnlySpan<byte[]> parameters) => Of(Sequence, [Oid(oid), .. parameters]);

    public static byte[] Null => [0x05, 0x00];

    public static byte[] UtcTime(DateTimeOffset time) => Write(writer => writer.WriteUtcTime(time));

    private static byte[] Write(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
