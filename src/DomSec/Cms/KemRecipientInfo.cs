using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>
/// OtherRecipientInfo [4] with oriType id-ori-kem and KEMRecipientInfo ::= SEQUENCE { version 0, rid RecipientIdentifier, kem, kemct OCTET STRING, kdf,
/// kekLength INTEGER (1..65535), ukm [0] EXPLICIT OCTET STRING OPTIONAL, wrap, encryptedKey } (RFC 9629 section 3).
/// </summary>
internal sealed record KemRecipientInfo(
    SignerIdentifier Rid,
    AlgorithmIdentifier Kem,
    ReadOnlyMemory<byte> Ciphertext,
    AlgorithmIdentifier Kdf,
    int KekLength,
    ReadOnlyMemory<byte>? UserKeyingMaterial,
    AlgorithmIdentifier WrapAlgorithm,
    ReadOnlyMemory<byte> EncryptedKey)
    : RecipientInfo(RecipientKind.KeyEncapsulation, Rid)
{
    /// <summary>Reads the [4] element; null when the oriType is another or the structure does not hold.</summary>
    public static KemRecipientInfo? TryParse(in BerElement element)
    {
        var outer = new BerReader(element.Content);
        if (outer.ReadOid() != Oids.OriKem)
        {
            return null;
        }

        BerReader reader = outer.ReadSequence();
        outer.RequireEnd();
        reader.ReadIntegerBytes();
        SignerIdentifier rid = SignerIdentifier.Read(ref reader);
        AlgorithmIdentifier kem = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> ciphertext = reader.ReadOctetString();
        AlgorithmIdentifier kdf = AlgorithmIdentifier.Read(ref reader);
        int kekLength = reader.ReadSmallInteger();
        ReadOnlyMemory<byte>? ukm = null;
        if (reader.NextIs(BerTag.Context(0)))
        {
            BerReader tagged = reader.ReadConstructed(BerTag.Context(0));
            ukm = tagged.ReadOctetString();
            tagged.RequireEnd();
            reader.Join(tagged);
        }

        AlgorithmIdentifier wrap = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> key = reader.ReadOctetString();
        reader.RequireEnd();
        return outer.Ok && reader.Ok ? new KemRecipientInfo(rid, kem, ciphertext, kdf, kekLength, ukm, wrap, key) : null;
    }

    /// <summary>Writes one without user keying material.</summary>
    public static void Write(
        AsnWriter writer,
        Certificate recipient,
        ReadOnlySpan<byte> kem,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> kdf,
        int kekLength,
        ReadOnlySpan<byte> wrap,
        ReadOnlySpan<byte> encryptedKey)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        {
            Oids.OriKem.WriteTo(writer);
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(recipient.IssuerRaw.Span);
                    writer.WriteInteger(recipient.SerialNumber.Span);
                }

                writer.WriteEncodedValue(kem);
                writer.WriteOctetString(ciphertext);
                writer.WriteEncodedValue(kdf);
                writer.WriteInteger(kekLength);
                writer.WriteEncodedValue(wrap);
                writer.WriteOctetString(encryptedKey);
            }
        }
    }
}
