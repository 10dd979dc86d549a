using DomSec.Ber;

namespace DomSec.Tests.Properties;

/// <summary>An element with its parts, to be changed and written again. Reads what it can; the rest stays octets.</summary>
internal sealed class TlvTree
{
    private int _contentLength;
    private bool _isIndefinite;

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

    public IEnumerable<TlvTree> All()
    {
        var all = new List<TlvTree> { this };
        for (int i = 0; i < all.Count; i++)
        {
            all.AddRange(all[i].Parts ?? []);
        }

        return all;
    }

    public TlvTree Copy() => new(Tag, Octets, Parts?.ConvertAll(part => part.Copy()));

    /// <summary>Writes it; where <paramref name="indefinite"/> says so with an indefinite length.</summary>
    public byte[] Write(Func<bool> indefinite)
    {
        byte[] octets = new byte[Measure(indefinite)];
        Put(octets);
        return octets;
    }

    private int Measure(Func<bool> indefinite)
    {
        _contentLength = Octets.Length;
        if (Parts is not null)
        {
            _contentLength = 0;
            foreach (TlvTree part in Parts)
            {
                _contentLength += part.Measure(indefinite);
            }
        }

        _isIndefinite = Parts is not null && BerTag.IsConstructed(Tag) && indefinite();
        return _isIndefinite ? _contentLength + 4 : _contentLength + DerHeader.LengthOf(_contentLength);
    }

    private int Put(Span<byte> destination)
    {
        int length;
        if (_isIndefinite)
        {
            (destination[0], destination[1]) = (Tag, 0x80);
            length = 2;
        }
        else
        {
            length = DerHeader.Write(destination, Tag, _contentLength);
        }

        if (Parts is null)
        {
            Octets.CopyTo(destination[length..]);
            return length + Octets.Length;
        }

        foreach (TlvTree part in Parts)
        {
            length += part.Put(destination[length..]);
        }

        return _isIndefinite ? length + 2 : length; // the end-of-contents octets are zero already
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
