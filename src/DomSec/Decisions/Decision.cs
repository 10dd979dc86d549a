namespace DomSec.Decisions;

/// <summary>What to do with one message, and why. Immutable.</summary>
public sealed class Decision
{
    internal Decision()
    {
    }

    /// <summary>Which way the message goes.</summary>
    public required DecisionDirection Direction { get; init; }

    /// <summary>What to do.</summary>
    public required DecisionAction Action { get; init; }

    /// <summary>Until when to try again, when <see cref="Action"/> is <see cref="DecisionAction.Retry"/>; else null.</summary>
    public required DateTimeOffset? RetryUntil { get; init; }

    /// <summary>Everything that held, the one that decided first; empty when nothing did, and the message is to be delivered.</summary>
    public required IReadOnlyList<DecisionFinding> Findings { get; init; }

    /// <summary>What happens, why, and which rule decided: one sentence for a postmaster, free of content.</summary>
    public required string Explanation { get; init; }

    /// <summary>The finding that decided, or null when nothing held.</summary>
    public DecisionFinding? Deciding => Findings.Count == 0 ? null : Findings[0];

    /// <inheritdoc />
    public override string ToString() => Explanation;
}
