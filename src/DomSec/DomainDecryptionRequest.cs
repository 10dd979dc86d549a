namespace DomSec;

/// <summary>Whose keys to decrypt with.</summary>
public sealed record DomainDecryptionRequest
{
    /// <summary>The domain whose confidentiality authority decrypts; null lets every own domain's keys try.</summary>
    public MailDomain? Domain { get; init; }

    /// <summary>Releases content encrypted in CBC mode that has no valid signature inside. Default false: such content can be altered unnoticed (SEC-EFL-02).</summary>
    public bool AllowUnauthenticatedContent { get; init; }

    /// <summary>
    /// The envelope recipients, when known. All of them must belong to the decrypting domain or one below it: content goes to whom the message was sent,
    /// and a captured message sent again to somebody else's mailbox is not opened for it. Default null: not checked.
    /// </summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>
    /// Puts header fields that the sender hid around its encryption back into the message's header (RFC 9788, RFC 7508 section 4.6.2). What is inside stays as it is, so that its
    /// signatures verify. Default true; the report names the fields.
    /// </summary>
    public bool RestoreHeaders { get; init; } = true;

    /// <summary>
    /// Who delivered the message, such as the envelope sender's domain or the connection's address: failures are counted for it
    /// (<see cref="DomSecOptions.MaxDecryptionFailures"/>). What a stranger can claim lets it use up another's count: give the connection's
    /// address or a name that was authenticated. Default null: nothing is limited, because anybody could use up a count that all share; failures are
    /// still counted in the meter.
    /// </summary>
    public string? Peer { get; init; }
}
