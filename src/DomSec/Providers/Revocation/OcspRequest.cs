using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Providers.Revocation;

/// <summary>OCSPRequest (RFC 6960 section 4.1.1) about one certificate, unsigned.</summary>
/// <param name="Encoded">The request, DER.</param>
/// <param name="Nonce">The nonce extension's value; null without one.</param>
internal sealed record OcspRequest(byte[] Encoded, byte[]? Nonce)
{
    public static OcspRequest For(Certificate subject, Certificate issuer, bool useNonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        byte[]? nonce = useNonce ? NewNonce() : null;
        using (writer.PushSequence())
        using (writer.PushSequence()) // TBSRequest
        {
            using (writer.PushSequence()) // requestList
            using (writer.PushSequence()) // Request
            using (writer.PushSequence()) // CertID: SHA-1 is what every responder knows (RFC 5019 section 2.1.1); it proves nothing
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.14.3.2.26");
                    writer.WriteNull();
                }

                writer.WriteOctetString(SHA1.HashData(subject.IssuerRaw.Span));
                writer.WriteOctetString(issuer.ComputeKeyIdentifier());
                writer.WriteInteger(subject.SerialNumber.Span);
            }

            if (nonce is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.2");
                    writer.WriteOctetString(nonce);
                }
            }
        }

        return new OcspRequest(writer.Encode(), nonce);
    }

    /// <summary>RFC 9654 section 2.1: an OCTET STRING of 32 octets.</summary>
    private static byte[] NewNonce()
    {
        byte[] value = new byte[34];
        value[0] = BerTag.OctetString;
        value[1] = 32;
        RandomNumberGenerator.Fill(value.AsSpan(2));
        return value;
    }
}
