using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MimeKit.Utils;

namespace DomSec.Mime;

/// <summary>Who an Authentication-Results field claims to come from: its authserv-id (RFC 8601 section 2.2), however it is written.</summary>
internal static class AuthenticationServiceId
{
    private static readonly IdnMapping _idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>RFC 1035 section 2.3.4, with room for every character in several: what is longer is nobody's name, and costs too much to normalize.</summary>
    private const int MaxLength = 1024;

    /// <summary>
    /// Whether a field's value claims one of the names, or cannot be read and mentions one: another reader may find the claim that this one does not
    /// (RFC 8601 section 5).
    /// </summary>
    public static bool Claims(ReadOnlySpan<byte> value, IReadOnlyCollection<string> names)
    {
        foreach (string text in Readings(value))
        {
            string? claimed = Read(text);
            string[] mentioned = claimed is null ? [Bare(text), Bare(WithoutComments(text))] : [];
            foreach (string name in names)
            {
                if (claimed is null ? Array.Exists(mentioned, text => Mentions(text, name)) : IsSame(claimed, name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The value in the ways in which readers decode it: octets that are not UTF-8 one by one or replaced, encoded words left alone (RFC 2047 section 5) or not.</summary>
    private static List<string> Readings(ReadOnlySpan<byte> value)
    {
        var readings = new List<string> { FieldText.Of(value) };
        if (!Utf8.IsValid(value))
        {
            readings.Add(Encoding.UTF8.GetString(FieldText.Relaxed(value)));
        }

        if (value.IndexOf("=?"u8) >= 0)
        {
            readings.Add(FieldText.Of(Encoding.UTF8.GetBytes(Rfc2047.DecodeText(FieldText.Relaxed(value)))));
        }

        return readings;
    }

    private static bool Mentions(string bare, string name) =>
        bare.Contains(Bare(name), StringComparison.OrdinalIgnoreCase) || bare.Contains(Normal(name), StringComparison.OrdinalIgnoreCase);

    /// <summary>What letters, digits and the marks of a domain stand in a text, so that neither quoting nor what cannot be seen hides a name.</summary>
    private static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            if (char.IsLetterOrDigit(character) || character is '.' or '-' or '_')
            {
                bare.Append(character);
            }
        }

        return bare.ToString();
    }

    /// <summary>RFC 5322 section 4.4: comments may stand inside of a domain.</summary>
    private static string WithoutComments(string text)
    {
        var others = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '(' && !SkipComments(text, ref at))
            {
                break;
            }

            if (at < text.Length)
            {
                others.Append(text[at]);
            }
        }

        return others.ToString();
    }

    /// <summary>value of RFC 2045 section 5.1, token or quoted-string, between comments; null when it is neither.</summary>
    private static string? Read(string text)
    {
        int at = 0;
        if (!SkipComments(text, ref at) || at == text.Length)
        {
            return null;
        }

        var id = new StringBuilder();
        if (text[at] == '"')
        {
            for (at++; at < text.Length && text[at] != '"'; at++)
            {
                at += text[at] == '\\' ? 1 : 0;
                if (at < text.Length)
                {
                    id.Append(text[at]);
                }
            }

            if (at >= text.Length)
            {
                return null;
            }

            at++;
        }
        else
        {
            for (; at < text.Length && text[at] is not (' ' or ';' or '(' or '"'); at++)
            {
                // Neither tspecials nor controls are in a token. One that holds "=" is somebody else's name for all readers.
                if (text[at] is ')' or '<' or '>' or '@' or ',' or ':' or '\\' or '/' or '[' or ']' or '?' || char.IsControl(text[at]))
                {
                    return null;
                }

                id.Append(text[at]);
            }
        }

        // What follows is a version, the results, or the end; anything else, and others may read another name there.
        return id.Length is > 0 and <= MaxLength && SkipComments(text, ref at) && (at == text.Length || text[at] == ';' || char.IsAsciiDigit(text[at])) ? id.ToString() : null;
    }

    private static bool SkipComments(string text, ref int at)
    {
        int depth = 0;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '(':
                    depth++;
                    break;
                case ')' when depth > 0:
                    depth--;
                    break;
                case '\\' when depth > 0:
                    at++;
                    break;
                case ' ':
                    break;
                default:
                    if (depth == 0)
                    {
                        return true;
                    }

                    break;
            }
        }

        return depth == 0;
    }

    /// <summary>Without regard to case, a final dot, or whether a domain is written in letters or in ASCII (RFC 8601 section 2.5).</summary>
    private static bool IsSame(string claimed, string name) => string.Equals(Normal(claimed), Normal(name), StringComparison.OrdinalIgnoreCase);

    private static string Normal(string name)
    {
        string plain = string.Concat(name.Where(character => char.GetUnicodeCategory(character) is not (UnicodeCategory.Format or UnicodeCategory.Control))).Trim().TrimEnd('.');
        try
        {
            return _idn.GetAscii(plain.Normalize(NormalizationForm.FormKC));
        }
        catch (ArgumentException)
        {
            return plain;
        }
    }
}
