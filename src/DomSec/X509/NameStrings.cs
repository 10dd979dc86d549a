using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DomSec.Ber;

namespace DomSec.X509;

/// <summary>The string types of DirectoryString and their comparison (RFC 5280 sections 4.1.2.4 and 7.1).</summary>
internal static class NameStrings
{
    private const byte NumericString = 0x12;
    private const byte VisibleString = 0x1A;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a string element; null when it is no string or not a valid one of its type.</summary>
    public static string? Decode(BerElement element)
    {
        byte tag = (byte)(element.Tag & ~BerTag.ConstructedBit);
        if (tag is not (BerTag.Utf8String or BerTag.PrintableString or BerTag.TeletexString or BerTag.Ia5String or BerTag.BmpString or BerTag.UniversalString
            or NumericString or VisibleString))
        {
            return null;
        }

        var reader = new BerReader(element.Raw);
        ReadOnlySpan<byte> octets = reader.ReadString(tag).Span;
        if (!reader.Ok)
        {
            return null;
        }

        return tag switch
        {
            BerTag.Utf8String => DecodeUtf8(octets),

            // The character set of T.61 was never implemented; what is written in it is Latin-1 (RFC 5280 section 4.1.2.4 knows it as legacy only).
            BerTag.TeletexString => Encoding.Latin1.GetString(octets),
            BerTag.BmpString => DecodeUtf16(octets),
            BerTag.UniversalString => DecodeUtf32(octets),

            // PrintableString leaves out '@', '*', '_' and '&', which certificates in the field hold nevertheless.
            _ => Ascii.IsValid(octets) ? Encoding.ASCII.GetString(octets) : null,
        };
    }

    public static string? DecodeUtf8(ReadOnlySpan<byte> octets)
    {
        try
        {
            return StrictUtf8.GetString(octets);
        }
        catch (ArgumentException)
        {
            return null; // overlong forms, surrogates, cut-off sequences
        }
    }

    /// <summary>Case and white space made uniform. Nothing is deleted but spaces: what is invisible keeps two names apart.</summary>
    public static string Fold(string value)
    {
        string source = value;
        if (!Ascii.IsValid(value))
        {
            source = value.Normalize(NormalizationForm.FormKC);
        }

        var folded = new StringBuilder(source.Length);
        bool space = false;
        foreach (char c in source)
        {
            if (c == ' ' || char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator)
            {
                space = folded.Length > 0;
                continue;
            }

            if (space)
            {
                folded.Append(' ');
                space = false;
            }

            folded.Append(char.ToLowerInvariant(c));
        }

        return folded.ToString();
    }

    private static string? DecodeUtf16(ReadOnlySpan<byte> octets)
    {
        if (octets.Length % 2 != 0)
        {
            return null;
        }

        var text = new StringBuilder(octets.Length / 2);
        for (int i = 0; i < octets.Length; i += 2)
        {
            char c = (char)BinaryPrimitives.ReadUInt16BigEndian(octets[i..]);
            if (char.IsSurrogate(c))
            {
                return null; // BMPString holds the basic multilingual plane alone
            }

            text.Append(c);
        }

        return text.ToString();
    }

    private static string? DecodeUtf32(ReadOnlySpan<byte> octets)
    {
        if (octets.Length % 4 != 0)
        {
            return null;
        }

        var text = new StringBuilder(octets.Length / 4);
        for (int i = 0; i < octets.Length; i += 4)
        {
            if (!Rune.TryCreate(BinaryPrimitives.ReadUInt32BigEndian(octets[i..]), out Rune rune))
            {
                return null;
            }

            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
