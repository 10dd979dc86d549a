using System.Globalization;
using DomSec.Ber;

namespace DomSec.Classification;

/// <summary>
/// The elements of a BER or DER object (X.690) in a list for people: offsets, lengths, values. Nothing is verified or judged.
/// </summary>
/// <remarks>
/// Works on any octets, in one pass without recursion; what is malformed is outlined as far as it can be read. Safe for concurrent use.
/// </remarks>
public static class CmsOutline
{
    /// <summary>Outlines an object.</summary>
    /// <param name="source">The octets.</param>
    /// <param name="maxLines">Most lines (elements), against objects made of many tiny elements. Default 10 000.</param>
    /// <param name="maxDepth">Deepest nesting that is followed. Default 64.</param>
    /// <returns>The elements in their order, and as the last line a fault if the object cannot be read to its end.</returns>
    public static IReadOnlyList<OutlineLine> Read(ReadOnlySpan<byte> source, int maxLines = 10_000, int maxDepth = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLines);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxDepth);
        var lines = new List<OutlineLine>();
        var open = new Stack<OpenElement>();
        int position = 0;
        while (true)
        {
            while (open.TryPeek(out OpenElement ended) && !ended.IsIndefinite && ended.End == position)
            {
                if (ended.Fault is not null)
                {
                    return Fault(lines, position, open.Count, ended.Fault);
                }

                open.Pop();
            }

            if (open.Count == 0 && lines.Count > 0)
            {
                return Trailing(lines, source, position);
            }

            bool isInside = open.TryPeek(out OpenElement around);
            int end = isInside ? around.End : source.Length;
            BerStatus status = BerHeader.TryRead(source[position..end], out BerHeader header);
            if (status != BerStatus.Ok)
            {
                return Fault(lines, position, open.Count, Reason(status, end < source.Length));
            }

            int contents = position + header.HeaderLength;
            if (header.Tag == BerTag.EndOfContents)
            {
                if (!around.IsIndefinite || header.ContentLength != 0)
                {
                    return Fault(lines, position, open.Count, "end-of-contents octets where no indefinite length is open");
                }

                open.Pop();
                position = contents;
                continue;
            }

            if (lines.Count == maxLines)
            {
                return Fault(lines, position, open.Count, string.Create(CultureInfo.InvariantCulture, $"more than {maxLines} elements; the rest is not shown"));
            }

            bool isConstructed = BerTag.IsConstructed(header.Tag);
            int available = end - contents;
            int length = header.IsIndefinite ? available : (int)Math.Min(available, header.ContentLength);
            string text = isConstructed ? "" : OutlineText.Value(header.Tag, source.Slice(contents, length));
            lines.Add(new OutlineLine(position, open.Count, OutlineText.Tag(header.Tag, source[position..contents]), header.ContentLength, text));
            string? fault = header.ContentLength > available
                ? string.Create(CultureInfo.InvariantCulture, $"the {lines[^1].Tag} at {position} announces {header.ContentLength} octets, and there are {available}")
                : null;
            position = contents;
            if (isConstructed)
            {
                if (open.Count == maxDepth)
                {
                    return Fault(lines, position, open.Count, string.Create(CultureInfo.InvariantCulture, $"nesting deeper than {maxDepth}; what is inside is not shown"));
                }

                open.Push(new OpenElement(contents + length, header.IsIndefinite, fault));
            }
            else if (fault is not null)
            {
                return Fault(lines, position, open.Count, fault);
            }
            else
            {
                position += length;
            }
        }
    }

    private static List<OutlineLine> Trailing(List<OutlineLine> lines, ReadOnlySpan<byte> source, int position)
    {
        ReadOnlySpan<byte> rest = source[position..];
        return rest.ContainsAnyExcept("\0\r\n \t"u8)
            ? Fault(lines, position, 0, $"{rest.Length} octets follow the object")
            : lines; // zero octets and blanks come from transports and do no harm
    }

    private static List<OutlineLine> Fault(List<OutlineLine> lines, long offset, int depth, string reason)
    {
        lines.Add(new OutlineLine(offset, depth, "!", Length: 0, reason) { IsFault = true });
        return lines;
    }

    private static string Reason(BerStatus status, bool insideElement) => status switch
    {
        BerStatus.Truncated => insideElement ? "the element around it ends inside a tag or length" : "the input ends where an element has to begin or go on",
        _ => "a tag or length that X.690 section 8.1 does not allow",
    };

    /// <summary>A constructed element whose contents are being read.</summary>
    /// <param name="End">Where it ends, or for the indefinite form where it has to end at the latest.</param>
    /// <param name="IsIndefinite">Whether end-of-contents octets end it.</param>
    /// <param name="Fault">What to say once everything that is there was read, when it announced more.</param>
    private readonly record struct OpenElement(int End, bool IsIndefinite, string? Fault);
}
