using System.Buffers;

namespace DomSec.Ber;

/// <summary>
/// Writes an element again with definite lengths of the fewest octets and OCTET STRINGs in one piece (X.690 sections 10.1 and 10.2). Everything else stays as
/// received: values are not judged, and a SET inside keeps its order, which is what its signer hashed whether or not it was sorted.
/// </summary>
internal static class DerTranscoder
{
    /// <summary>The element again, or null when it cannot be read. Without recursion: depth is bounded by the reader's own limit.</summary>
    public static byte[]? TryEncode(ReadOnlyMemory<byte> element)
    {
        var source = new BerReader(element);
        var root = new Frame(default, source);
        var open = new Stack<Frame>();
        open.Push(root);
        while (open.TryPeek(out Frame? frame))
        {
            BerReader reader = frame.Reader;
            if (!reader.HasData)
            {
                if (!reader.Ok)
                {
                    return null;
                }

                open.Pop();
                if (open.TryPeek(out Frame? parent))
                {
                    parent.Write(frame.Identifier, frame.Output.WrittenSpan);
                }

                continue;
            }

            if (reader.NextIs(BerTag.OctetString | BerTag.ConstructedBit))
            {
                ReadOnlyMemory<byte> octets = reader.ReadOctetString();
                frame.Reader = reader;
                frame.Write(new byte[] { BerTag.OctetString }, octets.Span);
                continue;
            }

            BerElement child = reader.ReadElement();
            frame.Reader = reader;
            if (!reader.Ok || open.Count > BerReader.MaxDepth)
            {
                return null;
            }

            ReadOnlyMemory<byte> identifier = Identifier(child.Raw);
            if (child.IsConstructed)
            {
                open.Push(new Frame(identifier, new BerReader(child.Content)));
            }
            else
            {
                frame.Write(identifier, child.Content.Span);
            }
        }

        return root.Output.WrittenSpan.ToArray();
    }

    /// <summary>Whether <see cref="TryEncode"/> would surely change nothing, found without writing anything; false for whatever is unusual.</summary>
    public static bool IsSurelyDer(ReadOnlySpan<byte> element)
    {
        Span<int> ends = stackalloc int[16];
        int depth = 0;
        int at = 0;
        int end = element.Length;
        while (true)
        {
            while (at == end)
            {
                if (depth == 0)
                {
                    return true;
                }

                end = ends[--depth];
            }

            if (BerHeader.TryRead(element[at..end], out BerHeader header) != BerStatus.Ok || header.IsIndefinite || header.ContentLength > end - at - header.HeaderLength
                || (header.Tag & 0x1F) == 0x1F || (header.HeaderLength > 2 && header.HeaderLength != DerHeader.LengthOf((int)header.ContentLength)) || header.Tag is (BerTag.OctetString | BerTag.ConstructedBit) or BerTag.EndOfContents)
            {
                return false;
            }

            at += header.HeaderLength;
            int contentEnd = at + (int)header.ContentLength;
            if (!BerTag.IsConstructed(header.Tag))
            {
                at = contentEnd;
                continue;
            }

            if (depth == ends.Length)
            {
                return false;
            }

            ends[depth++] = end;
            end = contentEnd;
        }
    }

    /// <summary>The identifier octets, which a high tag number makes more than one (X.690 section 8.1.2.4).</summary>
    private static ReadOnlyMemory<byte> Identifier(ReadOnlyMemory<byte> raw)
    {
        int length = 1;
        if ((raw.Span[0] & 0x1F) == 0x1F)
        {
            while ((raw.Span[length++] & 0x80) != 0)
            {
            }
        }

        return raw[..length];
    }

    private sealed class Frame(ReadOnlyMemory<byte> identifier, BerReader reader)
    {
        public ReadOnlyMemory<byte> Identifier { get; } = identifier;

        public BerReader Reader { get; set; } = reader;

        public ArrayBufferWriter<byte> Output { get; } = new();

        public void Write(ReadOnlyMemory<byte> identifier, ReadOnlySpan<byte> content)
        {
            Span<byte> header = stackalloc byte[DerHeader.MaxLength];
            int length = DerHeader.Write(header, 0, content.Length);
            Output.Write(identifier.Span);
            Output.Write(header[1..length]);
            Output.Write(content);
        }
    }
}
