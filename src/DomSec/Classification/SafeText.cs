using System.Buffers;
using System.Text;

namespace DomSec.Classification;

/// <summary>Makes text from a message harmless for logs, terminals and header fields (SEC-LOG-01).</summary>
internal static class SafeText
{
    private const int MaxLength = 320; // RFC 5321: 64 octets before the @ and 255 behind it

    // What stands in nearly all addresses and names.
    private static readonly SearchValues<char> _harmless = SearchValues.Create(" ,=+abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@/");

    private static readonly SearchValues<char> _unquoted = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+@/");

    public static string Escape(string text)
    {
        if (text.Length <= MaxLength && !text.AsSpan().ContainsAnyExcept(_harmless))
        {
            return text;
        }

        var safe = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            safe.Append(char.IsControl(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator ? '?' : character);
        }

        return safe.ToString();
    }

    /// <summary>A value for Authentication-Results (RFC 8601 section 2.2): as it is when it is a token or an address, quoted otherwise, ASCII only.</summary>
    public static string ResultValue(string text)
    {
        if (text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(_unquoted))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        bool quote = text.Length == 0;
        foreach (char character in Escape(text))
        {
            char safe = character is >= ' ' and <= '~' ? character : '?';
            quote |= !(char.IsAsciiLetterOrDigit(safe) || safe is '.' or '-' or '_' or '+' or '@' or '/');
            if (safe is '"' or '\\')
            {
                plain.Append('\\');
            }

            plain.Append(safe);
        }

        return quote ? $"\"{plain}\"" : plain.ToString();
    }
}
