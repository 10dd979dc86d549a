namespace DomSec;

/// <summary>Whose keys a message is encrypted to (RFC 3183 section 4).</summary>
public enum EncryptionTarget
{
    /// <summary>The confidentiality authorities of the recipients' domains (cases b and d).</summary>
    Domain = 0,

    /// <summary>The recipients themselves (cases a and c); their domains' gateways cannot look inside.</summary>
    Recipient = 1,

    /// <summary>Both: the recipients, and the authorities of their domains.</summary>
    Both = 2,
}
