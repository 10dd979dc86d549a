using System.Security.Cryptography;

namespace DomSec.Providers;

/// <summary>A signature algorithm as asked of a key.</summary>
/// <param name="Family">The scheme.</param>
/// <param name="Hash">The digest; without a name for schemes that sign the data itself (Ed25519, Ed448, ML-DSA).</param>
public readonly record struct SigningAlgorithm(SigningFamily Family, HashAlgorithmName Hash);
