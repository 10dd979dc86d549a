namespace DomSec.Decisions;

/// <summary>What is known about a message that is to be sent to the recipients of one domain. Immutable.</summary>
public sealed record OutboundFacts
{
    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The recipients' domain.</summary>
    public required MailDomain Partner { get; init; }

    /// <summary>Whether that domain, or one above it, is a member; null when the list of members could not be asked.</summary>
    public required bool? IsMember { get; init; }

    /// <summary>Whether the message has a mark of the community: it is then never sent in the clear. Default false.</summary>
    public bool IsMarked { get; init; }

    /// <summary>What became of signing it; null when that was not tried.</summary>
    public DomainSigningReport? Signing { get; init; }

    /// <summary>What became of encrypting it; null when that was not tried, or was done while signing.</summary>
    public DomainEncryptionReport? Encryption { get; init; }

    /// <summary>When the message was first tried. Null: now.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Whether a directory that was to be asked could not be; the doors' reports say so of those that they asked.</summary>
    public bool IsDirectoryUnavailable { get; init; }

    /// <summary>Until when the last information about the revocation of the partner's certificates was current, if that is known; without it there is no grace.</summary>
    public DateTimeOffset? RevocationKnownUntil { get; init; }
}
