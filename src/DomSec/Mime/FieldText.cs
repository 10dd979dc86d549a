using System.Text;

namespace DomSec.Mime;

/// <summary>Field values for comparing (RFC 6376 section 3.4, which RFC 7508 section 4.3 borrows) and for people.</summary>
internal static class FieldText
{
    private const int MaxStack = 512;

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>RFC 6376 section 3.4.2, the value's part: unfolded, runs of blanks are one, none at either end.</summary>
    public static byte[] Relaxed(ReadOnlySpan<byte> value)
    {
        byte[] relaxed = new byte[value.Length];
        return relaxed[..Relax(value, relaxed)];
    }

    /// <summary>
    /// RFC 6376 section 3.4.1: as it is, without the line end. Whether the blank behind the colon belongs to the value, RFC 7508 does not say and
    /// writers disagree: one blank there is left out of the comparison.
    /// </summary>
    public static byte[] Simple(ReadOnlySpan<byte> value)
    {
        value = value.EndsWith("\r\n"u8) ? value[..^2] : value.EndsWith("\n"u8) ? value[..^1] : value;
        return (value.StartsWith(" "u8) ? value[1..] : value).ToArray();
    }

    /// <summary>Whether two values say the same after relaxed canonicalisation.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b) || Relaxed(a).AsSpan().SequenceEqual(Relaxed(b));

    /// <summary>The value on one line: UTF-8 (RFC 6532), or octet by octet when it is none.</summary>
    public static string Of(ReadOnlySpan<byte> value)
    {
        Span<byte> relaxed = value.Length <= MaxStack ? stackalloc byte[MaxStack] : new byte[value.Length];
        relaxed = relaxed[..Relax(value, relaxed)];
        return Ascii.IsValid(relaxed) ? Encoding.ASCII.GetString(relaxed) : TryUtf8(relaxed) ?? Encoding.Latin1.GetString(relaxed);
    }

    /// <summary>The text, or null when it is not UTF-8.</summary>
    public static string? TryUtf8(ReadOnlySpan<byte> octets)
    {
        try
        {
            return _strictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int Relax(ReadOnlySpan<byte> value, Span<byte> relaxed)
    {
        int length = 0;
        bool blank = false;
        foreach (byte octet in value)
        {
            if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                blank = true;
                continue;
            }

            if (blank && length > 0)
            {
                relaxed[length++] = (byte)' ';
            }

            blank = false;
            relaxed[length++] = octet;
        }

        return length;
    }
}
