using System.Security.Cryptography;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;

namespace DomSec.Crypto;

/// <summary>
/// Content encryption by pushing: plaintext in, ciphertext out, the last octets and the tag from <see cref="Finish"/>. Input and output must not overlap.
/// One message, one thread; disposing wipes the key.
/// </summary>
internal abstract class ContentEncryptor : IDisposable
{
    /// <summary>Octets of the tag that <see cref="Finish"/> writes; 0 without authentication.</summary>
    public abstract int TagSize { get; }

    /// <summary>
    /// An encryptor with a nonce of its own, and the contentEncryptionAlgorithm that names it (CMS-AE-07: no caller picks a nonce).
    /// Null when the key does not fit.
    /// </summary>
    /// <param name="cipher">The cipher.</param>
    /// <param name="cek">The content-encryption key, as the recipients get it.</param>
    /// <param name="algorithmIdentifier">The contentEncryptionAlgorithm.</param>
    /// <param name="tagSize">Octets of the tag, for a cipher that has a choice.</param>
    /// <param name="derivesKey">Encrypts under a key derived from <paramref name="cek"/> and the algorithm (RFC 9709).</param>
    public static ContentEncryptor? Create(
        ContentCipher cipher, ReadOnlySpan<byte> cek, out byte[] algorithmIdentifier, int tagSize = ContentCipher.EmittedTagSize, bool derivesKey = false)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(cipher.NonceSize);
        algorithmIdentifier = cipher.EncodeAlgorithmIdentifier(nonce, tagSize);
        if (!derivesKey || cek.Length != cipher.KeySize)
        {
            return Create(cipher, cek, nonce, tagSize);
        }

        byte[] derived = CekDerivation.Derive(cek, algorithmIdentifier);
        try
        {
            algorithmIdentifier = AlgorithmIdentifier.Encode(Oids.CekHkdfSha256, algorithmIdentifier);
            return Create(cipher, derived, nonce, tagSize);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>AES-GCM in one call through the platform; the caller gets the lengths right and never repeats a nonce under a key.</summary>
    public static void EncryptGcm(
        ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> aad) =>
        AeadOneShot.EncryptGcm(cek, nonce, plaintext, ciphertext, tag, aad);

    public abstract void Dispose();

    /// <summary>Adds associated data, before the first <see cref="Update"/> or after the last; nothing for a cipher without authentication.</summary>
    public abstract void AuthenticateAssociatedData(ReadOnlySpan<byte> data);

    /// <summary>Room that <see cref="Update"/> (and <see cref="Finish"/>, with 0) may need.</summary>
    public abstract int MaxOutput(int inputLength);

    /// <summary>Takes plaintext and returns the octets of ciphertext written, which may lag behind.</summary>
    public abstract int Update(ReadOnlySpan<byte> input, Span<byte> output);

    /// <summary>Writes what is left and the tag, and returns the octets of ciphertext written.</summary>
    public abstract int Finish(Span<byte> output, Span<byte> tag);

    /// <summary>With a given nonce: for known-answer tests and for <see cref="Create(ContentCipher, ReadOnlySpan{byte}, out byte[], int, bool)"/>.</summary>
    internal static ContentEncryptor? Create(ContentCipher cipher, ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, int tagSize = ContentCipher.EmittedTagSize)
    {
        if (cek.Length != cipher.KeySize || nonce.Length != cipher.NonceSize || !cipher.IsWritten)
        {
            return null;
        }

        if (GcmStage.CanTake(cipher.Mode, cek, nonce))
        {
            return new GcmEncryptor(cek, nonce, tagSize);
        }

        return cipher.IsAuthenticated
            ? new AeadStreamEncryptor(cipher.Mode, cek, nonce, cipher.Mode == ContentMode.Gcm ? tagSize : ContentCipher.EmittedTagSize)
            : cipher == ContentCipher.Rc2Cbc40 ? new Rc2Encryptor(cek, nonce) : CbcEncryptor.TryCreate(cipher, cek, nonce);
    }
}
