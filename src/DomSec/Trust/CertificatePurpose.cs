namespace DomSec.Trust;

/// <summary>What a certificate's key is about to be used for; it decides which key usage RFC 8550 section 4.4.2 asks for.</summary>
internal enum CertificatePurpose : byte
{
    /// <summary>Verifying a signature: digitalSignature or nonRepudiation.</summary>
    Signing,

    /// <summary>Encrypting by key transport: keyEncipherment.</summary>
    KeyEncipherment,

    /// <summary>Encrypting by key agreement: keyAgreement.</summary>
    KeyAgreement,
}
