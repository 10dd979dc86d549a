using System.Security.Cryptography;

namespace DomSec.Signing;

/// <summary>A signing key failed while a message was being written; the door makes a deferral of it.</summary>
internal sealed class UnusableKeyException(string message, CryptographicException cause) : Exception(message, cause);
