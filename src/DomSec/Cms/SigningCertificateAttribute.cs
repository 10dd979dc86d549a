using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>
/// SigningCertificate (RFC 2634 section 5.4) and SigningCertificateV2 (RFC 5035 section 3): SEQUENCE { certs SEQUENCE OF ESSCertID(v2), policies OPTIONAL }.
/// </summary>
internal static class SigningCertificateAttribute
{
    /// <summary>Whether the attributes, as far as they are there, name this certificate first. Both may be there: both must agree.</summary>
    public static bool Agrees(AttributeSet attributes, Certificate certificate) =>
        AgreesOne(attributes, Oids.SigningCertificate, certificate, isV2: false)
        && AgreesOne(attributes, Oids.SigningCertificateV2, certificate, isV2: true);

    /// <summary>Whether one of them is there: then it and not the signer identifier selects the signer's certificate (RFC 8550 section 4.2).</summary>
    public static bool IsPresent(AttributeSet attributes) => attributes.Count(Oids.SigningCertificate) + attributes.Count(Oids.SigningCertificateV2) > 0;

    /// <summary>
    /// The whole attribute. RFC 5035 section 2: "When the SHA-1 hash function is used, the SigningCertificate attribute MUST be used", version 2 for any other. The hash is the
    /// signature's own where that is SHA-1, SHA-384 or SHA-512, else SHA-256.
    /// </summary>
    /// <remarks>
    /// ESSCertID ::= SEQUENCE { certHash OCTET STRING, issuerSerial OPTIONAL };
    /// ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT id-sha256, certHash OCTET STRING, issuerSerial OPTIONAL }. The text of RFC 5035 section 4 that calls certHash a SHA-1
    /// hash is left over from version 1: hashAlgorithm says which it is.
    /// </remarks>
    public static byte[] Encode(Certificate certificate, DigestAlgorithm signature)
    {
        DigestAlgorithm digest = signature is DigestAlgorithm.Sha1 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512 ? signature : DigestAlgorithm.Sha256;
        byte[] hash = new byte[Digests.Size(digest)];
        Digests.HashData(digest, certificate.Raw.Span, hash);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            (digest == DigestAlgorithm.Sha1 ? Oids.SigningCertificate : Oids.SigningCertificateV2).WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSequence())
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                if (digest is DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512)
                {
                    writer.WriteEncodedValue(Digests.AlgorithmIdentifier(digest)); // ESS-SCV-04: the DEFAULT is left out
                }

                writer.WriteOctetString(hash);
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
                    {
                        writer.WriteEncodedValue(certificate.IssuerRaw.Span);
                    }

                    writer.WriteInteger(certificate.SerialNumber.Span);
                }
            }
        }

        return writer.Encode();
    }

    private static bool AgreesOne(AttributeSet attributes, Oid type, Certificate certificate, bool isV2)
    {
        int count = attributes.Count(type);
        if (count == 0)
        {
            return true;
        }

        // RFC 2634 section 1.3.4: one attribute, one value.
        if (attributes.SingleValue(type) is not { } value)
        {
            return false;
        }

        var reader = new BerReader(value);
        BerReader signing = reader.ReadSequence();
        BerReader certs = signing.ReadSequence();
        BerReader first = certs.ReadSequence();
        DigestAlgorithm digest = isV2 ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha1;
        if (isV2 && first.NextIs(BerTag.Sequence))
        {
            digest = Digests.FromIdentifier(AlgorithmIdentifier.Read(ref first));
        }

        ReadOnlyMemory<byte> hash = first.ReadOctetString();
        if (!first.Ok || !Digests.IsSupported(digest))
        {
            return false;
        }

        if (digest == DigestAlgorithm.Sha256)
        {
            return CryptographicOperations.FixedTimeEquals(hash.Span, certificate.Sha256.Span); // known from the first time on
        }

        Span<byte> actual = stackalloc byte[Digests.MaxSize];
        int size = Digests.HashData(digest, certificate.Raw.Span, actual);
        return CryptographicOperations.FixedTimeEquals(hash.Span, actual[..size]);
    }
}
