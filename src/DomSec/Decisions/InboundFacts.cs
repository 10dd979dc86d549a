namespace DomSec.Decisions;

/// <summary>What is known about a message that arrived. Immutable.</summary>
public sealed record InboundFacts
{
    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The domain that the message says it is from: of its From field, which a delivery status notification has too. Null when there is none that can be read.</summary>
    public required MailDomain? Partner { get; init; }

    /// <summary>Whether that domain, or one above it, is a member; null when the list of members could not be asked.</summary>
    public required bool? IsMember { get; init; }

    /// <summary>Whether the message has a mark of the community (a word in brackets, a label). Default false.</summary>
    public bool IsMarked { get; init; }

    /// <summary>The classification of the message as it came, encrypted layers opened. Null: it was not classified, which is <see cref="SecurityCondition.Unclear"/>.</summary>
    public required DomainSecurityReport? Report { get; init; }

    /// <summary>What became of decrypting it; null when that was not tried.</summary>
    public DomainDecryptionReport? Decryption { get; init; }

    /// <summary>When the message was first seen. Null: now, so that whoever sends it tries again for as long as that one likes.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Whether a directory that was to be asked could not be; the doors' reports say so of those that they asked.</summary>
    public bool IsDirectoryUnavailable { get; init; }

    /// <summary>Until when the last information about the revocation of the signer's certificates was current, if that is known; without it there is no grace.</summary>
    public DateTimeOffset? RevocationKnownUntil { get; init; }
}
