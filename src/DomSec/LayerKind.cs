namespace DomSec;

/// <summary>What a layer of a message is, told by its content type and never by its MIME labels.</summary>
public enum LayerKind
{
    /// <summary>SignedData with at least one signer.</summary>
    Signed,

    /// <summary>SignedData with content and no signer: RFC 3183 section 3's empty signature layer. Nobody signed it.</summary>
    NullSigned,

    /// <summary>EnvelopedData (RFC 5652 section 6).</summary>
    Enveloped,

    /// <summary>AuthEnvelopedData (RFC 5083).</summary>
    AuthEnveloped,

    /// <summary>CompressedData (RFC 3274).</summary>
    Compressed,

    /// <summary>SignedData without content and signers: a bag of certificates (RFC 8551 section 3.8).</summary>
    CertsOnly,

    /// <summary>A signed receipt (RFC 2634 section 2.8).</summary>
    Receipt,

    /// <summary>A content type that is not known here, or not for mail; not opened.</summary>
    Opaque,

    /// <summary>Claims to be a security layer and cannot be read.</summary>
    Malformed,

    /// <summary>The content itself.</summary>
    Content,

    /// <summary>DigestedData (RFC 5652 section 7): a digest that anyone can make. Recognised, not verified, not opened.</summary>
    Digested,

    /// <summary>EncryptedData (RFC 5652 section 8): encrypted, and the key is not in the message. Recognised, not opened.</summary>
    EncryptedData,

    /// <summary>AuthenticatedData (RFC 5652 section 9): a message authentication code for its recipients. Recognised, not verified, not opened.</summary>
    Authenticated,

    /// <summary>SignedAndEnvelopedData of PKCS #7 version 1.5 (RFC 2315 section 11), which CMS dropped. Recognised, not opened.</summary>
    SignedAndEnveloped,

    /// <summary>The TSTInfo inside a time-stamp token (RFC 3161 section 2.4.2). Recognised, not judged.</summary>
    TimeStamp,
}
