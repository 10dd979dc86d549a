namespace DomSec.Decisions;

/// <summary>The conditions that hold for one message, each once, with the sentence about it; the first sentence stays.</summary>
internal sealed class FoundConditions
{
    private readonly Dictionary<SecurityCondition, string> _details = [];

    public IReadOnlyDictionary<SecurityCondition, string> All => _details;

    public bool IsEmpty => _details.Count == 0;

    public void Add(SecurityCondition condition, string detail) => _details.TryAdd(condition, detail);

    public bool Contains(SecurityCondition condition) => _details.ContainsKey(condition);
}
