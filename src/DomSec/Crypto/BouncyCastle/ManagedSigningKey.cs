using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Ed25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;
using Ed448 = Org.BouncyCastle.Math.EC.Rfc8032.Ed448;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// A private key that signs data itself and that the platform has no class for: Ed25519 and Ed448 (RFC 8410 section 7), ML-DSA (RFC 9881 section 6).
/// Safe for concurrent use: every signature works in a context of its own.
/// </summary>
internal sealed class ManagedSigningKey
{
    private const int MlDsaSeedSize = 32;

    private readonly AsymmetricKeyParameter? _key;
    private readonly CompositeSigningKey? _composite;

    private ManagedSigningKey(CompositeSigningKey composite)
    {
        Kind = SignatureKind.Composite;
        _composite = composite;
        SubjectPublicKeyInfo = ManagedPrivateKey.EncodePublic(composite.Composite.Oid, composite.PublicKey);
    }

    private ManagedSigningKey(SignatureKind kind, Oid algorithm, AsymmetricKeyParameter key)
    {
        Kind = kind;
        _key = key;
        byte[] publicKey = key switch
        {
            Ed25519PrivateKeyParameters ed25519 => ed25519.GeneratePublicKey().GetEncoded(),
            Ed448PrivateKeyParameters ed448 => ed448.GeneratePublicKey().GetEncoded(),
            _ => ((MLDsaPrivateKeyParameters)key).GetPublicKeyEncoded(),
        };
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(AlgorithmIdentifier.Encode(algorithm));
            writer.WriteBitString(publicKey);
        }

        SubjectPublicKeyInfo = writer.Encode();
    }

    /// <summary>The only algorithm it signs with.</summary>
    public SignatureKind Kind { get; }

    /// <summary>Which one when it is a composite, else null.</summary>
    public CompositeSignature? Composite => _composite?.Composite;

    /// <summary>DER of the public half.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Whether <see cref="TryRead"/> knows the algorithm.</summary>
    public static bool IsKnown(Oid algorithm) => KindOf(algorithm) is not null || CompositeSignature.FromOid(algorithm) is not null;

    /// <summary>Reads PKCS#8 PrivateKeyInfo or OneAsymmetricKey (RFC 5958). Null for other algorithms and for what is malformed.</summary>
    public static ManagedSigningKey? TryRead(ReadOnlyMemory<byte> pkcs8)
    {
        var outer = new BerReader(pkcs8);
        BerReader reader = outer.ReadSequence();
        reader.ReadIntegerBytes();
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> content = reader.ReadOctetString();
        if (reader.Ok && CompositeSignature.FromOid(algorithm.Algorithm) is { } composite)
        {
            return CompositeSigningKey.TryRead(composite, content) is { } pair ? new ManagedSigningKey(pair) : null;
        }

        if (!reader.Ok || KindOf(algorithm.Algorithm) is not { } kind)
        {
            return null;
        }

        try
        {
            AsymmetricKeyParameter? key = MlDsaSizes.Of(kind) is null ? ReadEdwards(kind, content) : ReadMlDsa(kind, content);
            return key is null ? null : new ManagedSigningKey(kind, algorithm.Algorithm, key);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Makes a key from the system's randomness.</summary>
    public static ManagedSigningKey Generate(SignatureKind kind)
    {
        var random = new SecureRandom(SystemRandom.Instance);
        return kind switch
        {
            SignatureKind.Ed25519 => new ManagedSigningKey(kind, Oids.Ed25519, new Ed25519PrivateKeyParameters(random)),
            SignatureKind.Ed448 => new ManagedSigningKey(kind, Oids.Ed448, new Ed448PrivateKeyParameters(random)),

            // The key keeps this very array as its seed, so it is not wiped here: it would be exported as zeros.
            _ => new ManagedSigningKey(kind, OidOf(kind), FromSeed(kind, RandomNumberGenerator.GetBytes(MlDsaSeedSize))),
        };
    }

    /// <summary>ML-DSA from its seed, which is copied.</summary>
    public static ManagedSigningKey OfSeed(SignatureKind kind, ReadOnlySpan<byte> seed) => new(kind, OidOf(kind), FromSeed(kind, seed.ToArray()));

    /// <summary>EdDSA from the bare private key; null for another length.</summary>
    public static ManagedSigningKey? OfRawEdwards(SignatureKind kind, ReadOnlyMemory<byte> raw)
    {
        bool is25519 = kind == SignatureKind.Ed25519;
        return raw.Length != (is25519 ? Ed25519.SecretKeySize : Ed448.SecretKeySize) ? null
            : is25519 ? new ManagedSigningKey(kind, Oids.Ed25519, new Ed25519PrivateKeyParameters(raw.Span))
            : new ManagedSigningKey(kind, Oids.Ed448, new Ed448PrivateKeyParameters(raw.Span));
    }

    /// <summary>Signs; ML-DSA with an empty context.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => Sign(data, []);

    /// <summary>As <see cref="Sign(ReadOnlySpan{byte})"/>, ML-DSA under a context.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data, ReadOnlySpan<byte> context)
    {
        if (_composite is not null)
        {
            return _composite.Sign(data);
        }

        switch (_key)
        {
            case Ed25519PrivateKeyParameters key:
                byte[] signature = new byte[Ed25519.SignatureSize];
                key.Sign(Ed25519.Algorithm.Ed25519, null, data, signature);
                return signature;
            case Ed448PrivateKeyParameters key:
                byte[] longer = new byte[Ed448.SignatureSize];
                key.Sign(Ed448.Algorithm.Ed448, [], data, longer);
                return longer;
            default:
                // PQ-DSA-05, RFC 9882 section 4: hedged, so that a fault or a weak generator alone does not give the key away.
                var signer = new MLDsaSigner(BouncyMlDsaPublicKey.ParametersOf(Kind), deterministic: false);
                ICipherParameters parameters = new ParametersWithRandom(_key, new SecureRandom(SystemRandom.Instance));
                signer.Init(forSigning: true, context.IsEmpty ? parameters : new ParametersWithContext(parameters, context.ToArray()));
                signer.BlockUpdate(data);
                return signer.GenerateSignature();
        }
    }

    /// <summary>PKCS#8 PrivateKeyInfo; ML-DSA as its seed, the form that RFC 9881 section 6 recommends. The caller wipes it.</summary>
    public byte[] ExportPkcs8() => PrivateKeyInfoFactory.CreatePrivateKeyInfo(Exportable).GetDerEncoded();

    /// <summary>PKCS#8 EncryptedPrivateKeyInfo under PBES2 with AES-256-CBC and HMAC-SHA-256.</summary>
    public byte[] ExportEncryptedPkcs8(string password, int iterations)
    {
        char[] characters = password.ToCharArray();
        try
        {
            return EncryptedPrivateKeyInfoFactory.CreateEncryptedPrivateKeyInfo(
                NistObjectIdentifiers.IdAes256Cbc, PkcsObjectIdentifiers.IdHmacWithSha256, characters, RandomNumberGenerator.GetBytes(16), iterations,
                new SecureRandom(SystemRandom.Instance), Exportable).GetDerEncoded();
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }

    private AsymmetricKeyParameter Exportable => _key is MLDsaPrivateKeyParameters mlDsa && mlDsa.GetSeed() is not null
        ? mlDsa.WithPreferredFormat(MLDsaPrivateKeyParameters.Format.SeedOnly)
        : _key ?? throw new NotSupportedException("Composite keys are not exported.");

    private static SignatureKind? KindOf(Oid algorithm) => algorithm == Oids.Ed25519 ? SignatureKind.Ed25519
        : algorithm == Oids.Ed448 ? SignatureKind.Ed448
        : MlDsaSizes.Of(algorithm)?.Signature;

    private static Oid OidOf(SignatureKind kind) => kind switch
    {
        SignatureKind.MlDsa44 => Oids.MlDsa44,
        SignatureKind.MlDsa65 => Oids.MlDsa65,
        _ => Oids.MlDsa87,
    };

    /// <summary>RFC 8410 section 7: CurvePrivateKey ::= OCTET STRING.</summary>
    private static AsymmetricKeyParameter? ReadEdwards(SignatureKind kind, ReadOnlyMemory<byte> content)
    {
        var reader = new BerReader(content);
        ReadOnlyMemory<byte> raw = reader.ReadOctetString();
        reader.RequireEnd();
        bool is25519 = kind == SignatureKind.Ed25519;
        return !reader.Ok || raw.Length != (is25519 ? Ed25519.SecretKeySize : Ed448.SecretKeySize) ? null
            : is25519 ? new Ed25519PrivateKeyParameters(raw.Span)
            : new Ed448PrivateKeyParameters(raw.Span);
    }

    /// <summary>RFC 9881 section 6: CHOICE { seed [0] OCTET STRING (32), expandedKey OCTET STRING, both SEQUENCE { seed, expandedKey } }.</summary>
    private static MLDsaPrivateKeyParameters? ReadMlDsa(SignatureKind kind, ReadOnlyMemory<byte> content)
    {
        var reader = new BerReader(content);
        ReadOnlyMemory<byte> seed = default;
        ReadOnlyMemory<byte> expanded = default;
        if (reader.NextIs(BerTag.ContextPrimitive(0)))
        {
            seed = reader.ReadString(BerTag.ContextPrimitive(0));
        }
        else if (reader.NextIs(BerTag.Sequence))
        {
            BerReader both = reader.ReadSequence();
            seed = both.ReadOctetString();
            expanded = both.ReadOctetString();
            both.RequireEnd();
            reader.Join(both);
        }
        else
        {
            expanded = reader.ReadOctetString();
        }

        reader.RequireEnd();
        if (!reader.Ok || (seed.IsEmpty && expanded.IsEmpty) || (!seed.IsEmpty && seed.Length != MlDsaSeedSize))
        {
            return null;
        }

        if (seed.IsEmpty)
        {
            return MLDsaPrivateKeyParameters.FromEncoding(BouncyMlDsaPublicKey.ParametersOf(kind), expanded.ToArray());
        }

        MLDsaPrivateKeyParameters key = FromSeed(kind, seed.ToArray());

        // RFC 9881 section 8.2: the two halves of the third form have to be the same key.
        return expanded.IsEmpty || CryptographicOperations.FixedTimeEquals(key.GetEncoded(), expanded.Span) ? key : null;
    }

    private static MLDsaPrivateKeyParameters FromSeed(SignatureKind kind, byte[] seed) => MLDsaPrivateKeyParameters.FromSeed(BouncyMlDsaPublicKey.ParametersOf(kind), seed);
}
