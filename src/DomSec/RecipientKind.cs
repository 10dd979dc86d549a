namespace DomSec;

/// <summary>The alternatives of RecipientInfo (RFC 5652 section 6.2, RFC 9629).</summary>
public enum RecipientKind
{
    /// <summary>Key transport.</summary>
    KeyTransport,

    /// <summary>Key agreement.</summary>
    KeyAgreement,

    /// <summary>A key-encryption key known beforehand.</summary>
    KeyEncryptionKey,

    /// <summary>A password.</summary>
    Password,

    /// <summary>A key-encapsulation mechanism.</summary>
    KeyEncapsulation,

    /// <summary>Any other.</summary>
    Other,
}
