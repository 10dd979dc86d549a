using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;

namespace DomSec.Corpus;

/// <summary>Collects the entries.</summary>
internal sealed class CaseList(World world)
{
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal);

    public World World => world;

    public List<Case> Cases { get; } = [];

    public List<Community> Communities { get; } = [];

    /// <summary>A message to be classified.</summary>
    public Case Classify(string id, string requirements, string note, Message message) =>
        Add(new Case { Id = id, Requirements = requirements.Split(' '), Note = note, Operation = "classify", File = $"messages/{id}.eml", Octets = message.Octets, Layers = message.Layers });

    /// <summary>A bare CMS object to be classified: the outermost one of a message.</summary>
    public Case ClassifyBare(string id, string requirements, string note, Message message) => Add(new Case
    {
        Id = id,
        Requirements = requirements.Split(' '),
        Note = note,
        Operation = "classify",
        File = $"messages/{id}.p7m",
        Octets = message.Cms!,
        Layers = [message.Layers[0] with { Carrier = "cms" }, .. message.Layers.Skip(1)],
    });

    /// <summary>A message to be decrypted for delivery.</summary>
    public Case Decrypt(string id, string requirements, string note, Message message, string outcome, byte[]? entity = null)
    {
        Case added = Add(new Case { Id = id, Requirements = requirements.Split(' '), Note = note, Operation = "decrypt", File = $"messages/{id}.eml", Octets = message.Octets });
        added.Expect("outcome", outcome);
        return entity is null ? added : added.Covering(entity);
    }

    /// <summary>A message to be signed or encrypted by acme.example.</summary>
    /// <param name="operation"><c>sign</c> or <c>encrypt</c>.</param>
    /// <param name="id">The entry's name.</param>
    /// <param name="requirements">Identifiers with blanks between them.</param>
    /// <param name="note">One sentence.</param>
    /// <param name="message">The input.</param>
    /// <param name="outcome"><c>applied</c>, <c>refused</c> or <c>deferred</c>.</param>
    /// <param name="result">The layers of the result.</param>
    /// <returns>The entry.</returns>
    public Case Make(string operation, string id, string requirements, string note, Message message, string outcome, params IReadOnlyList<LayerFact> result)
    {
        Case added = Add(new Case
        {
            Id = id,
            Requirements = requirements.Split(' '),
            Note = note,
            Operation = operation,
            File = $"messages/{id}.eml",
            Octets = message.Octets,
            Layers = result.Count > 0 ? result : null,
        });
        added.Expect("outcome", outcome);
        added.FlagsAbsent.Clear();
        return added.In("acme");
    }

    private Case Add(Case added)
    {
        if (!_identifiers.Add(added.Id))
        {
            throw new InvalidOperationException("There are two entries " + added.Id + ".");
        }

        Cases.Add(added);
        return added;
    }
}
