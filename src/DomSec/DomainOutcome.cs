namespace DomSec;

/// <summary>What became of a message, in SMTP's shape.</summary>
public enum DomainOutcome
{
    /// <summary>Done; relay the result (250).</summary>
    Applied,

    /// <summary>Not done and not worth repeating; nothing may be relayed (5xx).</summary>
    Refused,

    /// <summary>Not done for a passing reason (a directory down, a key not reachable); try again later (4xx).</summary>
    Deferred,
}
