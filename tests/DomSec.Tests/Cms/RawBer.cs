using DomSec.Ber;

namespace DomSec.Tests.Cms;

/// <summary>Writes BER by hand: any tag, any length form, right or wrong.</summary>
internal static class RawBer
{
    public const string Data = "1.2.840.113549.1.7.1";
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string EnvelopedData = "1.2.840.113549.1.7.3";
    public const string AuthEnvelopedData = "1.2.840.113549.1.9.16.1.23";
    public const string CompressedData = "1.2.840.113549.1.9.16.1.9";

    public static byte[] Definite(byte tag, params IReadOnlyList<byte[]> parts)
    {
        byte[] contents = [.. parts.SelectMany(part => part)];
        byte[] header = new byte[DerHeader.LengthOf(contents.Length)];
        DerHeader.Write(header, tag, contents.Length);
        return [.. header, .. contents];
    }

    public static byte[] Indefinite(byte tag, params IReadOnlyList<byte[]> parts) => [tag, 0x80, .. parts.SelectMany(part => part), 0, 0];

    public static byte[] Seq(params IReadOnlyList<byte[]> parts) => Definite(0x30, parts);

    public static byte[] Set(params IReadOnlyList<byte[]> parts) => Definite(0x31, parts);

    public static byte[] Int(byte value) => [0x02, 0x01, value];

    public static byte[] Octets(params byte[] octets) => Definite(0x04, octets);

    public static byte[] Oid(string dotted)
    {
        var oid = new Oid(dotted);
        return [0x06, (byte)oid.Content.Length, .. oid.Content];
    }

    public static byte[] ContentInfo(string type, byte[] content) => Seq(Oid(type), Definite(0xA0, content));

    /// <summary>SignedData around what stands in eContent's [0]; null leaves that out.</summary>
    public static byte[] Signed(byte[]? eContent, byte[]? certificates = null, byte[]? crls = null, byte[]? signerInfos = null, string eContentType = Data)
    {
        List<byte[]> parts = [Int(1), Set(), eContent is null ? Seq(Oid(eContentType)) : Seq(Oid(eContentType), Definite(0xA0, eContent))];
        parts.AddRange(new[] { certificates, crls }.OfType<byte[]>());
        parts.Add(signerInfos ?? Set());
        return ContentInfo(SignedData, Seq(parts));
    }

    /// <summary>EnvelopedData or, with a mac, AuthEnvelopedData.</summary>
    public static byte[] Enveloped(byte[]? encrypted, byte[]? originator = null, byte[]? attributes = null, byte[]? mac = null, byte[]? unauthenticated = null)
    {
        byte[] algorithm = Seq(Oid("2.16.840.1.101.3.4.1.42"), Octets(new byte[16]));
        List<byte[]> parts = [Int(0)];
        parts.AddRange(new[] { originator }.OfType<byte[]>());
        parts.Add(Set(Seq(Int(9))));
        parts.Add(encrypted is null ? Seq(Oid(Data), algorithm) : Seq(Oid(Data), algorithm, encrypted));
        parts.AddRange(new[] { attributes, mac, unauthenticated }.OfType<byte[]>());
        return ContentInfo(mac is null ? EnvelopedData : AuthEnvelopedData, Seq(parts));
    }
}
