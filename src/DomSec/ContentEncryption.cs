namespace DomSec;

/// <summary>Content encryption that DomSec writes.</summary>
public enum ContentEncryption
{
    /// <summary>AES-256 in GCM, as AuthEnvelopedData with a 16-octet tag. The default.</summary>
    Aes256Gcm,

    /// <summary>AES-192 in GCM.</summary>
    Aes192Gcm,

    /// <summary>AES-128 in GCM.</summary>
    Aes128Gcm,

    /// <summary>AES-256 in CBC, as EnvelopedData, for peers without AuthEnvelopedData.</summary>
    Aes256Cbc,

    /// <summary>AES-192 in CBC.</summary>
    Aes192Cbc,

    /// <summary>AES-128 in CBC.</summary>
    Aes128Cbc,

    /// <summary>Triple DES, as EnvelopedData: only for a peer that is known to be too old for anything else, never by negotiation.</summary>
    TripleDesCbc,

    /// <summary>RC2 with 40 bits, as EnvelopedData: what S/MIME 2 had to read. It hides nothing from anybody; needs <see cref="DomSecOptions.AllowRc2"/> besides.</summary>
    Rc2Cbc40,
}
