namespace DomSec.Signing.MailList;

/// <summary>Why there is no plan.</summary>
internal enum PlanObjection
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>A signature that has to be verified is not valid (RFC 3183 section 3.2).</summary>
    InvalidSignature,

    /// <summary>A signature that has to be verified cannot be judged now.</summary>
    UnjudgedSignature,

    /// <summary>Content cannot be opened, so its signatures cannot be verified, or it cannot be decrypted as section 5 asks (DS-DSG-09).</summary>
    OpaqueContent,

    /// <summary>Verified signers of one layer tell different expansion histories, or one that cannot be read (RFC 2634 section 4.1).</summary>
    HistoryConflict,

    /// <summary>A security label would get lost (DS-MLA-15).</summary>
    LabelDropped,

    /// <summary>Several different security labels would have to become one.</summary>
    LabelsDiffer,

    /// <summary>The message is encrypted, and the signature is not a domain signature, which alone section 5 is about.</summary>
    Encrypted,

    /// <summary>The message has to be encrypted and nobody is named to encrypt for.</summary>
    NoRecipients,
}
