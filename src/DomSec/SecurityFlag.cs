namespace DomSec;

/// <summary>A flag of the catalogue <see cref="SecurityFlags"/>. RFC 3183 says "flag", never "reject": the library reports, policy decides.</summary>
public sealed class SecurityFlag
{
    internal SecurityFlag(string id, string reference, string meaning, FlagSeverity severity)
    {
        Id = id;
        Reference = reference;
        Meaning = meaning;
        Severity = severity;
    }

    /// <summary>The stable identifier, such as <c>F-NAME-CN</c>.</summary>
    public string Id { get; }

    /// <summary>The rule it stands for: an RFC section, or <c>library</c>.</summary>
    public string Reference { get; }

    /// <summary>What it means, in one sentence for a postmaster.</summary>
    public string Meaning { get; }

    /// <summary>What it does to the verdict.</summary>
    public FlagSeverity Severity { get; }

    /// <inheritdoc />
    public override string ToString() => Id;
}
