namespace DomSec.Corpus.Asn1;

/// <summary>
/// How the outer levels of a CMS object are encoded. What is hashed or compared (certificates, signed attributes, names) is DER in every form unless a case says so.
/// </summary>
internal sealed class Form
{
    private readonly bool _indefinite;
    private readonly int _chunk;
    private readonly int _depth;

    private Form(bool indefinite, int chunk, int depth)
    {
        _indefinite = indefinite;
        _chunk = chunk;
        _depth = depth;
    }

    public static Form Der { get; } = new(indefinite: false, chunk: 0, depth: 0);

    /// <summary>Indefinite lengths and content in chunks, as streaming senders write it.</summary>
    public static Form Indefinite { get; } = new(indefinite: true, chunk: 64, depth: 1);

    /// <summary>Indefinite lengths around content in one primitive string.</summary>
    public static Form IndefinitePrimitive { get; } = new(indefinite: true, chunk: 0, depth: 0);

    /// <summary>Definite lengths with content in chunks: neither DER nor streamed.</summary>
    public static Form DefiniteChunks { get; } = new(indefinite: false, chunk: 100, depth: 1);

    /// <summary>Constructed strings of constructed strings, with one octet in each leaf.</summary>
    public static Form DeepChunks { get; } = new(indefinite: true, chunk: 1, depth: 3);

    public string Word => _indefinite || _chunk > 0 ? "ber" : "der";

    public byte[] Wrap(byte tag, params ReadOnlySpan<byte[]> parts) => _indefinite ? [tag, 0x80, .. Asn1.Der.Concat(parts), 0x00, 0x00] : Asn1.Der.Tlv(tag, parts);

    /// <summary>A string under a tag; the chunks inside are OCTET STRINGs whatever the tag (X.690 section 8.7.3.2).</summary>
    public byte[] Octets(byte tag, byte[] octets)
    {
        if (_chunk == 0)
        {
            return Asn1.Der.Tlv(tag, octets);
        }

        byte[][] parts = [.. octets.Chunk(_chunk).Select(chunk => Asn1.Der.Tlv(0x04, chunk))];
        for (int level = 1; level < _depth; level++)
        {
            parts = [.. parts.Chunk(16).Select(group => Wrap(0x24, group))];
        }

        return Wrap((byte)(tag | 0x20), parts);
    }
}
