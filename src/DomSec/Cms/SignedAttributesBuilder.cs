using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>The signed attributes that DomSec writes (RFC 8551 section 2.5, RFC 5652 section 11), as DER SET OF.</summary>
internal static class SignedAttributesBuilder
{
    // The capabilities of RFC 8551 section 2.5.2, strongest first; constant, so encoded once.
    private static readonly byte[] _capabilities = EncodeCapabilities();

    public static byte[] Build(
        Oid contentType,
        ReadOnlySpan<byte> messageDigest,
        DateTimeOffset signingTime,
        DigestAlgorithm digest,
        ReadOnlySpan<byte> signatureAlgorithm,
        Certificate signer,
        SignatureType? type)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            using (Attribute(writer, Oids.ContentType))
            using (writer.PushSetOf())
            {
                contentType.WriteTo(writer);
            }

            using (Attribute(writer, Oids.MessageDigest))
            using (writer.PushSetOf())
            {
                writer.WriteOctetString(messageDigest);
            }

            using (Attribute(writer, Oids.SigningTime))
            using (writer.PushSetOf())
            {
                // RFC 5652 section 11.3: UTCTime from 1950 to 2049, GeneralizedTime otherwise.
                if (signingTime.Year is >= 1950 and <= 2049)
                {
                    writer.WriteUtcTime(signingTime);
                }
                else
                {
                    writer.WriteGeneralizedTime(signingTime, omitFractionalSeconds: true);
                }
            }

            // RFC 6211: names the algorithms inside what is signed, against substitution.
            using (Attribute(writer, Oids.CmsAlgorithmProtection))
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(Digests.AlgorithmIdentifier(digest));
                byte[] tagged = signatureAlgorithm.ToArray();
                tagged[0] = BerTag.Context(1);
                writer.WriteEncodedValue(tagged);
            }

            writer.WriteEncodedValue(SigningCertificateAttribute.Encode(signer));
            writer.WriteEncodedValue(_capabilities);
            if (type is { } signatureType)
            {
                writer.WriteEncodedValue(SignatureTypeAttribute.Encode(signatureType));
            }
        }

        return writer.Encode();
    }

    private static AsnWriter.Scope Attribute(AsnWriter writer, Oid type)
    {
        AsnWriter.Scope scope = writer.PushSequence();
        type.WriteTo(writer);
        return scope;
    }

    private static byte[] EncodeCapabilities()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (Attribute(writer, Oids.SmimeCapabilities))
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            foreach (ContentCipher cipher in new[] { ContentCipher.Aes256Gcm, ContentCipher.Aes128Gcm, ContentCipher.Aes256Cbc, ContentCipher.Aes192Cbc, ContentCipher.Aes128Cbc })
            {
                using (writer.PushSequence())
                {
                    cipher.Oid.WriteTo(writer);
                }
            }
        }

        return writer.Encode();
    }
}
