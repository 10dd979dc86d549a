namespace DomSec.Crypto;

/// <summary>How a content cipher works, which decides about its parameters and its place in CMS.</summary>
internal enum ContentMode : byte
{
    /// <summary>Blocks chained, PKCS#7 padding, no authentication: EnvelopedData.</summary>
    Cbc,

    /// <summary>AES-GCM (RFC 5084 section 3.2): AuthEnvelopedData.</summary>
    Gcm,

    /// <summary>AES-CCM (RFC 5084 section 3.1): AuthEnvelopedData; needs the content's length before the content.</summary>
    Ccm,

    /// <summary>ChaCha20-Poly1305 (RFC 8103): AuthEnvelopedData; needs the associated data before the content.</summary>
    ChaCha20Poly1305,
}
