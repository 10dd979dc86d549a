using System.Globalization;
using System.Text;
using Spectre.Console;

namespace DomSec.Cli.Display;

/// <summary>Makes text from messages harmless for a terminal: no control character, bidi override or markup gets through.</summary>
internal static class SafeText
{
    /// <summary>One line, for plain writers.</summary>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsHarmless(rune))
            {
                result.Append(rune.ToString());
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
        }

        return result.ToString();
    }

    /// <summary>Several lines, each escaped.</summary>
    public static string Lines(string text) => string.Join(Environment.NewLine, text.Split('\n').Select(line => Escape(line.TrimEnd('\r'))));

    /// <summary>One line, for Spectre's markup.</summary>
    public static string Mark(string? text) => Markup.Escape(Escape(text));

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
