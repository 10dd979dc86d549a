using MimeKit;

namespace DomSec.Mime;

/// <summary>Finds the legacy display element at the beginning of a text (RFC 9788 section 4.5.3).</summary>
internal static class LegacyDisplayElement
{
    private const string ElementClass = "header-protection-legacy-display";

    /// <summary>The text without it.</summary>
    /// <param name="contentType">The value of the part's Content-Type field.</param>
    /// <param name="text">The text.</param>
    public static string Without(string contentType, string text)
    {
        if (!ContentType.TryParse(contentType, out ContentType? type) || !string.Equals(type.Parameters["hp-legacy-display"], "1", StringComparison.Ordinal))
        {
            return text;
        }

        return type.IsMimeType("text", "plain") ? WithoutLines(text) : type.IsMimeType("text", "html") ? WithoutElement(text) : text;
    }

    /// <summary>RFC 9788 section 4.5.3.2: the lines up to and with the first empty one, when they are header fields.</summary>
    private static string WithoutLines(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int end = text.IndexOf('\n', at);
            if (end < 0)
            {
                return text;
            }

            ReadOnlySpan<char> line = text.AsSpan(at, end - at).TrimEnd('\r');
            if (line.IsEmpty)
            {
                return at == 0 ? text : text[(end + 1)..];
            }

            int colon = line.IndexOf(':');
            bool isField = colon > 0 && !line[..colon].ContainsAnyExceptInRange('!', '~');
            bool isContinued = at > 0 && line[0] is ' ' or '\t';
            if (!isField && !isContinued)
            {
                return text;
            }

            at = end + 1;
        }

        return text;
    }

    /// <summary>RFC 9788 section 4.5.3.3: the element of that class that comes first in the body.</summary>
    private static string WithoutElement(string text)
    {
        int body = text.IndexOf("<body", StringComparison.OrdinalIgnoreCase);
        int from = body < 0 ? 0 : text.IndexOf('>', body) + 1;
        int div = text.IndexOf("<div", from, StringComparison.OrdinalIgnoreCase);
        int open = div < 0 ? -1 : text.IndexOf('>', div);
        if (open < 0 || !string.IsNullOrWhiteSpace(text[from..div]) || !text.AsSpan(div, open - div).Contains(ElementClass, StringComparison.Ordinal))
        {
            return text;
        }

        int depth = 1;
        for (int at = open + 1; depth > 0;)
        {
            int next = text.IndexOf('<', at);
            if (next < 0)
            {
                return text;
            }

            depth += string.Compare(text, next, "<div", 0, 4, StringComparison.OrdinalIgnoreCase) == 0 ? 1
                : string.Compare(text, next, "</div", 0, 5, StringComparison.OrdinalIgnoreCase) == 0 ? -1
                : 0;
            at = next + 1;
            if (depth == 0)
            {
                int end = text.IndexOf('>', at);
                return end < 0 ? text : string.Concat(text.AsSpan(0, div), text.AsSpan(end + 1));
            }
        }

        return text;
    }
}
