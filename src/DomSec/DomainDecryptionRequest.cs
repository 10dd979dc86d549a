namespace DomSec;

/// <summary>Whose keys to decrypt with.</summary>
public sealed record DomainDecryptionRequest
{
    /// <summary>The domain whose confidentiality authority decrypts; null lets every own domain's keys try.</summary>
    public MailDomain? Domain { get; init; }

    /// <summary>Releases content encrypted in CBC mode that has no valid signature inside. Default false: such content can be altered unnoticed (SEC-EFL-02).</summary>
    public bool AllowUnauthenticatedContent { get; init; }
}
