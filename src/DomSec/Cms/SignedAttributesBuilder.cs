using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>The signed attributes that DomSec writes (RFC 8551 section 2.5, RFC 5652 section 11), as DER SET OF.</summary>
internal static class SignedAttributesBuilder
{
    /// <summary>The attributes as the SET OF that is signed.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="contentType">eContentType.</param>
    /// <param name="messageDigest">The content's digest.</param>
    /// <param name="signingTime">The time of signing.</param>
    /// <param name="type">The value of signatureType, or null for none.</param>
    /// <param name="more">More attributes in DER.</param>
    public static byte[] Build(
        SignerShape signer,
        Oid contentType,
        ReadOnlySpan<byte> messageDigest,
        DateTimeOffset signingTime,
        SignatureType? type,
        params IReadOnlyList<ReadOnlyMemory<byte>> more)
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
                writer.WriteEncodedValue(signer.DigestIdentifier.Span);
                byte[] tagged = signer.SignatureIdentifier.ToArray();
                tagged[0] = BerTag.Context(1);
                writer.WriteEncodedValue(tagged);
            }

            writer.WriteEncodedValue(SigningCertificateAttribute.Encode(signer.Certificate, signer.Digest));
            writer.WriteEncodedValue(SmimeCapabilities.Attribute.Span);
            if (type is { } signatureType)
            {
                writer.WriteEncodedValue(SignatureTypeAttribute.Encode(signatureType));
            }

            foreach (ReadOnlyMemory<byte> attribute in more)
            {
                writer.WriteEncodedValue(attribute.Span);
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
}
