namespace DomSec;

/// <summary>What became of a message that was to be decrypted, without the message.</summary>
public sealed class DomainDecryptionReport
{
    internal DomainDecryptionReport()
    {
    }

    /// <summary>What became of it.</summary>
    public required DomainOutcome Outcome { get; init; }

    /// <summary>Why not, when <see cref="Outcome"/> is not <see cref="DomainOutcome.Applied"/>; else null.</summary>
    public required Refusal? Refusal { get; init; }

    /// <summary>The classification of the message as received, encrypted layers opened.</summary>
    public required DomainSecurityReport? Classification { get; init; }

    /// <summary>The names of the header fields that were put back: they come from inside the encryption, the others from outside.</summary>
    public IReadOnlyList<string> RestoredFields { get; init; } = [];

    /// <summary>Whether the message is in the clear from here on: the inner leg has to be protected by other means, and bounces must not return it (RFC 3183 section 6).</summary>
    public required bool ConfidentialityTerminated { get; init; }
}
