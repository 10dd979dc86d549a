namespace DomSec.Crypto;

/// <summary>What sort of public key a SubjectPublicKeyInfo holds.</summary>
internal enum KeyKind : byte
{
    Rsa,
    Ec,

    /// <summary>Well formed, but of an algorithm, curve or point form that no engine here handles.</summary>
    Unsupported,
}
