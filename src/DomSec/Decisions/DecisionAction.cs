namespace DomSec.Decisions;

/// <summary>What to do with a message. The later one is the stricter one; of several the strictest wins.</summary>
public enum DecisionAction
{
    /// <summary>Hand it on; outbound: protected, as it was made.</summary>
    Deliver,

    /// <summary>Hand it on with a warning to its recipient, and tell the postmaster. Inbound only.</summary>
    DeliverWithWarning,

    /// <summary>Send it without protection. Outbound only, and never for a marked message.</summary>
    DeliverInClear,

    /// <summary>Keep it, or answer 4xx, and try again until <see cref="Decision.RetryUntil"/>.</summary>
    Retry,

    /// <summary>Hold it for a person to decide.</summary>
    Quarantine,

    /// <summary>Answer 5xx, or return it to its sender with the reason.</summary>
    Reject,
}
