namespace DomSec.Crypto;

/// <summary>How a signature value is made and checked.</summary>
internal enum SignatureKind : byte
{
    /// <summary>RSASSA-PKCS1-v1_5, RFC 8017 section 8.2.</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS, RFC 8017 section 8.1 and RFC 4056.</summary>
    RsaPss,

    /// <summary>ECDSA with a DER ECDSA-Sig-Value, RFC 5753 section 2.1.1.</summary>
    Ecdsa,
}
