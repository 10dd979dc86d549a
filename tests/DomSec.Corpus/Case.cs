using DomSec.Corpus.Messages;

namespace DomSec.Corpus;

/// <summary>One entry: what is given, and what a conforming implementation says or makes.</summary>
internal sealed class Case
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> Requirements { get; init; }

    public required string Note { get; init; }

    /// <summary><c>classify</c>, <c>decrypt</c>, <c>sign</c> or <c>encrypt</c>.</summary>
    public required string Operation { get; init; }

    public required string File { get; init; }

    public required byte[] Octets { get; init; }

    /// <summary>Outermost first; of an operation that makes a message, those of the result.</summary>
    public IReadOnlyList<LayerFact>? Layers { get; set; }

    public string CommunityName { get; private set; } = "partner";

    /// <summary>Inputs beside the message: evaluation time, request, options.</summary>
    public SortedDictionary<string, object> Given { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, object?> Expected { get; } = new(StringComparer.Ordinal);

    public List<string> FlagsPresent { get; } = [];

    /// <summary><c>*</c> is every other flag of the catalogue.</summary>
    public List<string> FlagsAbsent { get; } = ["*"];

    /// <summary>Flags that may be raised or not: the rules leave it open.</summary>
    public List<string> FlagsAllowed { get; } = [];

    /// <summary>Content that has to be in the result octet for octet, by file.</summary>
    public (string File, byte[] Octets)? Covers { get; private set; }

    public Case In(string community)
    {
        CommunityName = community;
        return this;
    }

    /// <summary>A pass: for the domain, and for an originator when one is named.</summary>
    public Case Pass(string? domain, string? originator = null, params IReadOnlyList<string> flags)
    {
        Is("pass", flags);
        Expected["identityLevel"] = originator is null ? "domain" : "originator";
        Expected["domain"] = domain;
        Expected["originator"] = originator;
        return this;
    }

    /// <summary>Any other status: nobody is identified.</summary>
    public Case Is(string status, params IReadOnlyList<string> flags)
    {
        Expected["status"] = status;
        Expected["identityLevel"] = "none";
        Expected["domain"] = null;
        Expected["originator"] = null;
        FlagsPresent.Clear();
        FlagsPresent.AddRange(flags);
        return this;
    }

    public Case Expect(string name, object? value)
    {
        Expected[name] = value;
        return this;
    }

    /// <summary>Takes back an expectation where the rules leave room.</summary>
    public Case DoesNotSay(params IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            Expected.Remove(name);
        }

        return this;
    }

    public Case Give(string name, object value)
    {
        Given[name] = value;
        return this;
    }

    /// <summary>Only the named flags have to be absent.</summary>
    public Case Without(params IReadOnlyList<string> flags)
    {
        FlagsAbsent.Clear();
        FlagsAbsent.AddRange(flags);
        return this;
    }

    public Case Allowing(params IReadOnlyList<string> flags)
    {
        FlagsAllowed.AddRange(flags);
        return this;
    }

    /// <summary>The encryption's word, when it is not what the layers say.</summary>
    public Case Confidentiality(string word) => Expect("confidentiality", word);

    /// <summary>The result has to hold these octets: as the content of its domain signature, or as the decrypted entity.</summary>
    public Case Covering(byte[] entity)
    {
        Covers = ($"parts/{Id}.txt", entity);
        return this;
    }
}
