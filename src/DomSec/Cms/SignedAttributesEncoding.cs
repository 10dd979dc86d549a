using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>The octets that a signature over signed attributes covers (RFC 5652 section 5.4).</summary>
internal static class SignedAttributesEncoding
{
    /// <summary>SET OF with the attributes as received, sorted as DER asks, in a definite length.</summary>
    public static byte[] Sorted(AttributeSet attributes) => Sorted(attributes, static attribute => attribute.Raw);

    /// <summary>
    /// CMS-SD-08: as <see cref="Sorted(AttributeSet)"/>, with lengths inside the attributes as DER asks; null when they are so already. A SET inside keeps its order.
    /// </summary>
    public static byte[]? Recoded(AttributeSet attributes)
    {
        if (IsSurelyDer(attributes))
        {
            return null;
        }

        bool differs = false;
        byte[] recoded = Sorted(attributes, attribute =>
        {
            if (DerTranscoder.TryEncode(attribute.Raw) is not { } der || der.AsSpan().SequenceEqual(attribute.Raw.Span))
            {
                return attribute.Raw;
            }

            differs = true;
            return der;
        });
        return differs ? recoded : null;
    }

    /// <summary>The sorted SET OF with each attribute as it is wanted.</summary>
    public static byte[] Sorted(AttributeSet attributes, Func<CmsAttribute, ReadOnlyMemory<byte>> encode)
    {
        var ordered = new ReadOnlyMemory<byte>[attributes.Attributes.Count];
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i] = encode(attributes.Attributes[i]);
        }

        if (!IsSorted(ordered))
        {
            Array.Sort(ordered, static (a, b) => CompareAsDer(a.Span, b.Span));
        }

        return Wrap(ordered);
    }

    /// <summary>The received octets with the SET tag in place of [0]; only an indefinite outer length is made definite.</summary>
    public static byte[] AsReceived(AttributeSet attributes)
    {
        if (attributes.Element.IsIndefinite)
        {
            return Wrap([attributes.Element.Content]);
        }

        byte[] octets = attributes.Element.Raw.ToArray();
        octets[0] = BerTag.Set;
        return octets;
    }

    private static bool IsSorted(ReadOnlySpan<ReadOnlyMemory<byte>> encoded)
    {
        for (int i = 1; i < encoded.Length; i++)
        {
            if (CompareAsDer(encoded[i - 1].Span, encoded[i].Span) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSurelyDer(AttributeSet attributes)
    {
        for (int i = 0; i < attributes.Attributes.Count; i++)
        {
            if (!DerTranscoder.IsSurelyDer(attributes.Attributes[i].Raw.Span))
            {
                return false;
            }
        }

        return true;
    }

    // X.690 section 11.6: compared as octet strings, the shorter padded with zero octets.
    private static int CompareAsDer(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int common = Math.Min(a.Length, b.Length);
        int order = a[..common].SequenceCompareTo(b[..common]);
        return order != 0 ? order : a.Length.CompareTo(b.Length);
    }

    private static byte[] Wrap(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        int length = 0;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            length = checked(length + part.Length);
        }

        Span<byte> header = stackalloc byte[DerHeader.MaxLength];
        int headerLength = DerHeader.Write(header, BerTag.Set, length);
        byte[] result = new byte[headerLength + length];
        header[..headerLength].CopyTo(result);
        int position = headerLength;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            part.Span.CopyTo(result.AsSpan(position));
            position += part.Length;
        }

        return result;
    }
}
