using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// A private key of an algorithm that the platform's classes lack: X25519 and X448 (RFC 8410 section 7), ML-KEM (RFC 9935 section 6). Safe for
/// concurrent use.
/// </summary>
internal sealed class ManagedPrivateKey
{
    private readonly X25519PrivateKeyParameters? _x25519;
    private readonly X448PrivateKeyParameters? _x448;
    private readonly MLKemPrivateKeyParameters? _mlKem;
    private readonly MlKemSet? _set;
    private readonly CompositeKemPrivateKey? _composite;

    private ManagedPrivateKey(Oid algorithm, X25519PrivateKeyParameters? x25519, X448PrivateKeyParameters? x448, MLKemPrivateKeyParameters? mlKem)
    {
        Algorithm = algorithm;
        _x25519 = x25519;
        _x448 = x448;
        _mlKem = mlKem;
        _set = MlKemSet.FromOid(algorithm);
        byte[] publicKey = x25519?.GeneratePublicKey().GetEncoded() ?? x448?.GeneratePublicKey().GetEncoded() ?? mlKem!.GetPublicKeyEncoded();
        SubjectPublicKeyInfo = EncodePublic(algorithm, publicKey);
    }

    private ManagedPrivateKey(Oid algorithm, CompositeKemPrivateKey composite)
    {
        Algorithm = algorithm;
        _composite = composite;
        SubjectPublicKeyInfo = EncodePublic(algorithm, composite.PublicKey);
    }

    public Oid Algorithm { get; }

    /// <summary>DER of the public half.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Whether <see cref="TryRead"/> knows the algorithm.</summary>
    public static bool IsKnown(Oid algorithm) => algorithm == Oids.X25519 || algorithm == Oids.X448 || MlKemSet.FromOid(algorithm) is not null || CompositeKem.FromOid(algorithm) is not null;

    /// <summary>Reads PKCS#8 PrivateKeyInfo or OneAsymmetricKey (RFC 5958). False for other algorithms and for what is malformed.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> pkcs8, [NotNullWhen(true)] out ManagedPrivateKey? key)
    {
        key = null;
        var outer = new BerReader(pkcs8);
        BerReader reader = outer.ReadSequence();
        reader.ReadIntegerBytes();
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> content = reader.ReadOctetString();
        if (!reader.Ok || !IsKnown(algorithm.Algorithm))
        {
            return false;
        }

        if (CompositeKem.FromOid(algorithm.Algorithm) is { } composite)
        {
            key = CompositeKemPrivateKey.TryRead(composite, content) is { } pair ? new ManagedPrivateKey(composite.Oid, pair) : null;
            return key is not null;
        }

        try
        {
            key = MlKemSet.FromOid(algorithm.Algorithm) is { } set ? ReadMlKem(set, content) : ReadXdh(algorithm.Algorithm, content);
            return key is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Makes a key pair from the system's randomness; gives the private half as PKCS#8, which the caller wipes.</summary>
    public static ManagedPrivateKey Generate(Oid algorithm, out byte[] pkcs8)
    {
        byte[] secret = CompositeKem.FromOid(algorithm) is { } composite ? CompositeKemPrivateKey.Generate(composite)
            : RandomNumberGenerator.GetBytes(MlKemSet.FromOid(algorithm) is not null ? MlKemSet.SeedSize : XdhPublicKey.PointSize(algorithm));
        pkcs8 = EncodePrivate(algorithm, secret);
        CryptographicOperations.ZeroMemory(secret);
        return TryRead(pkcs8, out ManagedPrivateKey? key) ? key : throw new ArgumentException("Not an algorithm of this class.", nameof(algorithm));
    }

    /// <summary>PKCS#8 of the raw private key, of the seed for ML-KEM; the caller wipes it.</summary>
    public static byte[] EncodePrivate(Oid algorithm, ReadOnlySpan<byte> secret)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            writer.WriteEncodedValue(AlgorithmIdentifier.Encode(algorithm));
            if (CompositeKem.FromOid(algorithm) is not null)
            {
                writer.WriteOctetString(secret); // draft-ietf-lamps-pq-composite-kem-14 section 5.2: the octets stand there bare
            }
            else
            {
                using (writer.PushOctetString())
                {
                    // RFC 9935 section 6: the seed form, [0]; RFC 8410 section 7: CurvePrivateKey is an OCTET STRING.
                    writer.WriteOctetString(secret, MlKemSet.FromOid(algorithm) is not null ? new Asn1Tag(TagClass.ContextSpecific, 0) : null);
                }
            }
        }

        byte[] pkcs8 = writer.Encode();
        writer.Reset();
        return pkcs8;
    }

    /// <summary>The raw shared secret with the other side's SubjectPublicKeyInfo; null when there is none.</summary>
    public byte[]? Agree(ReadOnlyMemory<byte> originatorKey)
    {
        if (_mlKem is not null || _composite is not null || PublicKey.TryImport(originatorKey) is not XdhPublicKey peer || peer.Algorithm != Algorithm)
        {
            return null;
        }

        byte[] secret = new byte[peer.Point.Length];
        try
        {
            if (_x25519 is not null)
            {
                _x25519.GenerateSecret(new X25519PublicKeyParameters(peer.Point.Span), secret);
            }
            else
            {
                _x448!.GenerateSecret(new X448PublicKeyParameters(peer.Point.Span), secret);
            }
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        // CMS-KA-06, RFC 8418 section 2: the all-zero value comes from a point of small order and is no secret.
        return secret.AsSpan().IndexOfAnyExcept((byte)0) < 0 ? null : secret;
    }

    /// <summary>The shared secret of an ML-KEM ciphertext; null only for a wrong length. A ciphertext made wrongly gives a secret too (FIPS 203 section 6.3).</summary>
    public byte[]? Decapsulate(ReadOnlySpan<byte> ciphertext)
    {
        if (_composite is not null)
        {
            return _composite.Decapsulate(ciphertext);
        }

        if (_mlKem is null || ciphertext.Length != _set!.CiphertextSize)
        {
            return null;
        }

        var decapsulator = new MLKemDecapsulator(_set.Parameters);
        decapsulator.Init(_mlKem);
        byte[] secret = new byte[decapsulator.SecretLength];
        decapsulator.Decapsulate(ciphertext.ToArray(), 0, ciphertext.Length, secret, 0, secret.Length);
        return secret;
    }

    /// <summary>SubjectPublicKeyInfo with absent parameters.</summary>
    public static byte[] EncodePublic(Oid algorithm, ReadOnlySpan<byte> key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(AlgorithmIdentifier.Encode(algorithm));
            writer.WriteBitString(key);
        }

        return writer.Encode();
    }

    private static ManagedPrivateKey? ReadXdh(Oid algorithm, ReadOnlyMemory<byte> content)
    {
        var reader = new BerReader(content);
        ReadOnlyMemory<byte> raw = reader.ReadOctetString();
        reader.RequireEnd();
        algorithm = algorithm == Oids.X448 ? Oids.X448 : Oids.X25519; // not a slice of the file, which its reader wipes
        return !reader.Ok || raw.Length != XdhPublicKey.PointSize(algorithm) ? null
            : algorithm == Oids.X25519 ? new ManagedPrivateKey(algorithm, new X25519PrivateKeyParameters(raw.Span), null, null)
            : new ManagedPrivateKey(algorithm, null, new X448PrivateKeyParameters(raw.Span), null);
    }

    /// <summary>RFC 9935 section 6: CHOICE { seed [0] OCTET STRING (64), expandedKey OCTET STRING, both SEQUENCE { seed, expandedKey } }.</summary>
    private static ManagedPrivateKey? ReadMlKem(MlKemSet set, ReadOnlyMemory<byte> content)
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
        if (!reader.Ok || (!seed.IsEmpty && seed.Length != MlKemSet.SeedSize) || (!expanded.IsEmpty && expanded.Length != set.PrivateKeySize) || (seed.IsEmpty && expanded.IsEmpty))
        {
            return null;
        }

        MLKemPrivateKeyParameters key = seed.IsEmpty
            ? MLKemPrivateKeyParameters.FromEncoding(set.Parameters, expanded.ToArray())
            : MLKemPrivateKeyParameters.FromSeed(set.Parameters, seed.ToArray());

        // RFC 9935 section 8: the two halves of the third form have to be the same key.
        return !seed.IsEmpty && !expanded.IsEmpty && !CryptographicOperations.FixedTimeEquals(ExpandedOf(set, seed), expanded.Span)
            ? null
            : new ManagedPrivateKey(set.Oid, null, null, key);
    }

    private static byte[] ExpandedOf(MlKemSet set, ReadOnlyMemory<byte> seed) => MLKemPrivateKeyParameters.FromSeed(set.Parameters, seed.ToArray()).GetEncoded();
}
