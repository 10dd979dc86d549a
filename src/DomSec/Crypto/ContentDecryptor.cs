using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;

namespace DomSec.Crypto;

/// <summary>
/// Content decryption by pushing: ciphertext in, plaintext out, the verdict from <see cref="TryFinish"/>. What <see cref="Update"/> gives is not yet
/// authenticated: nobody may act on it before TryFinish returned true (CMS-AE-02). Input and output must not overlap. One message, one thread;
/// disposing wipes the key.
/// </summary>
internal abstract class ContentDecryptor : IDisposable
{
    /// <summary>Octets that the tag must have; 0 without authentication.</summary>
    public abstract int TagSize { get; }

    /// <summary>Null when the parameters are bad or the key's length does not fit the cipher's identifier exactly, which some engines let pass.</summary>
    public static ContentDecryptor? Create(ContentCipher cipher, in AlgorithmIdentifier algorithm, ReadOnlySpan<byte> cek)
    {
        if (cek.Length != cipher.KeySize || !cipher.TryReadParameters(algorithm, out ContentParameters parameters))
        {
            return null;
        }

        return cipher.IsAuthenticated
            ? new GcmStreamDecryptor(cek, parameters.Nonce.Span, parameters.TagSize)
            : CbcDecryptor.TryCreate(cipher, cek, parameters.Nonce.Span);
    }

    /// <summary>
    /// AES-GCM in one call through the platform, into a buffer of the ciphertext's length. On a bad tag (or key, nonce or tag of a wrong length)
    /// it is false and the destination is cleared.
    /// </summary>
    public static bool TryDecryptGcm(
        ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> aad, Span<byte> destination) =>
        GcmOneShot.TryDecrypt(cek, nonce, ciphertext, tag, aad, destination);

    public abstract void Dispose();

    /// <summary>
    /// Adds associated data (RFC 5083 section 2.2: the DER of authAttrs with the SET tag). It may come after the content, as authAttrs do in
    /// AuthEnvelopedData, but before <see cref="TryFinish"/>. Nothing for a cipher without authentication.
    /// </summary>
    public abstract void AuthenticateAssociatedData(ReadOnlySpan<byte> data);

    /// <summary>Room that <see cref="Update"/> (and <see cref="TryFinish"/>, with 0) may need.</summary>
    public abstract int MaxOutput(int inputLength);

    /// <summary>Takes ciphertext and returns the octets of plaintext written, which may lag behind.</summary>
    public abstract int Update(ReadOnlySpan<byte> input, Span<byte> output);

    /// <summary>Writes what is left; false on a bad tag, bad padding or a partial block, without saying which (SEC-ORC-03).</summary>
    public abstract bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written);
}
