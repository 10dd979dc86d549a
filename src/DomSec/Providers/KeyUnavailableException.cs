using System.Security.Cryptography;

namespace DomSec.Providers;

/// <summary>
/// What an <see cref="ISigningKey"/> or <see cref="IDecryptionKey"/> throws when it cannot be used at all now, whatever is given to it: its token is not there, its service does not answer.
/// The message is deferred. A decryption key never throws it for what the input is: the difference would tell a sender about the plaintext (SEC-ORC-01).
/// </summary>
public sealed class KeyUnavailableException : CryptographicException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: which key, and what to do.</param>
    public KeyUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One line: which key, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public KeyUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
