namespace DomSec.Crypto;

/// <summary>What sort of public key a SubjectPublicKeyInfo holds.</summary>
internal enum KeyKind : byte
{
    Rsa,
    Ec,

    /// <summary>Historic: verifies old mail.</summary>
    Dsa,

    Ed25519,
    Ed448,
    MlDsa44,
    MlDsa65,
    MlDsa87,

    /// <summary>X25519 or X448: key agreement only.</summary>
    Xdh,

    /// <summary>ML-KEM, alone or in an experimental composite: key encapsulation only.</summary>
    Kem,

    /// <summary>ML-DSA and a traditional signature key in one, experimental: signatures only.</summary>
    Composite,

    /// <summary>Well formed, but of an algorithm, curve or point form that no engine here handles.</summary>
    Unsupported,
}
