using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// RSA operations that the platform's classes do not offer: OAEP with a label or with two different hashes, and the bare operation of RSA-KEM. They work
/// on exported parameters, so only keys in software have them.
/// </summary>
internal static class BouncyRsa
{
    /// <summary>RSAES-OAEP decryption (RFC 8017 section 7.1.2); null on any failure.</summary>
    public static byte[]? TryDecryptOaep(RSA key, in OaepParameters oaep, ReadOnlySpan<byte> encryptedKey)
    {
        if (Digest(oaep.Hash) is not { } hash || Digest(oaep.MgfHash) is not { } mgfHash)
        {
            return null;
        }

        byte[] input = encryptedKey.ToArray();
        byte[] label = oaep.Label.ToArray();
        return WithPrivateKey(key, parameters =>
        {
            var encoding = new OaepEncoding(new RsaBlindedEngine(), hash, mgfHash, label);
            encoding.Init(forEncryption: false, parameters);
            return encoding.ProcessBlock(input, 0, input.Length);
        });
    }

    /// <summary>RSADP (RFC 8017 section 5.1.2) as fixed-length octets: RSA-KEM's integer z (RFC 9690 section 2.2). Null when the ciphertext is not below the modulus.</summary>
    public static byte[]? TryDecapsulate(RSA key, ReadOnlySpan<byte> ciphertext)
    {
        byte[] input = ciphertext.ToArray();
        return WithPrivateKey(key, parameters => Process(parameters, input));
    }

    /// <summary>RSA-KEM encapsulation: a random z below the modulus and z^e.</summary>
    public static (byte[] Ciphertext, byte[] Secret) Encapsulate(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var parameters = new RsaKeyParameters(isPrivate: false, new BigInteger(1, modulus), new BigInteger(1, exponent));
        byte[] secret = new byte[modulus.Length];
        do
        {
            RandomNumberGenerator.Fill(secret);
            secret[0] &= (byte)((1 << (8 - byte.LeadingZeroCount(modulus[0]))) - 1);
        }
        while (secret.AsSpan().SequenceCompareTo(modulus) >= 0); // RFC 9690 section 2.1 step 1: uniformly below n

        return (Process(parameters, secret), secret);
    }

    private static byte[] Process(RsaKeyParameters parameters, byte[] input)
    {
        IAsymmetricBlockCipher engine = parameters.IsPrivate ? new RsaBlindedEngine() : new RsaEngine();
        engine.Init(forEncryption: !parameters.IsPrivate, parameters);
        byte[] output = engine.ProcessBlock(input, 0, input.Length);
        byte[] padded = new byte[(parameters.Modulus.BitLength + 7) / 8];
        output.CopyTo(padded, padded.Length - output.Length);
        CryptographicOperations.ZeroMemory(output);
        return padded;
    }

    private static byte[]? WithPrivateKey(RSA key, Func<RsaPrivateCrtKeyParameters, byte[]> use)
    {
        RSAParameters exported = default;
        try
        {
            exported = key.ExportParameters(includePrivateParameters: true);
            return use(new RsaPrivateCrtKeyParameters(
                new BigInteger(1, exported.Modulus),
                new BigInteger(1, exported.Exponent),
                new BigInteger(1, exported.D),
                new BigInteger(1, exported.P),
                new BigInteger(1, exported.Q),
                new BigInteger(1, exported.DP),
                new BigInteger(1, exported.DQ),
                new BigInteger(1, exported.InverseQ)));
        }
        catch (Exception e) when (e is CryptographicException or CryptoException or ArgumentException or ArithmeticException or InvalidOperationException)
        {
            return null; // a key that cannot be exported, or a ciphertext that does not decrypt
        }
        finally
        {
            foreach (byte[]? secret in (byte[]?[])[exported.D, exported.P, exported.Q, exported.DP, exported.DQ, exported.InverseQ])
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        }
    }

    private static IDigest? Digest(DigestAlgorithm digest) => digest switch
    {
        DigestAlgorithm.Sha1 => new Sha1Digest(),
        DigestAlgorithm.Sha224 => new Sha224Digest(),
        DigestAlgorithm.Sha256 => new Sha256Digest(),
        DigestAlgorithm.Sha384 => new Sha384Digest(),
        DigestAlgorithm.Sha512 => new Sha512Digest(),
        _ => null,
    };
}
