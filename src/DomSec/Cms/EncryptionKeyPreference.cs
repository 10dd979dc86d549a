using System.Formats.Asn1;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>
/// SMIMEEncryptionKeyPreference ::= CHOICE { issuerAndSerialNumber [0], recipientKeyId [1], subjectAltKeyIdentifier [2] } (RFC 8551 section 2.5.3):
/// which certificate to encrypt to when it is not the signer's.
/// </summary>
internal static class EncryptionKeyPreference
{
    /// <summary>The whole attribute, in DER, with issuer and serial number.</summary>
    public static byte[] Encode(Certificate certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.EncrypKeyPref.WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteEncodedValue(certificate.IssuerRaw.Span);
                writer.WriteInteger(certificate.SerialNumber.Span);
            }
        }

        return writer.Encode();
    }
}
