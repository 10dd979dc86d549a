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
    /// <summary>Octets of input that any decryptor may keep back until more comes.</summary>
    public const int MaxLag = GcmStage.Size;

    /// <summary>Octets that the tag must have; 0 without authentication.</summary>
    public abstract int TagSize { get; }

    /// <summary>Null when the parameters are bad or the key's length does not fit the cipher's identifier exactly, which some engines let pass.</summary>
    public static ContentDecryptor? Create(ContentCipher cipher, in AlgorithmIdentifier algorithm, ReadOnlySpan<byte> cek)
    {
        if (!cipher.KeySizes(algorithm).Contains(cek.Length) || !cipher.CanStream || !cipher.TryReadParameters(algorithm, out ContentParameters parameters))
        {
            return null;
        }

        return GcmStage.CanTake(cipher.Mode, cek, parameters.Nonce.Span) ? new GcmDecryptor(cek, parameters.Nonce.Span, parameters.TagSize)
            : cipher.IsAuthenticated ? new AeadStreamDecryptor(cipher.Mode, cek, parameters.Nonce.Span, parameters.TagSize)
            : cipher == ContentCipher.Rc2Cbc || cipher == ContentCipher.DesCbc ? OldCbcDecryptor.TryCreate(cipher, cek, parameters)
            : CbcDecryptor.TryCreate(cipher, cek, parameters.Nonce.Span);
    }

    /// <summary>
    /// Authenticated content that is held whole, into a buffer of its length. Any length or tag that does not fit the identifier is false, and
    /// the destination is cleared.
    /// </summary>
    public static bool TryDecryptWhole(
        ContentCipher cipher,
        in AlgorithmIdentifier algorithm,
        ReadOnlySpan<byte> cek,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> aad,
        Span<byte> destination)
    {
        // CMS-AE-05: the mac field's length equals ICVlen; a truncated tag is not a tag.
        return cek.Length == cipher.KeySize && cipher.TryReadParameters(algorithm, out ContentParameters parameters) && tag.Length == parameters.TagSize
            && AeadOneShot.TryDecrypt(cipher.Mode, cek, parameters.Nonce.Span, ciphertext, tag, aad, destination);
    }

    public abstract void Dispose();

    /// <summary>
    /// Adds associated data (RFC 5083 section 2.2: the DER of authAttrs with the SET tag). It may come after the content, as authAttrs do in
    /// AuthEnvelopedData, but before <see cref="TryFinish"/>, unless the cipher takes it first. Nothing for a cipher without authentication.
    /// </summary>
    public abstract void AuthenticateAssociatedData(ReadOnlySpan<byte> data);

    /// <summary>Room that <see cref="Update"/> (and <see cref="TryFinish"/>, with 0) may need.</summary>
    public abstract int MaxOutput(int inputLength);

    /// <summary>Takes ciphertext and returns the octets of plaintext written, which may lag behind.</summary>
    public abstract int Update(ReadOnlySpan<byte> input, Span<byte> output);

    /// <summary>Takes ciphertext when only the verdict is asked for; then it is used for all of the content.</summary>
    /// <param name="input">Ciphertext.</param>
    /// <param name="scratch">Room as for <see cref="Update"/>, for a cipher that cannot tell without decrypting.</param>
    public virtual void Check(ReadOnlySpan<byte> input, Span<byte> scratch) => Update(input, scratch);

    /// <summary>
    /// Writes what is left; false on a bad tag, bad padding or a partial block, without saying which. Bad padding is written like content, so that
    /// whoever reads the plaintext before asking for the verdict has the same to read (SEC-ORC-03).
    /// </summary>
    public abstract bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written);
}
