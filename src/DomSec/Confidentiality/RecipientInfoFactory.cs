using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Confidentiality;

/// <summary>Makes the RecipientInfo of one authority for a content key (RFC 5652 section 6.2; RFC 3560; RFC 5753).</summary>
internal static class RecipientInfoFactory
{
    private const int UserKeyingMaterialBytes = 32;

    /// <returns>The encoded RecipientInfo, or null when the key cannot be used.</returns>
    public static byte[]? TryCreate(RecipientAuthority recipient, ContentCipher cipher, ReadOnlySpan<byte> contentKey, AlgorithmProfile profile)
    {
        AsnWriter writer = DerWriters.Rent();
        if (recipient.Key.Kind == KeyKind.Rsa)
        {
            bool oaep = profile.RsaKeyTransport == RsaKeyTransportPadding.OaepSha256;
            if (recipient.Key.EncryptRsa(contentKey, oaep ? RSAEncryptionPadding.OaepSHA256 : RSAEncryptionPadding.Pkcs1) is not { } encrypted)
            {
                return null;
            }

            KeyTransRecipientInfo.Write(
                writer, recipient.Certificate, (oaep ? RsaKeyTransport.OaepSha256AlgorithmIdentifier : RsaKeyTransport.Pkcs1AlgorithmIdentifier).Span, encrypted);
            return DerWriters.EncodeAndReturn(writer);
        }

        if (recipient.Key.Curve is not { } curve || !PlatformKeys.TryEphemeralAgreement(recipient.Key, out byte[]? secret, out byte[]? originator))
        {
            return null;
        }

        try
        {
            var scheme = KeyAgreementScheme.For(curve);
            Oid wrap = KeyWrap.WrapFor(cipher);
            byte[] ukm = RandomNumberGenerator.GetBytes(UserKeyingMaterialBytes);
            byte[] wrapped = scheme.WrapKey(secret, wrap, ukm, contentKey);
            KeyAgreeRecipientInfo.Write(writer, recipient.Certificate, originator, ukm, scheme.EncodeAlgorithmIdentifier(wrap), wrapped);
            return DerWriters.EncodeAndReturn(writer);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
