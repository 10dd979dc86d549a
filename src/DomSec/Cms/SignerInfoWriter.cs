using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>Encodes the SignerInfo that DomSec writes, always with signed attributes (SEC-CMS-02).</summary>
internal static class SignerInfoWriter
{
    /// <param name="signer">The signer.</param>
    /// <param name="signedAttributes">The DER SET OF that was signed; on the wire its tag is [0].</param>
    /// <param name="signature">The signature value.</param>
    public static byte[] Encode(SignerShape signer, ReadOnlySpan<byte> signedAttributes, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            // CMS-SD-02, RFC 5652 section 5.3: version 1 with issuerAndSerialNumber, 3 with subjectKeyIdentifier.
            writer.WriteInteger(signer.UsesKeyIdentifier ? 3 : 1);
            if (signer.UsesKeyIdentifier)
            {
                writer.WriteOctetString(signer.Certificate.SubjectKeyIdentifier!.Value.Span, new Asn1Tag(TagClass.ContextSpecific, 0));
            }
            else
            {
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(signer.Certificate.IssuerRaw.Span);
                    writer.WriteInteger(signer.Certificate.SerialNumber.Span);
                }
            }

            writer.WriteEncodedValue(signer.DigestIdentifier.Span);
            byte[] tagged = signedAttributes.ToArray();
            tagged[0] = BerTag.Context(0);
            writer.WriteEncodedValue(tagged);
            writer.WriteEncodedValue(signer.SignatureIdentifier.Span);
            writer.WriteOctetString(signature);
        }

        return writer.Encode();
    }
}
