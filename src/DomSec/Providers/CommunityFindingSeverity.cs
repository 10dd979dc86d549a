namespace DomSec.Providers;

/// <summary>How much a finding matters.</summary>
public enum CommunityFindingSeverity
{
    /// <summary>All is well.</summary>
    Good,

    /// <summary>It works now, and will not for long or not with everybody.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Error,

    /// <summary>Nothing is wrong; something is left to the operator that only the operator can do.</summary>
    Advice,
}
