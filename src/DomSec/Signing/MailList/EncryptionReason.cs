namespace DomSec.Signing.MailList;

/// <summary>Why a plan encrypts.</summary>
internal enum EncryptionReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Local policy requires it.</summary>
    Policy,

    /// <summary>RFC 3183 section 5: an envelopedData at a lower level; a mail list agent would otherwise strip the domain signature down to it.</summary>
    DeeperEncryption,
}
