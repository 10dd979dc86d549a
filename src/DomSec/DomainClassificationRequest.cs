namespace DomSec;

/// <summary>How to classify a message.</summary>
public sealed record DomainClassificationRequest
{
    /// <summary>The domain whose keys may open encrypted layers; null lets every own domain's keys try.</summary>
    public MailDomain? Domain { get; init; }

    /// <summary>Opens encrypted layers. Default true.</summary>
    public bool Decrypt { get; init; } = true;

    /// <summary>The envelope recipients, when known: compared with the protected To and Cc fields of what was signed and then encrypted (SEC-DOM-06). Default null: then only <see cref="Domain"/> is.</summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>The time of judgement for certificates; null is now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The content of a detached signature, when the input is bare CMS. Read from its current position to its end; stays open.</summary>
    public Stream? DetachedContent { get; init; }
}
