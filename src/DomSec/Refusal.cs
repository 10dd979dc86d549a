namespace DomSec;

/// <summary>Why a door refused or deferred a message: one line for a person, with the rule concerned.</summary>
/// <param name="Text">One sentence: what was wrong, with what, and what to do. Free of content, keys and control characters.</param>
/// <param name="Rule">The requirement, RFC section, flag or option that decided, such as <c>RFC 3183 section 3.2</c>.</param>
public sealed record Refusal(string Text, string Rule)
{
    /// <summary>Whether the cause lies in the input itself (malformed, not decryptable) and not in a policy.</summary>
    public bool IsInputFault { get; init; }

    /// <summary>What kind of cause it is, for who decides about it; null when <see cref="Rule"/> names a flag or there is no special kind.</summary>
    public SecurityCondition? Condition { get; init; }

    /// <summary>When the first certificate of the path that was objected to ended, or ends; null when it is not about a certificate.</summary>
    public DateTimeOffset? CertificateNotAfter { get; init; }

    /// <summary>What else was objected to, such as each certificate of a recipient that cannot be used; usually nothing.</summary>
    public IReadOnlyList<Refusal> Further { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() => $"{Text} [{Rule}]";
}
