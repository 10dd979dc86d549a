namespace DomSec;

/// <summary>How an RSA key signs.</summary>
public enum RsaSignaturePadding
{
    /// <summary>RSASSA-PKCS1-v1_5, which every peer verifies. The default.</summary>
    Pkcs1,

    /// <summary>RSASSA-PSS with a salt as long as the digest (RFC 4056).</summary>
    Pss,
}
