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

    /// <summary>A CMS content type that is recognised or not, but not opened.</summary>
    Opaque,

    /// <summary>Claims to be a security layer and cannot be read.</summary>
    Malformed,

    /// <summary>The content itself.</summary>
    Content,
}
