namespace DomSec;

/// <summary>How a content key is encrypted to an RSA recipient.</summary>
public enum RsaKeyTransportPadding
{
    /// <summary>RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 3560). The default.</summary>
    OaepSha256,

    /// <summary>RSAES-PKCS1-v1_5, for peers without OAEP (RFC 3370 section 4.2.1).</summary>
    Pkcs1,

    /// <summary>RSAES-OAEP with SHA-384 and MGF1-SHA-384.</summary>
    OaepSha384,

    /// <summary>RSAES-OAEP with SHA-512 and MGF1-SHA-512.</summary>
    OaepSha512,

    /// <summary>RSAES-OAEP with SHA-1 throughout, the default of RFC 8017, for peers that know no other.</summary>
    OaepSha1,

    /// <summary>RSA-KEM with KDF3-SHA-256 in a KEMRecipientInfo (RFC 9690), for peers known to read it: no padding, so nothing for an oracle to tell.</summary>
    RsaKem,
}
