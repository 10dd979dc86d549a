namespace DomSec.X509;

/// <summary>KeyUsage ::= BIT STRING (RFC 5280 section 4.2.1.3); bit n of the RFC is bit n here.</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,

    /// <summary>Also called contentCommitment.</summary>
    NonRepudiation = 1 << 1,
    KeyEncipherment = 1 << 2,
    DataEncipherment = 1 << 3,
    KeyAgreement = 1 << 4,
    KeyCertSign = 1 << 5,
    CrlSign = 1 << 6,
    EncipherOnly = 1 << 7,
    DecipherOnly = 1 << 8,
}
