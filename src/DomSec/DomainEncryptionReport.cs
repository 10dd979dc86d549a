namespace DomSec;

/// <summary>What became of a message that was to be encrypted, without the message.</summary>
public sealed class DomainEncryptionReport
{
    internal DomainEncryptionReport()
    {
    }

    /// <summary>What became of it.</summary>
    public required DomainOutcome Outcome { get; init; }

    /// <summary>Why not, when <see cref="Outcome"/> is not <see cref="DomainOutcome.Applied"/>; else null.</summary>
    public required Refusal? Refusal { get; init; }

    /// <summary>The classification of the message before encrypting.</summary>
    public required DomainSecurityReport? Precondition { get; init; }

    /// <summary>
    /// Whether RSA or elliptic curve recipients stand beside ML-KEM ones: one content key serves all, so the message is as strong as its classical
    /// recipients only (RFC 9629 section 7). Separate requests avoid that. False when nothing was written.
    /// </summary>
    public bool IsMixedStrength { get; init; }

    /// <summary>The names of the header fields that stand outside in another way than inside, or not at all.</summary>
    public IReadOnlyList<string> ConcealedFields { get; init; } = [];

    /// <summary>The confidentiality authorities encrypted to, one per recipient domain.</summary>
    public required IReadOnlyList<MailDomain> Authorities { get; init; }

    /// <summary>The recipients encrypted to with their own keys.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>How the message was written: content encryption, encoding, and the first peer's key transport; null when it was not.</summary>
    public required AlgorithmProfile? Profile { get; init; }
}
