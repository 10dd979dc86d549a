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

    /// <summary>Ed25519 over the data itself (RFC 8032 section 5.1).</summary>
    Ed25519,

    /// <summary>Ed448 over the data itself, with an empty context (RFC 8032 section 5.2).</summary>
    Ed448,

    /// <summary>ML-DSA-44 over the data itself, with an empty context (FIPS 204).</summary>
    MlDsa44,

    /// <summary>ML-DSA-65, as <see cref="MlDsa44"/>.</summary>
    MlDsa65,

    /// <summary>ML-DSA-87, as <see cref="MlDsa44"/>.</summary>
    MlDsa87,

    /// <summary>Experimental: the composite of ML-DSA and a traditional algorithm that the key's certificate names, over the data itself (<see cref="DomSecOptions.ExperimentalComposites"/>).</summary>
    Composite,
}
