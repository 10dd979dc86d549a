using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>The ciphers behind <see cref="ContentEncryption"/>, and which of two says less about its reader.</summary>
internal static class ContentEncryptions
{
    // From what the newest peers alone can read to what every peer can, and the weakest last. An enum grows at its end and is no order.
    private static readonly (ContentEncryption Encryption, ContentCipher Cipher)[] _newestFirst =
    [
        (ContentEncryption.ChaCha20Poly1305, ContentCipher.ChaCha20Poly1305),
        (ContentEncryption.Aes256Gcm, ContentCipher.Aes256Gcm),
        (ContentEncryption.Aes192Gcm, ContentCipher.Aes192Gcm),
        (ContentEncryption.Aes128Gcm, ContentCipher.Aes128Gcm),
        (ContentEncryption.Aes256Cbc, ContentCipher.Aes256Cbc),
        (ContentEncryption.Aes192Cbc, ContentCipher.Aes192Cbc),
        (ContentEncryption.Aes128Cbc, ContentCipher.Aes128Cbc),
        (ContentEncryption.TripleDesCbc, ContentCipher.TripleDesCbc),
        (ContentEncryption.Rc2Cbc40, ContentCipher.Rc2Cbc40),
    ];

    public static ContentCipher CipherOf(ContentEncryption encryption) => _newestFirst[AgeOf(encryption)].Cipher;

    /// <summary>What a capability's identifier stands for, when it is written at all. RC2's says nothing without its parameters.</summary>
    public static ContentEncryption? FromOid(Oid algorithm)
    {
        foreach ((ContentEncryption encryption, ContentCipher cipher) in _newestFirst)
        {
            if (cipher.Oid == algorithm)
            {
                return encryption;
            }
        }

        return null;
    }

    /// <summary>Whether what it encrypts can be read by others with some effort.</summary>
    public static bool IsWeak(ContentEncryption encryption) => CipherOf(encryption).IsWeak;

    /// <summary>The greater, the more peers can read it, and the weaker it is.</summary>
    public static int AgeOf(ContentEncryption encryption)
    {
        int age = Array.FindIndex(_newestFirst, entry => entry.Encryption == encryption);
        return age >= 0 ? age : throw new ArgumentOutOfRangeException(nameof(encryption), encryption, "Not a content encryption that DomSec writes.");
    }
}
