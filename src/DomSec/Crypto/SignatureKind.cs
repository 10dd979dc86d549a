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

    /// <summary>DSA with a DER Dss-Sig-Value, RFC 3370 section 3.1: historic, verified only.</summary>
    Dsa,

    /// <summary>Pure Ed25519 over the data itself, RFC 8032 section 5.1 and RFC 8419.</summary>
    Ed25519,

    /// <summary>Pure Ed448 with an empty context, RFC 8032 section 5.2 and RFC 8419.</summary>
    Ed448,

    /// <summary>Pure ML-DSA-44 with an empty context, FIPS 204 and RFC 9882.</summary>
    MlDsa44,

    /// <summary>Pure ML-DSA-65.</summary>
    MlDsa65,

    /// <summary>Pure ML-DSA-87.</summary>
    MlDsa87,

    /// <summary>ML-DSA and a traditional signature in one, experimental: see <see cref="CompositeSignature"/>.</summary>
    Composite,
}
