namespace DomSec.Providers;

/// <summary>
/// A private key that opens content keys, wherever it lives. Each kind of key does one of the operations and answers null to the others.
/// Safe for concurrent use. A key that cannot be used at all now, whatever is given to it (its token is not there), throws a
/// <see cref="KeyUnavailableException"/>, which defers the message; it must never do so for what the input is. Any other
/// <see cref="System.Security.Cryptography.CryptographicException"/> counts as null does, so that a wrong padding looks like every other failure.
/// </summary>
public interface IDecryptionKey
{
    /// <summary>The DER certificate of the key.</summary>
    ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>
    /// From when on its certificate is announced to others and encrypted to for the own copy, or null: as soon as it is valid, which is the default. It decrypts at any time.
    /// </summary>
    DateTimeOffset? ActivatesAt => null;

    /// <summary>RSA decryption of an encrypted content key (RFC 5652 section 6.2.1).</summary>
    /// <param name="encryptedKey">The encrypted key.</param>
    /// <param name="padding">PKCS#1 v1.5 or OAEP with its parameters.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The octets, or null when they do not decrypt, the key is not RSA or cannot do this padding. Callers mask the difference and wipe the octets.</returns>
    ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default);

    /// <summary>Raw key agreement (RFC 5753, RFC 8418): the x-coordinate, or X25519's or X448's result, without key derivation.</summary>
    /// <param name="originatorKey">The other side's SubjectPublicKeyInfo, its curve stated.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The shared secret, or null when there is none (all zero among others) or the key is not on that curve. Callers wipe it.</returns>
    ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default);

    /// <summary>Key decapsulation (RFC 9629): ML-KEM, or for an RSA key the bare decryption of RSA-KEM, without key derivation. The default: none.</summary>
    /// <param name="ciphertext">The KEM ciphertext; its length was compared with the key.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>ML-KEM: the 32 octets that FIPS 203 gives for this ciphertext, implicit rejection included. RSA: the integer z in as many octets as the modulus has. Null when the key does neither. Callers wipe it.</returns>
    ValueTask<byte[]?> DecapsulateAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken ct = default) => ValueTask.FromResult<byte[]?>(null);
}
