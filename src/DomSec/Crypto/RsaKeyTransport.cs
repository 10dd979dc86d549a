using System.Security.Cryptography;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// RSA key transport: RSAES-PKCS1-v1_5 (RFC 3370 section 4.2.1) and RSAES-OAEP (RFC 3560), and the masking that keeps the first from being an oracle.
/// </summary>
internal static class RsaKeyTransport
{
    private const int MaxLabelSize = 4096;

    /// <summary>rsaEncryption with NULL parameters (CMS-KT-02).</summary>
    public static ReadOnlyMemory<byte> Pkcs1AlgorithmIdentifier { get; } = AlgorithmIdentifier.Encode(Oids.RsaEncryption, [BerTag.Null, 0x00]);

    /// <summary>id-RSAES-OAEP with SHA-256, MGF1 with SHA-256 and no label (CMS-KT-03).</summary>
    public static ReadOnlyMemory<byte> OaepSha256AlgorithmIdentifier { get; } =
        new OaepParameters(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, default).EncodeAlgorithmIdentifier();

    /// <summary>id-RSAES-OAEP with one digest for everything and no label.</summary>
    public static byte[] OaepAlgorithmIdentifier(DigestAlgorithm digest) => new OaepParameters(digest, digest, default).EncodeAlgorithmIdentifier();

    /// <summary>Reads KeyTransRecipientInfo.keyEncryptionAlgorithm.</summary>
    /// <param name="algorithm">As received.</param>
    /// <param name="padding">The platform's padding; null under Ok when the platform has none for the OAEP parameters.</param>
    /// <param name="oaep">The OAEP parameters, or null for PKCS#1 v1.5.</param>
    public static SchemeStatus TryResolve(in AlgorithmIdentifier algorithm, out RSAEncryptionPadding? padding, out OaepParameters? oaep)
    {
        padding = null;
        oaep = null;
        if (algorithm.Algorithm == Oids.RsaEncryption)
        {
            padding = RSAEncryptionPadding.Pkcs1;
            return algorithm.ParametersAbsentOrNull ? SchemeStatus.Ok : SchemeStatus.BadParameters;
        }

        if (algorithm.Algorithm != Oids.RsaEsOaep)
        {
            return SchemeStatus.Unknown;
        }

        if (!OaepParameters.TryParse(algorithm.Parameters, out OaepParameters parameters))
        {
            return SchemeStatus.BadParameters;
        }

        oaep = parameters;
        padding = parameters.PlatformPadding;

        // MD5 is in no OAEP profile, and a label is a short constant of the application (SEC-DOS-05).
        return parameters.Hash == DigestAlgorithm.Md5 || parameters.MgfHash == DigestAlgorithm.Md5 || parameters.Label.Length > MaxLabelSize ? SchemeStatus.Unsupported : SchemeStatus.Ok;
    }

    /// <summary>Decrypts an encryptedKey; null on any failure.</summary>
    public static byte[]? TryDecrypt(RSA privateKey, RSAEncryptionPadding padding, ReadOnlySpan<byte> encryptedKey)
    {
        try
        {
            return privateKey.Decrypt(encryptedKey, padding);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Hides whether RSAES-PKCS1-v1_5 worked: give it what came back (null for a failure) and the expected length, and the result is a key of that
    /// length in every case (SEC-ORC-01). Random octets are drawn in every case (RFC 3218 section 2.3.2). The decrypted array is wiped.
    /// </summary>
    public static byte[] MaskPkcs1Failure(byte[]? decrypted, int expectedLength) => MaskPkcs1Failure(decrypted, RandomNumberGenerator.GetBytes(expectedLength));

    /// <summary>
    /// Chooses between the decrypted key and the substitute in constant time; a wrong length counts as a failure. The decrypted array is wiped, the
    /// substitute becomes the result.
    /// </summary>
    public static byte[] MaskPkcs1Failure(byte[]? decrypted, byte[] substitute)
    {
        byte[] candidate = new byte[substitute.Length];
        try
        {
            int difference = (decrypted?.Length ?? -1) ^ substitute.Length;
            decrypted.AsSpan(0, Math.Min(decrypted?.Length ?? 0, candidate.Length)).CopyTo(candidate);
            byte take = (byte)(~((difference | -difference) >> 31) & 0xFF);
            for (int i = 0; i < substitute.Length; i++)
            {
                substitute[i] = (byte)((candidate[i] & take) | (substitute[i] & ~take & 0xFF));
            }

            return substitute;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(candidate);
            CryptographicOperations.ZeroMemory(decrypted);
        }
    }
}
