using System.Diagnostics.CodeAnalysis;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Crypto;

/// <summary>Wrapping a content-encryption key under a key-encryption key: AES key wrap (RFC 3394, RFC 3565 section 2.3.2); triple DES wrap (RFC 3217) for reading.</summary>
internal static class KeyWrap
{
    /// <summary>No key in CMS is longer than 64 octets; this stops megabytes in an encryptedKey from being unwrapped six times over.</summary>
    private const int MaxWrappedSize = 1024;

    /// <summary>Octets of key-encryption key that a wrap algorithm takes, or 0 when it is not known.</summary>
    public static int KekSize(Oid wrapAlgorithm)
    {
        if (wrapAlgorithm == Oids.Aes256Wrap)
        {
            return 32;
        }

        if (wrapAlgorithm == Oids.Aes128Wrap)
        {
            return 16;
        }

        return wrapAlgorithm == Oids.Aes192Wrap || wrapAlgorithm == Oids.TripleDesWrap ? 24 : 0;
    }

    /// <summary>The wrap that goes with a content cipher: the same AES key size (CMS-KA-07, RFC 8551 section 2.3).</summary>
    public static Oid WrapFor(ContentCipher cipher) => cipher.KeySize switch
    {
        16 => Oids.Aes128Wrap,
        24 => Oids.Aes192Wrap,
        _ => Oids.Aes256Wrap,
    };

    /// <summary>The report's name, "aes256-wrap"; empty when it is not known.</summary>
    public static string Name(Oid wrapAlgorithm)
    {
        if (wrapAlgorithm == Oids.TripleDesWrap)
        {
            return "des-ede3-wrap";
        }

        return KekSize(wrapAlgorithm) switch { 16 => "aes128-wrap", 24 => "aes192-wrap", 32 => "aes256-wrap", _ => "" };
    }

    /// <summary>AES key wrap.</summary>
    /// <exception cref="ArgumentException">The KEK is no AES key, or the key is not at least two whole 64-bit blocks.</exception>
    public static byte[] Wrap(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> key)
    {
        if (kek.Length is not (16 or 24 or 32))
        {
            throw new ArgumentException("An AES key has 16, 24 or 32 octets.", nameof(kek));
        }

        // RFC 3394 section 2: n 64-bit values, n at least 2.
        if (key.Length < 16 || key.Length % 8 != 0)
        {
            throw new ArgumentException("AES key wrap takes two or more blocks of 8 octets.", nameof(key));
        }

        return BouncyKeyWrap.WrapAes(kek, key);
    }

    /// <summary>AES key unwrap; false when a length or the integrity check does not fit.</summary>
    public static bool TryUnwrap(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        return kek.Length is 16 or 24 or 32 && wrapped.Length is >= 24 and <= MaxWrappedSize && wrapped.Length % 8 == 0
            && BouncyKeyWrap.TryUnwrapAes(kek, wrapped, out key);
    }

    /// <summary>Unwraps with the named algorithm, whose KEK size must be the given one's.</summary>
    public static bool TryUnwrap(Oid wrapAlgorithm, ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (kek.Length != KekSize(wrapAlgorithm))
        {
            return false;
        }

        // RFC 3217 section 3.2: 32 octets of key and check value, an IV of 8 on top.
        return wrapAlgorithm == Oids.TripleDesWrap
            ? wrapped.Length == 40 && BouncyKeyWrap.TryUnwrapTripleDes(kek, wrapped, out key)
            : TryUnwrap(kek, wrapped, out key);
    }
}
