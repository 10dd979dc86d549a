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

    // ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT id-sha256, certHash OCTET STRING, issuerSerial OPTIONAL }
    public static byte[] Encode(Certificate certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.SigningCertificateV2.WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSequence())
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteOctetString(SHA256.HashData(certificate.Raw.Span)); // SHA-256 is the DEFAULT and so is left out (ESS-SCV-04)
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
