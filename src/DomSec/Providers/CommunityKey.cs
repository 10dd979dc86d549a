using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace DomSec.Providers;

/// <summary>A key pair of a community that is being made, of the platform or of an algorithm that it lacks.</summary>
internal sealed class CommunityKey : IDisposable
{
    private readonly AsymmetricAlgorithm? _platform;
    private readonly ManagedSigningKey? _managed;
    private readonly string? _pem;
    private readonly PublicKey? _publicKey;

    private CommunityKey(AsymmetricAlgorithm platform)
    {
        _platform = platform;
        IsForEncipherment = platform is RSA;
        Generator = platform is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)platform);
        Hash = platform is ECDsa && platform.KeySize > 256 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
    }

    private CommunityKey(ManagedSigningKey managed)
    {
        _managed = managed;
        Generator = new ManagedGenerator(managed);
        Hash = HashAlgorithmName.SHA512;
    }

    private CommunityKey(Ber.Oid algorithm)
    {
        var managed = ManagedPrivateKey.Generate(algorithm, out byte[] pkcs8);
        _pem = PemEncoding.WriteString("PRIVATE KEY", pkcs8);
        CryptographicOperations.ZeroMemory(pkcs8);
        _publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(managed.SubjectPublicKeyInfo.Span, out _);

        // RFC 9935 section 5: ML-KEM is for key encipherment alone; RFC 8410 section 5: X25519 for key agreement.
        IsForEncipherment = algorithm == Oids.MlKem768;
    }

    /// <summary>Signs certificates and revocation lists; a key that only decrypts has none.</summary>
    public X509SignatureGenerator? Generator { get; }

    public PublicKey PublicKey => _publicKey ?? Generator!.PublicKey;

    /// <summary>Whether content keys are encrypted to it; else they are agreed on.</summary>
    public bool IsForEncipherment { get; }

    /// <summary>The digest to sign them with, where there is one.</summary>
    public HashAlgorithmName Hash { get; }

    /// <exception cref="DomSecException">Keys of this type are not made.</exception>
    public static CommunityKey Create(CommunityKeyType keyType) => keyType switch
    {
        CommunityKeyType.Rsa2048 => new CommunityKey(RSA.Create(2048)),
        CommunityKeyType.Rsa3072 => new CommunityKey(RSA.Create(3072)),
        CommunityKeyType.Rsa4096 => new CommunityKey(RSA.Create(4096)),
        // ECDH keys too: an elliptic curve certificate says id-ecPublicKey for both, and key usage tells them apart (RFC 5480 section 2.1.1).
        CommunityKeyType.P256 => new CommunityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        CommunityKeyType.P384 => new CommunityKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)),
        CommunityKeyType.P521 => new CommunityKey(ECDsa.Create(ECCurve.NamedCurves.nistP521)),
        CommunityKeyType.Ed25519 => new CommunityKey(ManagedSigningKey.Generate(SignatureKind.Ed25519)),
        CommunityKeyType.X25519 => new CommunityKey(Oids.X25519),
        CommunityKeyType.MlKem768 => new CommunityKey(Oids.MlKem768),
        CommunityKeyType.MlDsa65 => new CommunityKey(ManagedSigningKey.Generate(SignatureKind.MlDsa65)),
        _ => throw new DomSecException($"Keys of type {keyType} are not supported by this version."),
    };

    /// <summary>A key from a file; null when it does not sign.</summary>
    public static CommunityKey? Of(PrivateKey key) => key.ManagedSigning is { Kind: not SignatureKind.Composite } managed ? new CommunityKey(managed) : key.Signing is { } platform ? new CommunityKey(platform) : null;

    /// <summary>PKCS#8 in PEM, encrypted when there is a password.</summary>
    public string Pem(string? password, int iterations)
    {
        if (_pem is not null)
        {
            return password is null ? _pem : throw new InvalidOperationException("Only the root's key is written with a password.");
        }

        if (_platform is not null)
        {
            return password is null
                ? _platform.ExportPkcs8PrivateKeyPem()
                : _platform.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterations));
        }

        byte[] der = password is null ? _managed!.ExportPkcs8() : _managed!.ExportEncryptedPkcs8(password, iterations);
        try
        {
            return PemEncoding.WriteString(password is null ? "PRIVATE KEY" : "ENCRYPTED PRIVATE KEY", der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    public void Dispose() => _platform?.Dispose();

    /// <summary>The platform's certificate and revocation list builders, with a key it does not know.</summary>
    private sealed class ManagedGenerator(ManagedSigningKey key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            SignatureScheme.For(key.Kind, key.Kind == SignatureKind.Ed448 ? DigestAlgorithm.Shake256 : DigestAlgorithm.Sha512).AlgorithmIdentifier.ToArray();

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.Sign(data);

        protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
    }
}
