using System.Formats.Asn1;
using DomSec.Ber;
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

    /// <summary>Whom the attribute's value names; null when it cannot be read.</summary>
    public static SignerIdentifier? TryRead(ReadOnlyMemory<byte> value)
    {
        var reader = new BerReader(value);
        SignerIdentifier? named = null;
        if (reader.NextIs(BerTag.Context(0)))
        {
            BerReader pair = reader.ReadConstructed(BerTag.Context(0));
            named = new SignerIdentifier(pair.ReadElement(BerTag.Sequence).Raw, pair.ReadIntegerBytes(), default);
            reader.Join(pair);
        }
        else if (reader.NextIs(BerTag.Context(1)))
        {
            BerReader key = reader.ReadConstructed(BerTag.Context(1)); // RecipientKeyIdentifier; its date and other do not matter here
            named = new SignerIdentifier(default, default, key.ReadOctetString());
            reader.Join(key);
        }
        else
        {
            named = new SignerIdentifier(default, default, reader.ReadString(BerTag.ContextPrimitive(2)));
        }

        return reader.Ok && !(named.IsKeyIdentifier && named.KeyIdentifier.IsEmpty) ? named : null;
    }
}
