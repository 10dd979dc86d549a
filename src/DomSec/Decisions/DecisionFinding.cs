namespace DomSec.Decisions;

/// <summary>One condition that held, and what the rule about it says.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Action">What its rule says now.</param>
/// <param name="Origin">Where that rule comes from.</param>
/// <param name="Rule">The rule's name, such as <c>partner acme.example outbound.directoryDown</c>.</param>
/// <param name="Detail">One sentence about this message.</param>
public sealed record DecisionFinding(SecurityCondition Condition, DecisionAction Action, DecisionOrigin Origin, string Rule, string Detail)
{
    /// <summary>Until when to try again, when <see cref="Action"/> is <see cref="DecisionAction.Retry"/>; else null.</summary>
    public DateTimeOffset? RetryUntil { get; init; }
}
