using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// KEKRecipientInfo ::= [2] SEQUENCE { version 4, kekid SEQUENCE { keyIdentifier OCTET STRING, date OPTIONAL, other OPTIONAL },
/// keyEncryptionAlgorithm, encryptedKey } (RFC 5652 section 6.2.3). Date and other attribute are not compared: the identifier names the key.
/// </summary>
internal sealed record KekRecipientInfo(ReadOnlyMemory<byte> KekIdentifier, AlgorithmIdentifier KeyEncryptionAlgorithm, ReadOnlyMemory<byte> EncryptedKey)
    : RecipientInfo(RecipientKind.KeyEncryptionKey, null)
{
    public static KekRecipientInfo? TryParse(in BerElement element)
    {
        var reader = new BerReader(element.Content);
        reader.ReadIntegerBytes();
        BerReader kekid = reader.ReadSequence();
        ReadOnlyMemory<byte> identifier = kekid.ReadOctetString();
        while (kekid.HasData)
        {
            kekid.ReadElement();
        }

        reader.Join(kekid);
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> key = reader.ReadOctetString();
        reader.RequireEnd();
        return reader.Ok ? new KekRecipientInfo(identifier, algorithm, key) : null;
    }
}
