namespace DomSec.Decisions;

/// <summary>Which way a message goes.</summary>
public enum DecisionDirection
{
    /// <summary>From an own domain to a partner.</summary>
    Outbound,

    /// <summary>From a partner to an own domain.</summary>
    Inbound,
}
