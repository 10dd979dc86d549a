namespace DomSec.Ber;

/// <summary>Constructed string encodings (X.690 sections 8.6.4 and 8.7.3), flattened without recursion.</summary>
internal static class BerStrings
{
    /// <summary>
    /// Concatenates the leaves of a constructed OCTET STRING or BIT STRING. Of a BIT STRING only the first
    /// leaf's unused-bits octet is kept, and it has to be the last one's, which in CMS is always zero.
    /// </summary>
    public static BerStatus Concatenate(ReadOnlyMemory<byte> content, out byte[] octets)
    {
        octets = [];
        ReadOnlySpan<byte> source = content.Span;
        byte[] result = new byte[source.Length]; // the leaves are shorter than what holds them, so this is bounded by the input
        int written = 0;
        Span<int> ends = stackalloc int[BerReader.MaxDepth]; // nothing inside may reach beyond: the own end, or that of what is around an indefinite one
        Span<bool> indefinite = stackalloc bool[BerReader.MaxDepth];
        int depth = 0;
        int position = 0;
        bool firstBits = true;
        while (true)
        {
            while (depth > 0 && !indefinite[depth - 1] && ends[depth - 1] == position)
            {
                depth--;
            }

            int end = depth > 0 ? ends[depth - 1] : source.Length;
            if (position == source.Length && depth == 0)
            {
                octets = result.AsSpan(0, written).ToArray();
                return BerStatus.Ok;
            }

            BerStatus status = BerHeader.TryRead(source[position..end], out BerHeader header);
            if (status != BerStatus.Ok)
            {
                return status;
            }

            position += header.HeaderLength;
            if (header.Tag == BerTag.EndOfContents)
            {
                // X.690 section 8.1.5: exactly two zero octets, and only where an indefinite length is open.
                if (depth == 0 || !indefinite[depth - 1] || header.ContentLength != 0 || header.HeaderLength != 2)
                {
                    return BerStatus.Malformed;
                }

                depth--;
                continue;
            }

            byte kind = (byte)(header.Tag & ~BerTag.ConstructedBit);
            if (kind is not (BerTag.OctetString or BerTag.BitString))
            {
                return BerStatus.UnexpectedTag;
            }

            if (!header.IsIndefinite && header.ContentLength > end - position)
            {
                return BerStatus.Truncated;
            }

            if (BerTag.IsConstructed(header.Tag))
            {
                if (depth == ends.Length)
                {
                    return BerStatus.TooDeep;
                }

                indefinite[depth] = header.IsIndefinite;
                ends[depth++] = header.IsIndefinite ? end : position + (int)header.ContentLength;
                continue;
            }

            ReadOnlySpan<byte> leaf = source.Slice(position, (int)header.ContentLength);
            position += leaf.Length;
            if (kind == BerTag.BitString && !firstBits && !leaf.IsEmpty)
            {
                leaf = leaf[1..];
            }

            firstBits = false;
            leaf.CopyTo(result.AsSpan(written));
            written += leaf.Length;
        }
    }
}
