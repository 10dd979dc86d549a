using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Providers;

/// <summary>A private key from a file, in the platform objects that its uses need. Disposing it is left to whoever keeps it.</summary>
internal sealed class PrivateKey : IDisposable
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string EcPublicKey = "1.2.840.10045.2.1";

    private PrivateKey(AsymmetricAlgorithm? signing, AsymmetricAlgorithm? decryption)
    {
        Signing = signing;
        Decryption = decryption;
    }

    private PrivateKey(ManagedPrivateKey managed) => Managed = managed;

    /// <summary>A key for X25519, X448 or ML-KEM, which decrypts only; else null.</summary>
    public ManagedPrivateKey? Managed { get; }

    /// <summary>An RSA or ECDSA object, or null when the key may not sign.</summary>
    public AsymmetricAlgorithm? Signing { get; }

    /// <summary>An RSA or ECDH object, or null when the key may not decrypt.</summary>
    public AsymmetricAlgorithm? Decryption { get; }

    /// <summary>The key that the platform loaded with a certificate (PKCS#12), or null when there is none that we can use.</summary>
    public static PrivateKey? Of(X509Certificate2 certificate)
    {
        if (certificate.GetRSAPrivateKey() is { } rsa)
        {
            return new PrivateKey(rsa, rsa);
        }

        // Each is null when the certificate's key usage forbids that use.
        ECDsa? ecdsa = certificate.GetECDsaPrivateKey();
        ECDiffieHellman? ecdh = certificate.GetECDiffieHellmanPrivateKey();
        return ecdsa is null && ecdh is null ? null : new PrivateKey(ecdsa, ecdh);
    }

    /// <summary>PKCS#1 RSAPrivateKey (RFC 8017 appendix A.1.2).</summary>
    public static PrivateKey OfPkcs1(ReadOnlySpan<byte> der)
    {
        RSA rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(der, out _);
        return new PrivateKey(rsa, rsa);
    }

    /// <summary>SEC1 ECPrivateKey (RFC 5915).</summary>
    public static PrivateKey OfSec1(ReadOnlySpan<byte> der)
    {
        ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportECPrivateKey(der, out _);
        ECDiffieHellman ecdh = ECDiffieHellman.Create();
        ecdh.ImportECPrivateKey(der, out _);
        return new PrivateKey(ecdsa, ecdh);
    }

    /// <summary>PKCS#8 PrivateKeyInfo (RFC 5208 section 5).</summary>
    /// <exception cref="DomSecException">The algorithm is not supported.</exception>
    public static PrivateKey OfPkcs8(ReadOnlyMemory<byte> der)
    {
        string algorithm = AlgorithmOf(der);
        if (algorithm == RsaEncryption)
        {
            RSA rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(der.Span, out _);
            return new PrivateKey(rsa, rsa);
        }

        if (ManagedPrivateKey.TryRead(der, out ManagedPrivateKey? managed))
        {
            return new PrivateKey(managed);
        }

        if (algorithm != EcPublicKey)
        {
            throw new DomSecException($"holds a key for {NameOf(algorithm)}, which this version does not support: or which is malformed: use RSA, an elliptic curve key on P-256, P-384 or P-521, or for encryption X25519 or ML-KEM");
        }

        ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(der.Span, out _);
        ECDiffieHellman ecdh = ECDiffieHellman.Create();
        ecdh.ImportPkcs8PrivateKey(der.Span, out _);
        return new PrivateKey(ecdsa, ecdh);
    }

    /// <summary>PKCS#8 EncryptedPrivateKeyInfo (RFC 5208 section 6).</summary>
    /// <param name="der">The structure.</param>
    /// <param name="password">The password.</param>
    /// <param name="ellipticCurve">Which kind to try first: each try costs a key derivation.</param>
    /// <exception cref="CryptographicException">The password is wrong, or the key is of another kind: the two cannot be told apart here.</exception>
    public static PrivateKey OfEncryptedPkcs8(ReadOnlySpan<byte> der, string password, bool ellipticCurve)
    {
        try
        {
            return ellipticCurve ? EncryptedEc(der, password) : EncryptedRsa(der, password);
        }
        catch (CryptographicException)
        {
            try
            {
                return ellipticCurve ? EncryptedRsa(der, password) : EncryptedEc(der, password);
            }
            catch (CryptographicException) when (EncryptedOther(der, password) is { } other)
            {
                return other;
            }
        }
    }

    /// <summary>Whether the key belongs to the certificate.</summary>
    public bool IsOf(X509Certificate2 certificate) => Managed is not null
        ? Managed.SubjectPublicKeyInfo.Span.SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo())
        : PublicKeys.Match(certificate, (Signing ?? Decryption)!);

    public void Dispose()
    {
        Signing?.Dispose();
        Decryption?.Dispose();
    }

    /// <summary>A key of an algorithm that the platform has no class for; null when the password is wrong or the algorithm unknown.</summary>
    private static PrivateKey? EncryptedOther(ReadOnlySpan<byte> der, string password)
    {
        byte[]? decrypted = BouncyPkcs.TryDecryptPkcs8(der, password);
        try
        {
            return decrypted is not null && ManagedPrivateKey.TryRead(decrypted, out ManagedPrivateKey? managed) ? new PrivateKey(managed) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(decrypted);
        }
    }

    private static PrivateKey EncryptedRsa(ReadOnlySpan<byte> der, string password)
    {
        RSA rsa = RSA.Create();
        rsa.ImportEncryptedPkcs8PrivateKey(password, der, out _);
        return new PrivateKey(rsa, rsa);
    }

    private static PrivateKey EncryptedEc(ReadOnlySpan<byte> der, string password)
    {
        ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportEncryptedPkcs8PrivateKey(password, der, out _);
        ECDiffieHellman ecdh = ECDiffieHellman.Create();
        ECParameters copied = ecdsa.ExportParameters(includePrivateParameters: true); // it is from a file and may be copied; saves a key derivation
        try
        {
            ecdh.ImportParameters(copied);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copied.D);
        }

        return new PrivateKey(ecdsa, ecdh);
    }

    private static string AlgorithmOf(ReadOnlyMemory<byte> der)
    {
        // PrivateKeyInfo ::= SEQUENCE { version INTEGER, privateKeyAlgorithm AlgorithmIdentifier, … }
        AsnReader info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        info.ReadEncodedValue();
        return info.ReadSequence().ReadObjectIdentifier();
    }

    private static string NameOf(string algorithm) => algorithm switch
    {
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS only",
        "1.2.840.10040.4.1" => "DSA",
        _ when algorithm.StartsWith("2.16.840.1.101.3.4.3.", StringComparison.Ordinal) => "ML-DSA or SLH-DSA",
        _ when algorithm.StartsWith("2.16.840.1.101.3.4.4.", StringComparison.Ordinal) => "ML-KEM",
        _ => $"the algorithm {algorithm}",
    };
}
