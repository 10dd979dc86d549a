using System.Formats.Asn1;
using System.Text;
using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Tests.X509;

/// <summary>
/// Distinguished names for tests, encoded exactly as written: "C=US, O=Acme, OU=a+OU=b, CN/bmp=x". The order of the text is the
/// order of the encoding; a suffix of the type chooses the string type (utf8, printable, teletex, bmp, ia5, universal).
/// </summary>
internal static class Names
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["CN"] = "2.5.4.3", ["SERIAL"] = "2.5.4.5", ["C"] = "2.5.4.6", ["L"] = "2.5.4.7", ["ST"] = "2.5.4.8", ["O"] = "2.5.4.10", ["OU"] = "2.5.4.11",
        ["TITLE"] = "2.5.4.12", ["ORGID"] = "2.5.4.97", ["DC"] = "0.9.2342.19200300.100.1.25", ["UID"] = "0.9.2342.19200300.100.1.1",
        ["E"] = "1.2.840.113549.1.9.1",
    };

    public static DistinguishedName Parse(string text)
    {
        Assert.Equal(BerStatus.Ok, DistinguishedName.TryParse(Der(text), out DistinguishedName? name));
        return name!;
    }

    public static byte[] Der(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER); // BER: sets stay in the written order
        using (writer.PushSequence())
        {
            foreach (string rdn in text.Split(", ", StringSplitOptions.RemoveEmptyEntries))
            {
                using (writer.PushSetOf())
                {
                    foreach (string pair in rdn.Split('+'))
                    {
                        string[] sides = pair.Split('=', 2);
                        string[] type = sides[0].Split('/');
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(Types.GetValueOrDefault(type[0], type[0]));
                            WriteString(writer, type.Length > 1 ? type[1] : "utf8", sides[1]);
                        }
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static void WriteString(AsnWriter writer, string kind, string value)
    {
        (byte tag, byte[] octets) = kind switch
        {
            "utf8" => (BerTag.Utf8String, Encoding.UTF8.GetBytes(value)),
            "printable" => (BerTag.PrintableString, Encoding.Latin1.GetBytes(value)),
            "teletex" => (BerTag.TeletexString, Encoding.Latin1.GetBytes(value)),
            "ia5" => (BerTag.Ia5String, Encoding.Latin1.GetBytes(value)),
            "bmp" => (BerTag.BmpString, Encoding.BigEndianUnicode.GetBytes(value)),
            "universal" => (BerTag.UniversalString, new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes(value)),
            "hex" => ((byte)0, Convert.FromHexString(value)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown string type"),
        };
        writer.WriteEncodedValue(tag == 0 ? octets : octets.Length < 0x80
            ? [tag, (byte)octets.Length, .. octets]
            : [tag, 0x82, (byte)(octets.Length >> 8), (byte)(octets.Length & 0xFF), .. octets]);
    }
}
