using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// The traditional half of a composite key, which stands there without its AlgorithmIdentifier: the composite's own says it all
/// (draft-ietf-lamps-pq-composite-sigs-19 section 4, draft-ietf-lamps-pq-composite-kem-14 section 4).
/// </summary>
internal static class CompositeParts
{
    /// <summary>RSAPublicKey of RFC 8017 appendix A.1.1 with a modulus of exactly these bits; null when it is anything else.</summary>
    public static PublicKey? ImportRsa(ReadOnlyMemory<byte> key, int bits)
    {
        AsnWriter writer = DerWriters.Rent();
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(AlgorithmIdentifier.Encode(Oids.RsaEncryption, [BerTag.Null, 0x00]));
            writer.WriteBitString(key.Span);
        }

        return PublicKey.TryImport(DerWriters.EncodeAndReturn(writer)) is { Kind: KeyKind.Rsa } rsa && rsa.KeySizeBits == bits ? rsa : null;
    }

    /// <summary>An uncompressed point of the curve; null when it is anything else. An unsupported key where the platform lacks the curve.</summary>
    public static PublicKey? ImportPoint(ReadOnlyMemory<byte> point, Oid curve)
    {
        if (NamedCurve.FromOid(curve) is not { } known)
        {
            return new Platform.UnsupportedPublicKey(default);
        }

        // PQ-CMP-03: uncompressed, in the key and wherever it is hashed.
        return point.Length == known.PointSize && point.Span[0] == 0x04
            && PublicKey.TryImport(PlatformKeys.EncodeSubjectPublicKeyInfo(known, point.Span)) is { Kind: KeyKind.Ec } ec ? ec : null;
    }

    /// <summary>A raw public key of RFC 8410.</summary>
    public static PublicKey? ImportRaw(ReadOnlyMemory<byte> key, Oid algorithm) => PublicKey.TryImport(ManagedPrivateKey.EncodePublic(algorithm, key.Span));

    /// <summary>RSAPrivateKey with a modulus of exactly these bits; null when it is anything else.</summary>
    public static RSA? ReadRsa(ReadOnlySpan<byte> key, int bits) => TryRead(RSA.Create(), key, (rsa, der) =>
    {
        rsa.ImportRSAPrivateKey(der, out int read);
        return read == der.Length && rsa.KeySize == bits;
    });

    /// <summary>ECPrivateKey (RFC 5915) on that curve; null when it is anything else.</summary>
    public static ECDsa? ReadEcdsa(ReadOnlySpan<byte> key, Oid curve) => TryRead(ECDsa.Create(), key, (ecdsa, der) =>
    {
        ecdsa.ImportECPrivateKey(der, out int read);
        return read == der.Length && IsOn(ecdsa.ExportParameters(includePrivateParameters: false), curve);
    });

    /// <summary>As <see cref="ReadEcdsa"/>, to agree on secrets.</summary>
    public static ECDiffieHellman? ReadEcdh(ReadOnlySpan<byte> key, Oid curve) => TryRead(ECDiffieHellman.Create(), key, (ecdh, der) =>
    {
        ecdh.ImportECPrivateKey(der, out int read);
        return read == der.Length && IsOn(ecdh.ExportParameters(includePrivateParameters: false), curve);
    });

    public static byte[] PointOf(ECAlgorithm key)
    {
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0x04, .. point.X!, .. point.Y!];
    }

    public static byte[] GenerateRsa(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportRSAPrivateKey();
    }

    /// <exception cref="PlatformNotSupportedException">The platform lacks the curve.</exception>
    public static byte[] GenerateEc(Oid curve)
    {
        using var ecdsa = ECDsa.Create((NamedCurve.FromOid(curve) ?? throw new PlatformNotSupportedException("This platform lacks the curve.")).Platform);
        return ecdsa.ExportECPrivateKey();
    }

    /// <summary>The contents of a SubjectPublicKeyInfo's BIT STRING.</summary>
    public static ReadOnlyMemory<byte> KeyOf(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var outer = new BerReader(subjectPublicKeyInfo);
        BerReader reader = outer.ReadSequence();
        AlgorithmIdentifier.Read(ref reader);
        return reader.ReadBitString();
    }

    private delegate bool Import<T>(T key, ReadOnlySpan<byte> der);

    private static T? TryRead<T>(T key, ReadOnlySpan<byte> der, Import<T> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            if (import(key, der))
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // not such a key, or none that the platform takes
        }

        key.Dispose();
        return null;
    }

    private static bool IsOn(in ECParameters parameters, Oid curve) =>
        NamedCurve.FromOid(curve) is { } known && parameters.Curve.IsNamed
        && (string.Equals(parameters.Curve.Oid.Value, curve.ToString(), StringComparison.Ordinal)
            || (parameters.Curve.Oid.Value is null && string.Equals(parameters.Curve.Oid.FriendlyName, known.Platform.Oid.FriendlyName, StringComparison.OrdinalIgnoreCase)));
}
