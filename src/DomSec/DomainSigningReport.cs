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

    /// <summary>The names of the header fields that stand outside of an encryption written with the signature in another way than inside, or not at all.</summary>
    public IReadOnlyList<string> ConcealedFields { get; init; } = [];

    /// <summary>The names of the header fields that were put back where an encryption ended (RFC 9788, RFC 7508 section 4.6.2).</summary>
    public IReadOnlyList<string> RestoredFields { get; init; } = [];

    /// <summary>Informational flags of the signing itself.</summary>
    public required IReadOnlyList<RaisedFlag> Flags { get; init; }

    /// <summary>The confidentiality authorities that the signed message was encrypted to (RFC 3183 section 5); empty when it was not encrypted.</summary>
    public IReadOnlyList<MailDomain> Authorities { get; init; } = [];

    /// <summary>How it was encrypted; null when it was not.</summary>
    public AlgorithmProfile? EncryptionProfile { get; init; }

    /// <summary>Whether the message came encrypted and leaves in the clear: its way has to be protected by other means (RFC 3183 section 5 names a link crypto).</summary>
    public bool ConfidentialityTerminated { get; init; }
}
