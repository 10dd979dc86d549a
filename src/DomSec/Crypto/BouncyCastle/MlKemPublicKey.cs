using System.Security.Cryptography;
using DomSec.Ber;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>An ML-KEM encapsulation key (FIPS 203, RFC 9935 section 4): the raw octets in the BIT STRING, parameters absent.</summary>
internal sealed class MlKemPublicKey : PublicKey
{
    private readonly MLKemPublicKeyParameters _key;

    private MlKemPublicKey(MlKemSet set, MLKemPublicKeyParameters key, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Kem, set.Level, encoded)
    {
        Set = set;
        _key = key;
    }

    public MlKemSet Set { get; }

    public override int CiphertextSize => Set.CiphertextSize;

    /// <summary>ML-KEM's object identifiers are the same for the key and for the KEM (RFC 9935 section 3, RFC 9936 section 2.1).</summary>
    public override Oid KemAlgorithm => Set.Oid;

    /// <summary>PQ-MLK-05, FIPS 203 section 7.2: the length, and every coefficient below the modulus, are checked before use. Null when one does not hold.</summary>
    public static PublicKey? TryImport(in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        if (MlKemSet.FromOid(algorithm.Algorithm) is not { } set || !algorithm.Parameters.IsEmpty || key.Length != set.PublicKeySize || !IsReduced(key.Span[..^32]))
        {
            return null;
        }

        try
        {
            return new MlKemPublicKey(set, MLKemPublicKeyParameters.FromEncoding(set.Parameters, key.ToArray()), encoded);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A fresh shared secret and its ciphertext (PQ-KEM-07); the caller wipes the secret.</summary>
    public override (byte[] Ciphertext, byte[] Secret)? Encapsulate()
    {
        var encapsulator = new MLKemEncapsulator(Set.Parameters);
        encapsulator.Init(new ParametersWithRandom(_key, new SecureRandom(SystemRandom.Instance)));
        byte[] ciphertext = new byte[encapsulator.EncapsulationLength];
        byte[] secret = new byte[encapsulator.SecretLength];
        encapsulator.Encapsulate(ciphertext, 0, ciphertext.Length, secret, 0, secret.Length);
        return (ciphertext, secret);
    }

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => false;

    /// <summary>Two coefficients of 12 bits in each three octets, all below q = 3329.</summary>
    private static bool IsReduced(ReadOnlySpan<byte> coefficients)
    {
        const int Modulus = 3329;
        bool reduced = true;
        for (int i = 0; i < coefficients.Length; i += 3)
        {
            int first = coefficients[i] | ((coefficients[i + 1] & 0x0F) << 8);
            int second = (coefficients[i + 1] >> 4) | (coefficients[i + 2] << 4);
            reduced &= first < Modulus && second < Modulus;
        }

        return reduced;
    }
}
