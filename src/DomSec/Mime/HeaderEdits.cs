using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>Fields that stand in another way in a header that is written than in the one that was read.</summary>
internal sealed class HeaderEdits
{
    private readonly Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];

    /// <summary>The names, in the order in which they were set.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What stands for all fields of a name; empty leaves them out. Each is a whole field with its line end.</summary>
    public void Set(string name, IReadOnlyList<ReadOnlyMemory<byte>> fields)
    {
        if (_fields.TryAdd(name, fields))
        {
            _names.Add(name);
        }
        else
        {
            _fields[name] = fields;
        }
    }

    public void Set(string name, IEnumerable<HeaderField> fields) => Set(name, [.. fields.Select(field => field.Octets)]);

    /// <summary>The message's own fields as they stand then.</summary>
    public EntityHeader ApplyTo(EntityHeader header)
    {
        if (_names.Count == 0)
        {
            return header;
        }

        using var octets = new PooledOctets(header.Raw.Length + 1024);
        SecureEntity.WriteMessageFields(octets, header, this);
        return EntityHeader.Parse(octets.ToArray());
    }

    public IReadOnlyList<ReadOnlyMemory<byte>>? Find(string name) => _fields.GetValueOrDefault(name);
}
