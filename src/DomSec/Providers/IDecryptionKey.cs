using System.Security.Cryptography;

namespace DomSec.Providers;

/// <summary>A private key that opens content keys, wherever it lives. Safe for concurrent use.</summary>
public interface IDecryptionKey
{
    /// <summary>The DER certificate of the key.</summary>
    ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>RSA decryption of an encrypted content key.</summary>
    /// <param name="encryptedKey">The encrypted key.</param>
    /// <param name="padding">PKCS#1 v1.5 or OAEP.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The octets, or null when they do not decrypt or the key is not RSA. Callers mask the difference.</returns>
    ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RSAEncryptionPadding padding, CancellationToken ct = default);

    /// <summary>Raw ECDH agreement (the x-coordinate, no key derivation).</summary>
    /// <param name="originatorKey">The other side's SubjectPublicKeyInfo, its curve stated.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The shared secret, or null when there is none or the key is not on that curve.</returns>
    ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default);
}
