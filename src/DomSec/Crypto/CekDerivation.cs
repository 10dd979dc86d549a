using System.Security.Cryptography;

namespace DomSec.Crypto;

/// <summary>
/// RFC 9709: the content-encryption key is derived from the one the recipients get and from the algorithm that is used, so that content
/// relabelled with another algorithm is decrypted under another key (SEC-DWN-01). The contentEncryptionAlgorithm is then
/// id-alg-cek-hkdf-sha256 with the real AlgorithmIdentifier as its parameters.
/// </summary>
internal static class CekDerivation
{
    /// <summary>RFC 9709 section 2: the salt of CMS_CEK_HKDF_SHA256.</summary>
    private static ReadOnlySpan<byte> Salt => "The Cryptographic Message Syntax"u8;

    /// <summary>
    /// The algorithm that decides: every check of cipher, key or tag looks at the inner identifier (PQ-CEK-02). Empty when there is none to be read.
    /// </summary>
    public static AlgorithmIdentifier Resolve(in AlgorithmIdentifier algorithm, out bool derivesKey)
    {
        derivesKey = algorithm.Algorithm == Oids.CekHkdfSha256;
        return derivesKey ? AlgorithmIdentifier.Parse(algorithm.Parameters) : algorithm;
    }

    /// <summary>The derived key, as long as the one it comes from.</summary>
    /// <param name="cek">The key that the recipients got.</param>
    /// <param name="algorithmIdentifier">The inner AlgorithmIdentifier in DER.</param>
    public static byte[] Derive(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> algorithmIdentifier)
    {
        byte[] derived = new byte[cek.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, cek, derived, Salt, algorithmIdentifier);
        return derived;
    }
}
