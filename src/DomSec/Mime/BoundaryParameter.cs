using System.Buffers;
using System.Text;

namespace DomSec.Mime;

/// <summary>
/// Whether all readers find the same boundary in a Content-Type field. They differ on repeated, continued, encoded and commented parameters
/// (SEC-WRP-02), and whoever delimits other parts than the verifier shows other text than was verified.
/// </summary>
internal static class BoundaryParameter
{
    /// <summary>RFC 2046 section 5.1.1. The splitter holds back as much at the start of a line.</summary>
    private const int MaxLength = 70;

    // RFC 2046 section 5.1.1: bchars
    private static readonly SearchValues<char> _characters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ");

    /// <param name="field">The field's value as received.</param>
    /// <param name="boundary">What MimeKit made of it.</param>
    public static bool IsPlain(ReadOnlySpan<byte> field, string? boundary)
    {
        if (boundary is not { Length: > 0 and <= MaxLength } || boundary.AsSpan().ContainsAnyExcept(_characters) || boundary.EndsWith(' '))
        {
            return false;
        }

        int found = -1;
        bool quoted = false;
        for (int i = 0; i < field.Length; i++)
        {
            if (quoted && field[i] == '\\')
            {
                i++;
            }
            else if (field[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && i > 0 && field[i - 1] is (byte)';' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)')' && StartsWithName(field[i..]))
            {
                if (found >= 0)
                {
                    return false;
                }

                found = i + "boundary".Length;
            }
        }

        return found >= 0 && IsValue(field[found..].TrimStart(" \t\r\n"u8), Encoding.ASCII.GetBytes(boundary));
    }

    private static bool StartsWithName(ReadOnlySpan<byte> field) =>
        field.Length >= 8 && Ascii.EqualsIgnoreCase(field[..8], "boundary"u8);

    /// <summary>"=" and the boundary literally, quoted or not: no comment, no escape, no encoded word, no RFC 2231.</summary>
    private static bool IsValue(ReadOnlySpan<byte> text, ReadOnlySpan<byte> boundary)
    {
        if (!text.StartsWith("="u8))
        {
            return false;
        }

        text = text[1..].TrimStart(" \t\r\n"u8);
        bool quoted = text.StartsWith("\""u8);
        text = quoted ? text[1..] : text;
        if (!text.StartsWith(boundary))
        {
            return false;
        }

        text = text[boundary.Length..];
        return quoted ? text.StartsWith("\""u8) : !boundary.ContainsAny(" ()"u8) && (text.IsEmpty || text[0] is (byte)';' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n');
    }
}
