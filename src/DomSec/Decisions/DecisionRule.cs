namespace DomSec.Decisions;

/// <summary>What to do about one condition. Immutable.</summary>
/// <param name="Action">The action.</param>
public sealed record DecisionRule(DecisionAction Action)
{
    /// <summary>How long to try again, from when the message was first seen; only with <see cref="DecisionAction.Retry"/>. More than nothing, at most 30 days.</summary>
    public TimeSpan? RetryFor { get; init; }

    /// <summary>What to do when that time is over. Default: reject outbound, so that the sender learns of it; quarantine inbound, so that nothing is lost.</summary>
    public DecisionAction? Then { get; init; }

    /// <summary>Tries again for a time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="then">What to do then; null for the direction's default.</param>
    /// <returns>The rule.</returns>
    public static DecisionRule Retry(TimeSpan time, DecisionAction? then = null) => new(DecisionAction.Retry) { RetryFor = time, Then = then };
}
