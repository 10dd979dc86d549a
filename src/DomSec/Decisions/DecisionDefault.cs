namespace DomSec.Decisions;

/// <summary>One line of the decision table: what the library does about a condition when nobody says otherwise, and why.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Condition">About what.</param>
/// <param name="Rule">What is done.</param>
/// <param name="Floor">The least strict action that a configuration may choose.</param>
/// <param name="Reason">What happens and why, for a postmaster.</param>
/// <param name="Source">What asks for it.</param>
public sealed record DecisionDefault(DecisionDirection Direction, SecurityCondition Condition, DecisionRule Rule, DecisionAction Floor, string Reason, string Source)
{
    /// <summary>The option's name in <c>community.json</c>, such as <c>inbound.certificateRevoked</c>.</summary>
    public string Option => DecisionWords.Option(Direction, Condition);
}
