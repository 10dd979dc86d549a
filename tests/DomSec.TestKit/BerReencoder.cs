namespace DomSec.TestKit;

/// <summary>
/// Turns the outer levels of a CMS object from DER into BER with indefinite lengths and content in chunks, as streaming senders write it, and back.
/// Signed attributes, certificates and everything else that is hashed or compared is copied octet for octet. Shares no code with the library.
/// </summary>
public static class BerReencoder
{
    private const byte Sequence = 0x30;
    private const byte OctetString = 0x04;
    private const byte ConstructedOctetString = 0x24;
    private const byte Context0 = 0x80;
    private const byte ConstructedContext0 = 0xa0;
    private const byte ObjectIdentifier = 0x06;

    /// <summary>Rewrites a ContentInfo with indefinite lengths.</summary>
    /// <param name="cms">A CMS object in DER, or in BER already.</param>
    /// <param name="chunk">Octets of content in each primitive octet string; 0 leaves the content one primitive octet string.</param>
    public static byte[] ToIndefinite(byte[] cms, int chunk) => Rewrite(cms, new Writer(indefinite: true, chunk));

    /// <summary>Rewrites a ContentInfo with constructed octet strings in chunks, but definite lengths: BER that is neither DER nor streamed.</summary>
    public static byte[] ToDefiniteChunks(byte[] cms, int chunk) => Rewrite(cms, new Writer(indefinite: false, chunk));

    /// <summary>The inverse: definite lengths and primitive content.</summary>
    public static byte[] ToDefinite(byte[] cms) => Rewrite(cms, new Writer(indefinite: false, chunk: 0));

    // ContentInfo ::= SEQUENCE { contentType, [0] EXPLICIT content }
    private static byte[] Rewrite(byte[] cms, Writer writer)
    {
        ReadOnlySpan<byte> rest = cms;
        Element info = Element.Take(ref rest);
        Require(info.Tag == Sequence, "a ContentInfo");
        ReadOnlySpan<byte> fields = info.Contents;
        Element type = Element.Take(ref fields);
        Require(type.Tag == ObjectIdentifier, "a content type");
        Element wrapped = Element.Take(ref fields);
        Require(wrapped.Tag == ConstructedContext0, "content");
        ReadOnlySpan<byte> explicitly = wrapped.Contents;
        Element content = Element.Take(ref explicitly);
        Require(content.Tag == Sequence, "a structure as content");
        return writer.Wrap(Sequence, [type.Whole.ToArray(), writer.Wrap(ConstructedContext0, [RewriteStructure(content, writer)])]);
    }

    // SignedData, EnvelopedData, AuthEnvelopedData, CompressedData, EncryptedData: the first inner SEQUENCE that starts with an OID
    // and is not an algorithm is the (encapsulated | encrypted) content info.
    private static byte[] RewriteStructure(Element structure, Writer writer)
    {
        var parts = new List<byte[]>();
        ReadOnlySpan<byte> fields = structure.Contents;
        bool found = false;
        while (!fields.IsEmpty)
        {
            Element field = Element.Take(ref fields);
            byte[]? content = found || field.Tag != Sequence ? null : RewriteContent(field, writer);
            found |= content is not null;
            parts.Add(content ?? field.Whole.ToArray());
        }

        return writer.Wrap(Sequence, parts);
    }

    // EncapsulatedContentInfo ::= SEQUENCE { eContentType, [0] EXPLICIT OCTET STRING OPTIONAL }
    // EncryptedContentInfo ::= SEQUENCE { contentType, contentEncryptionAlgorithm, [0] IMPLICIT OCTET STRING OPTIONAL }
    private static byte[]? RewriteContent(Element info, Writer writer)
    {
        ReadOnlySpan<byte> fields = info.Contents;
        var parts = new List<byte[]>();
        bool found = false;
        for (int index = 0; !fields.IsEmpty; index++)
        {
            Element field = Element.Take(ref fields);
            if (index == 0 && field.Tag != ObjectIdentifier)
            {
                return null;
            }

            if (index == 1 && field.Tag == ConstructedContext0 && FirstTag(field) is OctetString or ConstructedOctetString)
            {
                ReadOnlySpan<byte> explicitly = field.Contents;
                Element octets = Element.Take(ref explicitly);
                parts.Add(writer.Wrap(ConstructedContext0, [writer.Octets(OctetString, octets.Octets())]));
                found = true;
            }
            else if (index == 2 && field.Tag is Context0 or ConstructedContext0)
            {
                parts.Add(writer.Octets(Context0, field.Octets()));
                found = true;
            }
            else
            {
                parts.Add(field.Whole.ToArray());
            }
        }

        return found || parts.Count == 1 ? writer.Wrap(Sequence, parts) : null;
    }

    private static int FirstTag(Element element)
    {
        ReadOnlySpan<byte> contents = element.Contents;
        return contents.IsEmpty ? -1 : contents[0];
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidDataException("This is not CMS: expected " + what);
        }
    }

    /// <summary>One element of trusted input: exceptions for anything wrong are good enough here.</summary>
    private readonly ref struct Element
    {
        private readonly int header;
        private readonly int trailer;

        private Element(ReadOnlySpan<byte> whole, int header, int trailer)
        {
            Whole = whole;
            this.header = header;
            this.trailer = trailer;
        }

        internal ReadOnlySpan<byte> Whole { get; }

        internal byte Tag => Whole[0];

        internal static Element Take(ref ReadOnlySpan<byte> data)
        {
            (int start, int length) = Header(data);
            int tail = 0;
            if (length < 0)
            {
                int end = start;
                while (data[end] != 0 || data[end + 1] != 0)
                {
                    ReadOnlySpan<byte> inner = data[end..];
                    end += Take(ref inner).Whole.Length;
                }

                length = end - start;
                tail = 2;
            }

            var element = new Element(data[..(start + length + tail)], start, tail);
            data = data[element.Whole.Length..];
            return element;
        }

        internal ReadOnlySpan<byte> Contents => Whole[header..^trailer];

        /// <summary>The octets of a primitive or constructed octet string.</summary>
        internal byte[] Octets()
        {
            ReadOnlySpan<byte> contents = Contents;
            if ((Tag & 0x20) == 0)
            {
                return contents.ToArray();
            }

            var result = new List<byte>();
            while (!contents.IsEmpty)
            {
                result.AddRange(Take(ref contents).Octets());
            }

            return [.. result];
        }

        private static (int Header, int Length) Header(ReadOnlySpan<byte> data)
        {
            Require((data[0] & 0x1f) != 0x1f, "a low tag number");
            int first = data[1];
            if (first < 0x80)
            {
                return (2, first);
            }

            int length = 0;
            for (int i = 0; i < (first & 0x7f); i++)
            {
                length = (length << 8) | data[2 + i];
            }

            return (2 + (first & 0x7f), first == 0x80 ? -1 : length);
        }
    }

    private sealed class Writer(bool indefinite, int chunk)
    {
        internal byte[] Wrap(byte tag, IReadOnlyList<byte[]> parts)
        {
            byte[] contents = [.. parts.SelectMany(part => part)];
            return indefinite ? [tag, 0x80, .. contents, 0, 0] : Definite(tag, contents);
        }

        internal byte[] Octets(byte tag, byte[] octets) =>
            chunk <= 0 ? Definite(tag, octets) : Wrap((byte)(tag | 0x20), [.. octets.Chunk(chunk).Select(part => Definite(OctetString, part))]);

        private static byte[] Definite(byte tag, byte[] contents)
        {
            int length = contents.Length;
            byte[] header = length switch
            {
                < 0x80 => [tag, (byte)length],
                < 0x100 => [tag, 0x81, (byte)length],
                < 0x10000 => [tag, 0x82, (byte)(length >> 8), (byte)(length & 0xff)],
                < 0x1000000 => [tag, 0x83, (byte)(length >> 16), (byte)((length >> 8) & 0xff), (byte)(length & 0xff)],
                _ => [tag, 0x84, (byte)(length >> 24), (byte)((length >> 16) & 0xff), (byte)((length >> 8) & 0xff), (byte)(length & 0xff)],
            };
            return [.. header, .. contents];
        }
    }
}
