using System.Text;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>The part's header with its fields folded in another way, as gateways do that write headers anew (TR-01).</summary>
internal static class HeaderVariants
{
    public static IEnumerable<ContentVariant> For(EntityHeader header, IReadOnlyList<DigestAlgorithm> algorithms)
    {
        string raw = Encoding.Latin1.GetString(header.Raw.Span);
        string joined = raw.Replace("\r\n\t", " ", StringComparison.Ordinal).Replace("\r\n ", " ", StringComparison.Ordinal);
        var tried = new HashSet<string>(StringComparer.Ordinal) { raw };
        foreach (string form in new[] { joined, joined.Replace("; ", ";\r\n\t", StringComparison.Ordinal), joined.Replace("; ", ";\r\n ", StringComparison.Ordinal) })
        {
            if (tried.Add(form))
            {
                yield return ContentVariant.OfBody(
                    algorithms, Encoding.Latin1.GetBytes(form), output => output, "Header fields of the signed part were folded in another way.");
            }
        }
    }

    /// <summary>The header with another Content-Transfer-Encoding; null when it has no such field in a line of its own.</summary>
    public static byte[]? WithTransferEncoding(ReadOnlySpan<byte> raw, string value)
    {
        const string Name = "Content-Transfer-Encoding:";
        string text = "\r\n" + Encoding.Latin1.GetString(raw);
        int at = text.IndexOf("\r\n" + Name, StringComparison.OrdinalIgnoreCase);
        int end = at < 0 ? -1 : text.IndexOf("\r\n", at + 2, StringComparison.Ordinal);
        return end < 0 ? null : Encoding.Latin1.GetBytes(text[2..(at + 2 + Name.Length)] + " " + value + text[end..]);
    }
}
