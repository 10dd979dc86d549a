using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Confidentiality;

/// <summary>Makes the RecipientInfo of one authority for a content key (RFC 5652 section 6.2; RFC 3560; RFC 5753; RFC 8418; RFC 9629).</summary>
internal static class RecipientInfoFactory
{
    private const int UserKeyingMaterialBytes = 32;

    /// <returns>The encoded RecipientInfo, or null when the key cannot be used.</returns>
    public static byte[]? TryCreate(RecipientAuthority recipient, ContentCipher cipher, ReadOnlySpan<byte> contentKey, AlgorithmProfile profile) => recipient.Key.Kind switch
    {
        KeyKind.Rsa when profile.RsaKeyTransport != RsaKeyTransportPadding.RsaKem => Transport(recipient, contentKey, profile.RsaKeyTransport),
        KeyKind.Rsa => Encapsulated(recipient, Oids.KemRsa, KemKeyWrap.Kdf3Sha256Identifier.Span, KeyWrap.WrapFor(cipher), contentKey),
        KeyKind.Kem => Encapsulated(recipient, recipient.Key.KemAlgorithm, KemKeyWrap.HkdfSha256Identifier.Span, WrapForMlKem(recipient.Key), contentKey),
        KeyKind.Ec or KeyKind.Xdh => Agreed(recipient, cipher, contentKey),
        _ => null,
    };

    /// <summary>PQ-MIX-01, RFC 9629 section 7: whether keys that a quantum computer breaks stand beside keys that it does not.</summary>
    public static bool IsMixedStrength(IReadOnlyList<RecipientAuthority> recipients) =>
        recipients.Any(recipient => recipient.Key.Kind == KeyKind.Kem) && recipients.Any(recipient => recipient.Key.Kind != KeyKind.Kem);

    private static byte[]? Transport(RecipientAuthority recipient, ReadOnlySpan<byte> contentKey, RsaKeyTransportPadding padding)
    {
        (RSAEncryptionPadding platform, ReadOnlyMemory<byte> identifier) = padding switch
        {
            RsaKeyTransportPadding.Pkcs1 => (RSAEncryptionPadding.Pkcs1, RsaKeyTransport.Pkcs1AlgorithmIdentifier),
            RsaKeyTransportPadding.OaepSha1 => (RSAEncryptionPadding.OaepSHA1, RsaKeyTransport.OaepAlgorithmIdentifier(DigestAlgorithm.Sha1)),
            RsaKeyTransportPadding.OaepSha384 => (RSAEncryptionPadding.OaepSHA384, RsaKeyTransport.OaepAlgorithmIdentifier(DigestAlgorithm.Sha384)),
            RsaKeyTransportPadding.OaepSha512 => (RSAEncryptionPadding.OaepSHA512, RsaKeyTransport.OaepAlgorithmIdentifier(DigestAlgorithm.Sha512)),
            _ => (RSAEncryptionPadding.OaepSHA256, RsaKeyTransport.OaepSha256AlgorithmIdentifier),
        };
        if (recipient.Key.EncryptRsa(contentKey, platform) is not { } encrypted)
        {
            return null;
        }

        AsnWriter writer = DerWriters.Rent();
        KeyTransRecipientInfo.Write(writer, recipient.Certificate, identifier.Span, encrypted);
        return DerWriters.EncodeAndReturn(writer);
    }

    private static byte[]? Agreed(RecipientAuthority recipient, ContentCipher cipher, ReadOnlySpan<byte> contentKey)
    {
        if (KeyAgreementScheme.For(recipient.Key) is not { } scheme || !PlatformKeys.TryEphemeralAgreement(recipient.Key, out byte[]? secret, out byte[]? originator))
        {
            return null;
        }

        try
        {
            Oid wrap = KeyWrap.WrapFor(cipher);
            byte[] ukm = RandomNumberGenerator.GetBytes(UserKeyingMaterialBytes);
            byte[] wrapped = scheme.WrapKey(secret, wrap, ukm, contentKey);
            AsnWriter writer = DerWriters.Rent();
            KeyAgreeRecipientInfo.Write(writer, recipient.Certificate, originator, ukm, scheme.EncodeAlgorithmIdentifier(wrap), wrapped);
            return DerWriters.EncodeAndReturn(writer);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[]? Encapsulated(RecipientAuthority recipient, Oid kem, ReadOnlySpan<byte> kdf, Oid wrap, ReadOnlySpan<byte> contentKey)
    {
        byte[] wrapIdentifier = AlgorithmIdentifier.Encode(wrap);
        int kekLength = KeyWrap.KekSize(wrap);
        if (KemKeyWrap.TryResolve(AlgorithmIdentifier.Parse(kdf.ToArray()), kekLength, AlgorithmIdentifier.Parse(wrapIdentifier), out KemKeyWrap? keyWrap) != SchemeStatus.Ok
            || recipient.Key.Encapsulate() is not { } encapsulated)
        {
            return null;
        }

        try
        {
            AsnWriter writer = DerWriters.Rent();
            KemRecipientInfo.Write(
                writer, recipient.Certificate, AlgorithmIdentifier.Encode(kem), encapsulated.Ciphertext, kdf, kekLength, wrapIdentifier, keyWrap!.Wrap(encapsulated.Secret, contentKey));
            return DerWriters.EncodeAndReturn(writer);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(encapsulated.Secret);
        }
    }

    /// <summary>RFC 9936 section 2.1: AES-128 wrap with ML-KEM-512, AES-256 wrap with the others.</summary>
    private static Oid WrapForMlKem(PublicKey key) => key.KeySizeBits == 512 ? Oids.Aes128Wrap : Oids.Aes256Wrap;
}
