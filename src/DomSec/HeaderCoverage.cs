namespace DomSec;

/// <summary>
/// How the message's header is protected (RFC 9788, RFC 7508, RFC 8551 section 3.1). For automated processing use protected values only, and leave out
/// legacy display elements (RFC 9788 section 4.8). Immutable.
/// </summary>
public sealed class HeaderCoverage
{
    internal HeaderCoverage()
    {
    }

    /// <summary>Nothing is protected.</summary>
    public static HeaderCoverage None { get; } = new();

    /// <summary>What covers the From field: a signature that verifies, no less. <see cref="HeaderProtectionLevel.None"/> when none does, or when the From outside is another.</summary>
    public HeaderProtectionLevel Level { get; internal init; }

    /// <summary>Whether a signature covers the From field, and the one outside names the same senders.</summary>
    public bool IsFromProtected => Level != HeaderProtectionLevel.None;

    /// <summary>The payload's hp parameter, <c>clear</c> or <c>cipher</c> (RFC 9788 section 2.1.1); null without one. What a payload says of itself: see <see cref="Level"/> for what is signed.</summary>
    public string? Mode { get; internal init; }

    /// <summary>Whether the sender says that it encrypted the header (hp="cipher") and the message came encrypted.</summary>
    public bool IsEncrypted { get; internal init; }

    /// <summary>Whether the text of the message begins with header fields meant for old mail readers (RFC 9788 section 2.1.2). They are decoration: never take data from them.</summary>
    public bool HasLegacyDisplay { get; internal init; }

    /// <summary>The fields, protected ones first. Fields that agents on the way add, such as Received, are left out.</summary>
    public IReadOnlyList<HeaderFieldReport> Fields { get; internal init; } = [];
}
