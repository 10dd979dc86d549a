using System.Text;
using DomSec.Corpus.Asn1;

namespace DomSec.Corpus.Pki;

/// <summary>Names written as <c>C=US, O=Acme, CN=Alice</c>: RDNs in the order of the encoding, <c> + </c> between the values of one RDN, <c>CN~bmp=</c> for a string type.</summary>
internal static class DistinguishedNames
{
    public static byte[] Encode(string name) => name.Length == 0
        ? Der.Sequence()
        : Der.Sequence([.. name.Split(", ").Select(rdn => Der.SetOf(rdn.Split(" + ").Select(Value)))]);

    private static byte[] Value(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] type = text[..equals].Split('~');
        string value = text[(equals + 1)..];
        return Der.Sequence(Der.Oid(Type(type[0])), String(type.Length > 1 ? type[1] : Default(type[0], value), value));
    }

    private static string Default(string type, string value) =>
        type is "DC" or "E" ? "ia5" : value.All(c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c, StringComparison.Ordinal)) ? "printable" : "utf8";

    private static byte[] String(string kind, string value) => kind switch
    {
        "ia5" => Der.Ia5(value),
        "printable" => Der.Printable(value),
        "utf8" => Der.Utf8(value),
        "bmp" => Der.Tlv(0x1E, Encoding.BigEndianUnicode.GetBytes(value)),
        "t61" => Der.Tlv(0x14, Encoding.Latin1.GetBytes(value)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No string type of this name."),
    };

    private static string Type(string name) => name switch
    {
        "C" => "2.5.4.6",
        "O" => "2.5.4.10",
        "OU" => "2.5.4.11",
        "ST" => "2.5.4.8",
        "L" => "2.5.4.7",
        "CN" => "2.5.4.3",
        "T" => "2.5.4.12",
        "SN" => "2.5.4.5",
        "OI" => "2.5.4.97",
        "E" => "1.2.840.113549.1.9.1",
        "DC" => "0.9.2342.19200300.100.1.25",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No attribute type of this name."),
    };
}
