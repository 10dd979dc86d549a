namespace DomSec.Ber;

/// <summary>Identifier and length octets (X.690 sections 8.1.2 and 8.1.3), the one place that reads them.</summary>
/// <param name="Tag">The first identifier octet; the number of a high-tag-number form is skipped, no CMS type has one.</param>
/// <param name="HeaderLength">How many octets identifier and length take.</param>
/// <param name="ContentLength">Octets of contents, or -1 for the indefinite form.</param>
internal readonly record struct BerHeader(byte Tag, int HeaderLength, long ContentLength)
{
    /// <summary>No header is longer: one leading octet, four octets of a high tag number, nine of length.</summary>
    public const int MaxLength = 14;

    public bool IsIndefinite => ContentLength < 0;

    /// <summary>Reads a header. <see cref="BerStatus.Truncated"/> means that more octets may complete it.</summary>
    public static BerStatus TryRead(ReadOnlySpan<byte> source, out BerHeader header)
    {
        if (source.Length >= 2 && (source[0] & 0x1F) != 0x1F && source[1] < 0x80)
        {
            header = new BerHeader(source[0], 2, source[1]); // nearly all
            return BerStatus.Ok;
        }

        header = default;
        if (source.IsEmpty)
        {
            return BerStatus.Truncated;
        }

        byte tag = source[0];
        int position = 1;
        if ((tag & 0x1F) == 0x1F)
        {
            // X.690 section 8.1.2.4: high tag numbers. Four octets (28 bits) are far beyond any CMS module.
            do
            {
                if (position >= source.Length)
                {
                    return position > 5 ? BerStatus.Malformed : BerStatus.Truncated;
                }

                if (position > 4)
                {
                    return BerStatus.Malformed;
                }
            }
            while ((source[position++] & 0x80) != 0);
        }

        if (position >= source.Length)
        {
            return BerStatus.Truncated;
        }

        byte first = source[position++];
        if (first < 0x80)
        {
            header = new BerHeader(tag, position, first);
            return BerStatus.Ok;
        }

        if (first == 0x80)
        {
            // X.690 section 8.1.3.6: the indefinite form is for constructed encodings only.
            if (!BerTag.IsConstructed(tag))
            {
                return BerStatus.Malformed;
            }

            header = new BerHeader(tag, position, -1);
            return BerStatus.Ok;
        }

        int count = first & 0x7F;
        if (count > 8)
        {
            return BerStatus.Malformed; // X.690 section 8.1.3.5 c reserves FF; more than eight octets cannot be a real length.
        }

        if (source.Length - position < count)
        {
            return BerStatus.Truncated;
        }

        // Non-minimal length octets are BER; only a value past long.MaxValue is refused.
        ulong length = 0;
        for (int i = 0; i < count; i++)
        {
            length = (length << 8) | source[position++];
        }

        if (length > long.MaxValue)
        {
            return BerStatus.Malformed;
        }

        header = new BerHeader(tag, position, (long)length);
        return BerStatus.Ok;
    }
}
