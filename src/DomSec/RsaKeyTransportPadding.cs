namespace DomSec;

/// <summary>How a content key is encrypted to an RSA recipient.</summary>
public enum RsaKeyTransportPadding
{
    /// <summary>RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 3560). The default.</summary>
    OaepSha256,

    /// <summary>RSAES-PKCS1-v1_5, for peers without OAEP (RFC 3370 section 4.2.1).</summary>
    Pkcs1,
}
