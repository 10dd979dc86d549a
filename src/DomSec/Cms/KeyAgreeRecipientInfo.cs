using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>
/// KeyAgreeRecipientInfo ::= [1] SEQUENCE { version 3, originator [0] EXPLICIT OriginatorIdentifierOrKey, ukm [1] EXPLICIT OPTIONAL,
/// keyEncryptionAlgorithm, recipientEncryptedKeys SEQUENCE OF { rid, encryptedKey } } (RFC 5652 section 6.2.2, RFC 5753 section 3.1.1).
/// </summary>
/// <param name="Rid">This recipient.</param>
/// <param name="OriginatorAlgorithm">The algorithm of originatorKey; its parameters may be absent or NULL, then the recipient's curve counts.</param>
/// <param name="OriginatorPoint">The public point of originatorKey; empty for the identifier forms.</param>
/// <param name="Originator">The certificate of the originator's static key, or null when there is an originatorKey.</param>
/// <param name="UserKeyingMaterial">The ukm, or null when absent.</param>
/// <param name="KeyEncryptionAlgorithm">The scheme, its parameters the wrap algorithm.</param>
/// <param name="EncryptedKey">The wrapped content key.</param>
internal sealed record KeyAgreeRecipientInfo(
    SignerIdentifier Rid,
    AlgorithmIdentifier OriginatorAlgorithm,
    ReadOnlyMemory<byte> OriginatorPoint,
    SignerIdentifier? Originator,
    ReadOnlyMemory<byte>? UserKeyingMaterial,
    AlgorithmIdentifier KeyEncryptionAlgorithm,
    ReadOnlyMemory<byte> EncryptedKey)
    : RecipientInfo(RecipientKind.KeyAgreement, Rid)
{
    public static bool TryParse(in BerElement element, int atMost, List<RecipientInfo> result)
    {
        var reader = new BerReader(element.Content);
        reader.ReadIntegerBytes();
        BerReader originator = reader.ReadConstructed(BerTag.Context(0));
        AlgorithmIdentifier originatorAlgorithm = default;
        ReadOnlyMemory<byte> point = default;
        SignerIdentifier? identifier = null;
        if (originator.NextIs(BerTag.Context(1)))
        {
            BerReader key = originator.ReadConstructed(BerTag.Context(1));
            originatorAlgorithm = AlgorithmIdentifier.Read(ref key);
            point = key.ReadBitString();
            originator.Join(key);
        }
        else
        {
            // issuerAndSerialNumber, or subjectKeyIdentifier [0]: static-static agreement (CMS-KA-01).
            identifier = SignerIdentifier.Read(ref originator);
        }

        originator.RequireEnd();
        reader.Join(originator);
        ReadOnlyMemory<byte>? ukm = null;
        if (reader.NextIs(BerTag.Context(1)))
        {
            BerReader tagged = reader.ReadConstructed(BerTag.Context(1));
            ukm = tagged.ReadOctetString();
            reader.Join(tagged);
        }

        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref reader);
        BerReader keys = reader.ReadSequence();
        reader.RequireEnd();
        if (!reader.Ok)
        {
            return false;
        }

        int before = result.Count;
        while (keys.HasData && result.Count - before <= atMost)
        {
            BerReader one = keys.ReadSequence();
            SignerIdentifier rid = SignerIdentifier.ReadKeyAgree(ref one);
            ReadOnlyMemory<byte> encryptedKey = one.ReadOctetString();
            keys.Join(one);
            if (keys.Ok)
            {
                result.Add(new KeyAgreeRecipientInfo(rid, originatorAlgorithm, point, identifier, ukm, algorithm, encryptedKey));
            }
        }

        return keys.Ok && result.Count > before;
    }

    /// <summary>Writes one with originatorKey for one recipient.</summary>
    public static void Write(
        AsnWriter writer,
        Certificate recipient,
        ReadOnlySpan<byte> originatorPublicKeyInfo,
        ReadOnlySpan<byte> ukm,
        ReadOnlySpan<byte> keyEncryptionAlgorithm,
        ReadOnlySpan<byte> encryptedKey)
    {
        var context0 = new Asn1Tag(TagClass.ContextSpecific, 0);
        var context1 = new Asn1Tag(TagClass.ContextSpecific, 1);
        using (writer.PushSequence(context1))
        {
            writer.WriteInteger(3);
            using (writer.PushSequence(context0))
            {
                // [1] IMPLICIT OriginatorPublicKey is a SubjectPublicKeyInfo but for its tag.
                byte[] key = originatorPublicKeyInfo.ToArray();
                key[0] = BerTag.Context(1);
                writer.WriteEncodedValue(key);
            }

            using (writer.PushSequence(context1))
            {
                writer.WriteOctetString(ukm); // RFC 5753 section 3.1.1: SHOULD be sent
            }

            writer.WriteEncodedValue(keyEncryptionAlgorithm);
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(recipient.IssuerRaw.Span);
                    writer.WriteInteger(recipient.SerialNumber.Span);
                }

                writer.WriteOctetString(encryptedKey);
            }
        }
    }
}
