using System.Security.Cryptography;

namespace DomSec.Providers;

/// <summary>A signature algorithm as asked of a key.</summary>
/// <param name="Family">The scheme.</param>
/// <param name="Hash">The digest.</param>
public readonly record struct SigningAlgorithm(SigningFamily Family, HashAlgorithmName Hash);
