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

    private PrivateKey(ManagedSigningKey signing) => ManagedSigning = signing;

    private PrivateKey(ManagedPrivateKey decryption) => ManagedDecryption = decryption;

    /// <summary>A key for X25519, X448 or ML-KEM, which decrypts only; else null.</summary>
    public ManagedPrivateKey? ManagedDecryption { get; }

    /// <summary>An RSA or ECDSA object, or null when the key may not sign.</summary>
    public AsymmetricAlgorithm? Signing { get; }

    /// <summary>An Ed25519, Ed448 or ML-DSA key, or null.</summary>
    public ManagedSigningKey? ManagedSigning { get; }

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
        return ecdsa is null && ecdh is null ? null : new PrivateKey(ecdsa, ecdh is null ? null : Copied(ecdh));
    }

    /// <summary>
    /// The same key by itself: OpenSSL takes twice as long for every agreement with a key that came by way of a certificate. It is from a file and may be
    /// copied; where the platform does not let it out, it stays as it is.
    /// </summary>
    private static ECDiffieHellman Copied(ECDiffieHellman key)
    {
        ECParameters parameters = default;
        try
        {
            parameters = key.ExportParameters(includePrivateParameters: true);
            var copy = ECDiffieHellman.Create(parameters);
            key.Dispose();
            return copy;
        }
        catch (CryptographicException)
        {
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
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

        if (ManagedSigningKey.IsKnown(new Ber.Oid(algorithm)))
        {
            return ManagedSigningKey.TryRead(der) is { } signing ? new PrivateKey(signing) : throw Damaged(algorithm);
        }

        if (ManagedPrivateKey.IsKnown(new Ber.Oid(algorithm)))
        {
            return ManagedPrivateKey.TryRead(der, out ManagedPrivateKey? decryption) ? new PrivateKey(decryption) : throw Damaged(algorithm);
        }

        if (algorithm != EcPublicKey)
        {
            throw new DomSecException($"holds a key for {NameOf(algorithm)}, which this version does not support: use RSA, an elliptic curve key on P-256, P-384 or P-521, Ed25519, Ed448 or ML-DSA, or for decryption X25519, X448 or ML-KEM");
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
    /// <param name="algorithms">The key algorithms of the certificates beside it: which kind to try first, as each try costs a key derivation.</param>
    /// <exception cref="CryptographicException">The password is wrong, or the encryption is of a kind that is not read: the two cannot be told apart here.</exception>
    /// <exception cref="DomSecException">The algorithm is not supported.</exception>
    public static PrivateKey OfEncryptedPkcs8(ReadOnlySpan<byte> der, string password, IReadOnlyList<string> algorithms)
    {
        bool other = algorithms.Any(algorithm => algorithm is not (RsaEncryption or EcPublicKey));
        if (other && DecryptedPkcs8(der, password) is { } first)
        {
            return first;
        }

        bool ellipticCurve = algorithms.Contains(EcPublicKey, StringComparer.Ordinal);
        try
        {
            return ellipticCurve ? EncryptedEc(der, password) : EncryptedRsa(der, password);
        }
        catch (CryptographicException)
        {
        }

        try
        {
            return ellipticCurve ? EncryptedRsa(der, password) : EncryptedEc(der, password);
        }
        catch (CryptographicException e) when (!other)
        {
            return DecryptedPkcs8(der, password) ?? throw new CryptographicException("The password is wrong.", e);
        }
    }

    /// <summary>Whether the key belongs to the certificate.</summary>
    public bool IsOf(X509Certificate2 certificate) => (ManagedSigning?.SubjectPublicKeyInfo ?? ManagedDecryption?.SubjectPublicKeyInfo) is { } managed
        ? PublicKeys.Match(certificate, managed.Span)
        : PublicKeys.Match(certificate, (Signing ?? Decryption)!);

    public void Dispose()
    {
        Signing?.Dispose();
        Decryption?.Dispose();
    }

    /// <summary>A key of any algorithm, or null when the password does not open it.</summary>
    private static PrivateKey? DecryptedPkcs8(ReadOnlySpan<byte> der, string password)
    {
        byte[]? decrypted = BouncyPkcs.TryDecryptPkcs8(der, password);
        try
        {
            return decrypted is null ? null : OfPkcs8(decrypted);
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

    private static DomSecException Damaged(string algorithm) => new($"holds a damaged key for {NameOf(algorithm)}: export it again");

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
