using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// A public key read from a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) without the platform's certificate class, which costs more than a verification.
/// Instances are long-lived and safe for concurrent use: the platform objects inside are never changed after import, and .NET's RSA and EC keys over
/// OpenSSL and CNG make a fresh operation context per call. They hold no secrets and are left to the finaliser, so a cache may drop them at any time.
/// </summary>
internal abstract class PublicKey
{
    private protected PublicKey(KeyKind kind, int keySizeBits, ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        Kind = kind;
        KeySizeBits = keySizeBits;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
    }

    public KeyKind Kind { get; }

    /// <summary>Bits of the modulus or of the field, the number of the parameter set for ML-KEM; 0 when unsupported.</summary>
    public int KeySizeBits { get; }

    /// <summary>The encoding it was read from (an own copy).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>The curve of an EC key, or null.</summary>
    public virtual NamedCurve? Curve => null;

    /// <summary>The pair of algorithms of a composite signature key, or null.</summary>
    public virtual CompositeSignature? Composite => null;

    /// <summary>PQ-CMP-05: whether it is used only where <see cref="DomSecOptions.ExperimentalComposites"/> says so.</summary>
    public virtual bool IsExperimental => false;

    /// <summary>
    /// Reads a SubjectPublicKeyInfo. Null when it is malformed or fails key validation (SEC-DOS-03); a key of <see cref="KeyKind.Unsupported"/>
    /// when it is well formed and merely not ours.
    /// </summary>
    public static PublicKey? TryImport(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        byte[] encoded = subjectPublicKeyInfo.ToArray(); // a key outlives the message that brought it
        var outer = new BerReader(encoded);
        BerReader reader = outer.ReadSequence();
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> key = reader.ReadBitString();
        reader.RequireEnd();
        outer.RequireEnd();
        if (!outer.Ok || !reader.Ok)
        {
            return null;
        }

        Oid oid = algorithm.Algorithm;
        if (oid == Oids.RsaEncryption || oid == Oids.RsaSsaPss || oid == Oids.RsaEsOaep || oid == Oids.RsaKem)
        {
            return RsaPublicKey.TryImport(algorithm, key, encoded);
        }

        if (oid == Oids.EcPublicKey || oid == Oids.EcDh)
        {
            return EcPublicKey.TryImport(algorithm, key, encoded);
        }

        if (oid == Oids.Dsa)
        {
            return DsaPublicKey.TryImport(algorithm, key, encoded);
        }

        if (oid == Oids.Ed25519 || oid == Oids.Ed448)
        {
            return EdwardsPublicKey.TryImport(algorithm, key, encoded);
        }

        if (oid == Oids.X25519 || oid == Oids.X448)
        {
            return XdhPublicKey.TryImport(algorithm, key, encoded);
        }

        if (oid == Oids.MlKem512 || oid == Oids.MlKem768 || oid == Oids.MlKem1024)
        {
            return MlKemPublicKey.TryImport(algorithm, key, encoded);
        }

        if (CompositeSignature.FromOid(oid) is { } signature)
        {
            return CompositeSignaturePublicKey.TryImport(signature, algorithm, key, encoded);
        }

        if (CompositeKem.FromOid(oid) is { } kem)
        {
            return CompositeKemPublicKey.TryImport(kem, algorithm, key, encoded);
        }

        return MlDsaSizes.Of(oid) is { } sizes ? MlDsaSizes.TryImport(sizes, algorithm, key, encoded) : new UnsupportedPublicKey(encoded);
    }

    /// <summary>What one verification costs, in those of an RSA key of 2048 bits, about: for whoever keeps a budget. Grows with the square of the modulus.</summary>
    public virtual int VerificationCost
    {
        get
        {
            int factor = Math.Max(1, KeySizeBits / 2048);
            return factor * factor;
        }
    }

    /// <summary>Whether it is a DSA key whose parameters stand in an issuer's certificate (RFC 3279 section 2.3.2); it verifies nothing by itself.</summary>
    public virtual bool LacksParameters => false;

    /// <summary>This key with the parameters of its issuer's; null when either has none to lack or to give.</summary>
    public virtual PublicKey? WithParametersOf(PublicKey issuer) => null;

    /// <summary>Whether the signature over the data is valid. False for a scheme of another kind and for any malformed signature; never throws.</summary>
    public virtual bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[Digests.MaxSize];
        int length = Digests.HashData(scheme.Digest, data, hash);
        return VerifyHash(scheme, hash[..length], signature);
    }

    /// <summary>As <see cref="Verify"/>, for data already hashed with the scheme's digest. Always false for EdDSA and ML-DSA, which sign the data itself.</summary>
    public abstract bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature);

    /// <summary>A content or wrapping key encrypted to this key; null when the key is no RSA key, not for encryption, or too small for it.</summary>
    public virtual byte[]? EncryptRsa(ReadOnlySpan<byte> cek, RSAEncryptionPadding padding) => null;

    /// <summary>A fresh shared secret, which the caller wipes, and what carries it to the key's owner; null when the key is for no KEM.</summary>
    public virtual (byte[] Ciphertext, byte[] Secret)? Encapsulate() => null;

    /// <summary>The algorithm of KEMRecipientInfo.kem for this key; empty when there is none.</summary>
    public virtual Oid KemAlgorithm => default;

    /// <summary>Octets of a KEM ciphertext or RSA block for this key; 0 when there is none.</summary>
    public virtual int CiphertextSize => 0;
}
