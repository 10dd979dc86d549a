using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;

namespace DomSec.Crypto;

/// <summary>What is done with private keys held in this process, and the ephemeral ones of ECDH (RFC 5753 section 3.1).</summary>
internal static class PlatformKeys
{
    /// <summary>
    /// Ephemeral-static ECDH with a recipient: a fresh key on its curve, the raw shared secret (the x coordinate) and the key's SubjectPublicKeyInfo, whose
    /// contents are those of OriginatorPublicKey (CMS-KA-02: named curve, uncompressed point). False when the recipient's key is not on a known curve.
    /// The caller wipes the secret.
    /// </summary>
    public static bool TryEphemeralAgreement(PublicKey recipient, [NotNullWhen(true)] out byte[]? sharedSecret, [NotNullWhen(true)] out byte[]? originatorSpki)
    {
        sharedSecret = null;
        originatorSpki = null;
        if (recipient is XdhPublicKey xdh)
        {
            // RFC 8418 section 2: a fresh key pair for each message.
            var key = ManagedPrivateKey.Generate(xdh.Algorithm, out byte[] pkcs8);
            CryptographicOperations.ZeroMemory(pkcs8);
            sharedSecret = key.Agree(xdh.SubjectPublicKeyInfo);
            originatorSpki = key.SubjectPublicKeyInfo.ToArray();
            return sharedSecret is not null;
        }

        if (recipient is not EcPublicKey peer)
        {
            return false;
        }

        try
        {
            using var ephemeral = ECDiffieHellman.Create(peer.Curve.Platform);
            byte[] spki = EncodePoint(peer.Curve, ephemeral.ExportParameters(includePrivateParameters: false).Q);
            sharedSecret = ephemeral.DeriveRawSecretAgreement(peer.AgreementKey);
            originatorSpki = spki;
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The recipient's side: the raw shared secret from a private key and the originator's public one. The caller wipes it.</summary>
    public static bool TryAgree(ECDiffieHellman privateKey, PublicKey originator, [NotNullWhen(true)] out byte[]? sharedSecret)
    {
        sharedSecret = null;
        if (originator is not EcPublicKey peer)
        {
            return false;
        }

        try
        {
            sharedSecret = privateKey.DeriveRawSecretAgreement(peer.AgreementKey);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false; // ArgumentException: a key on another curve than ours
        }
    }

    /// <summary>
    /// The SubjectPublicKeyInfo of an originator for the agreement with an own key, or null when the two do not go together.
    /// RFC 5753 section 3.1.1: the originator's parameters are absent, NULL or the curve's name; it is the recipient's curve in any case.
    /// </summary>
    public static byte[]? EncodeOriginator(PublicKey recipient, Ber.Oid algorithm, ReadOnlyMemory<byte> point)
    {
        if (recipient is not XdhPublicKey xdh)
        {
            return recipient.Curve is { } curve && (algorithm == Oids.EcPublicKey || algorithm == Oids.EcDh) ? EncodeSubjectPublicKeyInfo(curve, point.Span) : null;
        }

        if (algorithm != xdh.Algorithm)
        {
            return null;
        }

        // CMS-KA-05, RFC 8418 section 3.2: "encoded as an OCTET STRING", taken by its word, puts one into the BIT STRING.
        int size = XdhPublicKey.PointSize(algorithm);
        ReadOnlySpan<byte> raw = point.Span;
        if (raw.Length == size + 2 && raw[0] == BerTag.OctetString && raw[1] == size)
        {
            raw = raw[2..];
        }

        return raw.Length == size ? ManagedPrivateKey.EncodePublic(algorithm, raw) : null;
    }

    /// <summary>SubjectPublicKeyInfo of a point: named curve, uncompressed.</summary>
    private static byte[] EncodePoint(NamedCurve curve, ECPoint point)
    {
        byte[] encoded = new byte[curve.PointSize];
        encoded[0] = 0x04;
        point.X!.CopyTo(encoded, 1);
        point.Y!.CopyTo(encoded, 1 + curve.FieldSize);
        return EncodeSubjectPublicKeyInfo(curve, encoded);
    }

    /// <summary>SubjectPublicKeyInfo of an encoded point, its curve named.</summary>
    public static byte[] EncodeSubjectPublicKeyInfo(NamedCurve curve, ReadOnlySpan<byte> encoded)
    {
        AsnWriter writer = DerWriters.Rent();
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                Oids.EcPublicKey.WriteTo(writer);
                curve.Oid.WriteTo(writer);
            }

            writer.WriteBitString(encoded);
        }

        return DerWriters.EncodeAndReturn(writer);
    }
}
