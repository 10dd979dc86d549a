namespace DomSec.Mime;

/// <summary>Header fields by their names, looked for in constant time: a header may have as many names as it has lines (SEC-DOS-02).</summary>
internal sealed class FieldsByName
{
    private const int Usual = 10; // names of most messages

    private readonly Dictionary<string, List<HeaderField>> _fields = new(Usual, StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = new(Usual);

    /// <param name="fields">The fields; lines that are none are left out.</param>
    public FieldsByName(IEnumerable<HeaderField> fields)
    {
        foreach (HeaderField field in fields)
        {
            if (field.IsStray)
            {
                continue;
            }

            string name = field.Name;
            if (!_fields.TryGetValue(name, out List<HeaderField>? named))
            {
                _fields.Add(name, named = new List<HeaderField>(1)); // few names stand twice
                _names.Add(name);
            }

            named.Add(field);
        }
    }

    /// <summary>The names, each once, as first spelled, in the order in which they first stand.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>All fields of one name, in their order.</summary>
    public IReadOnlyList<HeaderField> this[string name] => _fields.TryGetValue(name, out List<HeaderField>? named) ? named : [];
}
