using System.Buffers.Binary;
using System.Text;

namespace DomSec.Fuzz.Engine;

/// <summary>A protected message as Exchange relays it: a TNEF stream with one attachment (MS-OXTNEF).</summary>
internal static class TnefSeed
{
    public static byte[] Message(byte[] cms) => Encoding.ASCII.GetBytes(
        $"From: alice@acme.example\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(Stream(cms), Base64FormattingOptions.InsertLineBreaks)}\r\n");

    public static byte[] Stream(byte[] cms) =>
    [
        .. new byte[] { 0x78, 0x9F, 0x3E, 0x22, 1, 0 },
        .. Attribute(1, 0x00089006, [0, 0, 1, 0]), // attTnefVersion
        .. Attribute(1, 0x00069007, [0xE4, 4, 0, 0, 0, 0, 0, 0]), // attOemCodepage
        .. Attribute(1, 0x00078008, [.. "IPM.Note.SMIME\0"u8]), // attMessageClass
        .. Attribute(2, 0x00069002, [1, 0, .. new byte[12]]), // attAttachRendData
        .. Attribute(2, 0x0006800F, cms), // attAttachData
    ];

    private static byte[] Attribute(byte level, int tag, byte[] value)
    {
        byte[] attribute = new byte[11 + value.Length];
        attribute[0] = level;
        BinaryPrimitives.WriteInt32LittleEndian(attribute.AsSpan(1), tag);
        BinaryPrimitives.WriteInt32LittleEndian(attribute.AsSpan(5), value.Length);
        value.CopyTo(attribute, 9);
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(9 + value.Length), unchecked((ushort)value.Sum(octet => octet)));
        return attribute;
    }
}
