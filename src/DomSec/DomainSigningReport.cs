namespace DomSec;

/// <summary>What became of a message that was to be signed, without the message.</summary>
public sealed class DomainSigningReport
{
    internal DomainSigningReport()
    {
    }

    /// <summary>What became of it.</summary>
    public required DomainOutcome Outcome { get; init; }

    /// <summary>Why not, when <see cref="Outcome"/> is not <see cref="DomainOutcome.Applied"/>; else null.</summary>
    public required Refusal? Refusal { get; init; }

    /// <summary>The classification of the message before signing, or null when it was plain.</summary>
    public required DomainSecurityReport? Precondition { get; init; }

    /// <summary>How header fields were protected; never <see cref="HeaderProtectionScheme.Auto"/>.</summary>
    public HeaderProtectionScheme HeaderProtection { get; init; } = HeaderProtectionScheme.None;

    /// <summary>Informational flags of the signing itself.</summary>
    public required IReadOnlyList<RaisedFlag> Flags { get; init; }
}
