namespace DomSec.Providers;

/// <summary>Signature schemes that DomSec asks of a key.</summary>
public enum SigningFamily
{
    /// <summary>RSASSA-PKCS1-v1_5.</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS, salt as long as the digest.</summary>
    RsaPss,

    /// <summary>ECDSA.</summary>
    Ecdsa,
}
