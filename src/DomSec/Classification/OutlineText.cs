using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Text;
using DomSec.Ber;

namespace DomSec.Classification;

/// <summary>Tags and values of an outline as text: short, and without a character that a terminal could act on.</summary>
internal static class OutlineText
{
    private const int MaxShownOctets = 16;
    private const int MaxShownCharacters = 72;

    /// <summary>Octets of an identifier whose arcs are shown; the longest in the registries of mail have half as many.</summary>
    private const int MaxShownIdentifier = 40;

    public static string Tag(byte tag, ReadOnlySpan<byte> header)
    {
        string number = (tag & 0x1F) == 0x1F ? HighNumber(header[1..]).ToString(CultureInfo.InvariantCulture) : (tag & 0x1F).ToString(CultureInfo.InvariantCulture);
        return (tag >> 6) switch
        {
            0 => Universal(tag),
            1 => $"[APPLICATION {number}]",
            2 => $"[{number}]",
            _ => $"[PRIVATE {number}]",
        };
    }

    public static string Value(byte tag, ReadOnlySpan<byte> value) => tag switch
    {
        BerTag.Boolean when value.Length == 1 => value[0] == 0 ? "FALSE" : "TRUE",
        BerTag.Null => "",
        BerTag.Integer or 0x0A when value.Length is > 0 and <= 8 => new BigInteger(value, isUnsigned: false, isBigEndian: true).ToString(CultureInfo.InvariantCulture),
        BerTag.ObjectIdentifier when value.Length <= MaxShownIdentifier && Oid.IsValid(value) => CmsOutlineNames.Describe(new Oid(value.ToArray()).ToString()),
        BerTag.Utf8String => Quoted(Encoding.UTF8, value),
        BerTag.BmpString => Quoted(Encoding.BigEndianUnicode, value),
        BerTag.UniversalString => Quoted(BigEndianUtf32, value),
        BerTag.PrintableString or BerTag.Ia5String or BerTag.TeletexString or 0x12 or 0x1A => Quoted(Encoding.Latin1, value),
        BerTag.UtcTime or BerTag.GeneralizedTime => Time(tag, value),
        BerTag.BitString when value.Length > 0 => Octets(value[1..]),
        // [0], [1], [2] and [6] are mostly names in certificates, and octets elsewhere.
        _ when (tag & 0xC0) == 0x80 && IsText(value) => Quoted(Encoding.ASCII, value),
        _ => Octets(value),
    };

    private static Encoding BigEndianUtf32 { get; } = new UTF32Encoding(bigEndian: true, byteOrderMark: false);

    private static string Universal(byte tag) => (tag & ~BerTag.ConstructedBit) switch
    {
        0x01 => "BOOLEAN",
        0x02 => "INTEGER",
        0x03 => "BIT STRING",
        0x04 => "OCTET STRING",
        0x05 => "NULL",
        0x06 => "OBJECT IDENTIFIER",
        0x0A => "ENUMERATED",
        0x0C => "UTF8String",
        0x10 => "SEQUENCE",
        0x11 => "SET",
        0x12 => "NumericString",
        0x13 => "PrintableString",
        0x14 => "TeletexString",
        0x16 => "IA5String",
        0x17 => "UTCTime",
        0x18 => "GeneralizedTime",
        0x1A => "VisibleString",
        0x1C => "UniversalString",
        0x1E => "BMPString",
        int other => $"[UNIVERSAL {other}]",
    };

    /// <summary>X.690 section 8.1.2.4.2: seven bits an octet; BerHeader has bounded them.</summary>
    private static long HighNumber(ReadOnlySpan<byte> octets)
    {
        long number = 0;
        foreach (byte octet in octets)
        {
            number = (number << 7) | (octet & 0x7FL);
            if ((octet & 0x80) == 0)
            {
                break;
            }
        }

        return number;
    }

    private static string Time(byte tag, ReadOnlySpan<byte> value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(value);
        byte[] element = writer.Encode();
        element[0] = tag;
        var reader = new BerReader(element);
        DateTimeOffset time = reader.ReadTime();
        return reader.Ok ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : Quoted(Encoding.Latin1, value);
    }

    private static string Octets(ReadOnlySpan<byte> value)
    {
        string hex = Convert.ToHexStringLower(value[..Math.Min(value.Length, MaxShownOctets)]);
        return value.Length <= MaxShownOctets ? hex : string.Create(CultureInfo.InvariantCulture, $"{hex}… ({value.Length} octets)");
    }

    private static bool IsText(ReadOnlySpan<byte> value) => value.Length > 2 && !value.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static string Quoted(Encoding encoding, ReadOnlySpan<byte> value)
    {
        // At most four octets are one character, so that a long value is not converted whole.
        string text = encoding.GetString(value[..Math.Min(value.Length, 4 * MaxShownCharacters)]);
        var result = new StringBuilder("\"");
        int shown = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (++shown > MaxShownCharacters)
            {
                return result.Append('…').Append('"').ToString();
            }

            // SEC-LOG-01: control characters, bidi overrides and the like are shown by their number.
            _ = IsHarmless(rune) ? result.Append(rune.ToString()) : result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        return result.Append('"').ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
