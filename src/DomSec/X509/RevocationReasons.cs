namespace DomSec.X509;

/// <summary>ReasonFlags ::= BIT STRING (RFC 5280 section 4.2.1.13): which revocations a CRL or a distribution point speaks of. Bit 0 is unused.</summary>
[Flags]
internal enum RevocationReasons
{
    None = 0,
    KeyCompromise = 1 << 1,
    CaCompromise = 1 << 2,
    AffiliationChanged = 1 << 3,
    Superseded = 1 << 4,
    CessationOfOperation = 1 << 5,
    CertificateHold = 1 << 6,
    PrivilegeWithdrawn = 1 << 7,
    AaCompromise = 1 << 8,

    /// <summary>The all-reasons of section 6.3.1.</summary>
    All = KeyCompromise | CaCompromise | AffiliationChanged | Superseded | CessationOfOperation | CertificateHold | PrivilegeWithdrawn | AaCompromise,
}
