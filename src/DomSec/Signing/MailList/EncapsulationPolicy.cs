namespace DomSec.Signing.MailList;

/// <summary>The local policy that RFC 3183 section 5 asks for, and what this library asks besides.</summary>
internal sealed record EncapsulationPolicy
{
    /// <summary>"If local policy requires the message to be encrypted using S/MIME encryption before leaving the domain".</summary>
    public bool RequiresEncryption { get; init; }

    /// <summary>Whether somebody is named to encrypt for.</summary>
    public bool HasRecipients { get; init; }

    /// <summary>DS-DSG-09: whether content that cannot be opened may be signed over.</summary>
    public bool AllowsOpaqueContent { get; init; }

    /// <summary>DS-MLA-15: what becomes of a security label in a layer that is stripped.</summary>
    public StrippedLabelHandling StrippedLabels { get; init; }
}
