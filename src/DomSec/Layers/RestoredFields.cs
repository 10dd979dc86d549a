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

    /// <summary>Line ends only where a blank follows (RFC 5322 section 2.2.3), and no other controls.</summary>
    private static bool IsFolded(ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            bool isFold = value[i] == '\r' && i + 2 < value.Length && value[i + 1] == '\n' && value[i + 2] is (byte)' ' or (byte)'\t';
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
        int length = field.Name.Length + 1;
        while (true)
        {
            // Folding before a blank does not change what relaxed canonicalisation sees.
            int blank = value.Length > 1 ? value[1..].IndexOf((byte)' ') : -1;
            ReadOnlySpan<byte> word = blank < 0 ? value : value[..(blank + 1)];
            if (length + word.Length > LineLength && length > field.Name.Length + 1)
            {
                output.Write("\r\n"u8);
                length = 0;
            }

            if (output.Length == field.Name.Length + 1)
            {
                output.Write(" "u8);
            }

            output.Write(word);
            length += word.Length + 1;
            if (blank < 0)
            {
                break;
            }

            value = value[(blank + 1)..];
        }

        output.Write("\r\n"u8);
        return output.ToArray();
    }
}
