using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>
/// KeyTransRecipientInfo ::= SEQUENCE { version, rid RecipientIdentifier, keyEncryptionAlgorithm, encryptedKey OCTET STRING }
/// (RFC 5652 section 6.2.1).
/// </summary>
internal sealed record KeyTransRecipientInfo(SignerIdentifier Rid, AlgorithmIdentifier KeyEncryptionAlgorithm, ReadOnlyMemory<byte> EncryptedKey)
    : RecipientInfo(RecipientKind.KeyTransport, Rid)
{
    public static KeyTransRecipientInfo? TryParse(in BerElement element)
    {
        var reader = new BerReader(element.Content);
        reader.ReadIntegerBytes();
        SignerIdentifier rid = SignerIdentifier.Read(ref reader);
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> key = reader.ReadOctetString();
        reader.RequireEnd();
        return reader.Ok ? new KeyTransRecipientInfo(rid, algorithm, key) : null;
    }

    /// <summary>Writes one; version 0 with issuer and serial number, 2 with a key identifier.</summary>
    public static void Write(AsnWriter writer, Certificate recipient, ReadOnlySpan<byte> keyEncryptionAlgorithm, ReadOnlySpan<byte> encryptedKey)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(recipient.IssuerRaw.Span);
                writer.WriteInteger(recipient.SerialNumber.Span);
            }

            writer.WriteEncodedValue(keyEncryptionAlgorithm);
            writer.WriteOctetString(encryptedKey);
        }
    }
}
