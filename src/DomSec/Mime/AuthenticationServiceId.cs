using System.Globalization;
using System.Text;

namespace DomSec.Mime;

/// <summary>Who an Authentication-Results field claims to come from: its authserv-id (RFC 8601 section 2.2), however it is written.</summary>
internal static class AuthenticationServiceId
{
    private static readonly IdnMapping _idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>
    /// Whether a field's value claims one of the names, or cannot be read and mentions one: another reader may find the claim that this one does not
    /// (RFC 8601 section 5).
    /// </summary>
    public static bool Claims(ReadOnlySpan<byte> value, IReadOnlyCollection<string> names)
    {
        string text = FieldText.Of(value);
        string? claimed = Read(text);
        foreach (string name in names)
        {
            if (claimed is null ? text.Replace(" ", "", StringComparison.Ordinal).Contains(name, StringComparison.OrdinalIgnoreCase) : IsSame(claimed, name))
            {
                return true;
            }
        }

        return false;
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
                id.Append(text[at]);
            }
        }

        // What follows is a version, the results, or the end; anything else, and others may read another name there.
        return id.Length > 0 && SkipComments(text, ref at) && (at == text.Length || text[at] == ';' || char.IsAsciiDigit(text[at])) ? id.ToString() : null;
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
        string plain = name.Trim().TrimEnd('.').Normalize(NormalizationForm.FormKC);
        try
        {
            return _idn.GetAscii(plain);
        }
        catch (ArgumentException)
        {
            return plain;
        }
    }
}
