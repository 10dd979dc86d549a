using System.Text;
using DomSec.Cms;

namespace DomSec.Layers;

/// <summary>Header fields written from the values of SecureHeaderFields (RFC 7508 section 4.6.2).</summary>
internal static class RestoredFields
{
    private const int LineLength = 78; // RFC 5322 section 2.1.1

    /// <summary>Whole fields, or null when a value could end its field and begin another.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Of(IEnumerable<SecureHeaderField> fields)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (SecureHeaderField field in fields)
        {
            if (!IsFolded(field.Octets.Span))
            {
                return null;
            }

            lines.Add(Write(field));
        }

        return lines;
    }

    /// <summary>
    /// Line ends only where a blank follows (RFC 5322 section 2.2.3) and something else after that, and no other controls. A line of blanks alone ends the
    /// header for some readers, who take what follows for content.
    /// </summary>
    private static bool IsFolded(ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            bool isFold = value[i] == '\r' && i + 2 < value.Length && value[i + 1] == '\n' && value[i + 2] is (byte)' ' or (byte)'\t'
                && value[(i + 2)..].IndexOfAnyExcept(" \t"u8) is >= 0 and int text && value[i + 2 + text] is not ((byte)'\r' or (byte)'\n');
            if (isFold)
            {
                i += 2;
            }
            else if (value[i] is < (byte)' ' and not (byte)'\t' or 0x7F)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Write(SecureHeaderField field)
    {
        using var output = new MemoryStream();
        output.Write(Encoding.ASCII.GetBytes(field.Name + ":"));
        ReadOnlySpan<byte> value = field.Octets.Span;
        value = value.StartsWith(" "u8) ? value[1..] : value;
        output.Write(" "u8);
        if (value.Contains((byte)'\n'))
        {
            output.Write(value); // folded by its signer
            value = default;
        }

        for (int length = field.Name.Length + 2; !value.IsEmpty;)
        {
            // Folding before blanks does not change what relaxed canonicalisation sees; blanks at the end stay where they are.
            int word = Math.Max(0, value.IndexOfAnyExcept(" \t"u8));
            int end = value[word..].IndexOfAny(" \t"u8);
            end = end < 0 || value[(word + end)..].IndexOfAnyExcept(" \t"u8) < 0 ? value.Length : word + end;
            if (length + end > LineLength && length > field.Name.Length + 2 && value[0] is (byte)' ' or (byte)'\t')
            {
                output.Write("\r\n"u8);
                length = 0;
            }

            output.Write(value[..end]);
            length += end;
            value = value[end..];
        }

        output.Write("\r\n"u8);
        return output.ToArray();
    }
}
