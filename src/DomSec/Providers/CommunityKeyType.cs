namespace DomSec.Providers;

/// <summary>Kinds of key pairs that <see cref="CommunityWriter"/> is asked for.</summary>
public enum CommunityKeyType
{
    /// <summary>RSA, 2048 bits.</summary>
    Rsa2048,

    /// <summary>RSA, 3072 bits.</summary>
    Rsa3072,

    /// <summary>RSA, 4096 bits.</summary>
    Rsa4096,

    /// <summary>Elliptic curve P-256: ECDSA or ECDH.</summary>
    P256,

    /// <summary>Elliptic curve P-384.</summary>
    P384,

    /// <summary>Elliptic curve P-521.</summary>
    P521,

    /// <summary>Ed25519: for signing, reviewing and attributes; not for encryption.</summary>
    Ed25519,

    /// <summary>ML-DSA-65: for signing, reviewing and attributes; not for encryption.</summary>
    MlDsa65,

    /// <summary>X25519, for encryption.</summary>
    X25519,

    /// <summary>ML-KEM-768, for encryption.</summary>
    MlKem768,
}
