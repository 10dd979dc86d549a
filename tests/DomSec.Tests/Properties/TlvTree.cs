using DomSec.Ber;

namespace DomSec.Tests.Properties;

/// <summary>An element with its parts, to be changed and written again. Reads what it can; the rest stays octets.</summary>
internal sealed class TlvTree
{
    private TlvTree(byte tag, byte[] octets, List<TlvTree>? parts)
    {
        Tag = tag;
        Octets = octets;
        Parts = parts;
    }

    public byte Tag { get; set; }

    public byte[] Octets { get; set; }

    public List<TlvTree>? Parts { get; }

    public static TlvTree? Read(ReadOnlyMemory<byte> octets, int depth = 0)
    {
        var reader = new BerReader(octets);
        BerElement element = reader.ReadElement();
        return reader.Ok && !reader.HasData ? Of(element, depth) : null;
    }

    public IEnumerable<TlvTree> All() => Parts is null ? [this] : [this, .. Parts.SelectMany(part => part.All())];

    public TlvTree Copy() => new(Tag, Octets, Parts?.ConvertAll(part => part.Copy()));

    /// <summary>Writes it; where <paramref name="indefinite"/> says so with an indefinite length.</summary>
    public byte[] Write(Func<bool> indefinite)
    {
        byte[] contents = Parts is null ? Octets : [.. Parts.SelectMany(part => part.Write(indefinite))];
        if (Parts is not null && BerTag.IsConstructed(Tag) && indefinite())
        {
            return [Tag, 0x80, .. contents, 0, 0];
        }

        byte[] header = new byte[DerHeader.LengthOf(contents.Length)];
        DerHeader.Write(header, Tag, contents.Length);
        return [.. header, .. contents];
    }

    private static TlvTree Of(in BerElement element, int depth)
    {
        if (!element.IsConstructed || depth > 40)
        {
            return new TlvTree(element.Tag, element.Content.ToArray(), null);
        }

        var parts = new List<TlvTree>();
        var reader = new BerReader(element.Content);
        while (reader.HasData)
        {
            BerElement part = reader.ReadElement();
            if (reader.Ok)
            {
                parts.Add(Of(part, depth + 1));
            }
        }

        return new TlvTree(element.Tag, element.Content.ToArray(), reader.Ok ? parts : null);
    }
}
