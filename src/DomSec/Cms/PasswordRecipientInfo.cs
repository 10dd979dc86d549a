using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// PasswordRecipientInfo ::= [3] SEQUENCE { version 0, keyDerivationAlgorithm [0] IMPLICIT OPTIONAL, keyEncryptionAlgorithm, encryptedKey }
/// (RFC 5652 section 6.2.4). Without a key derivation the key comes from elsewhere; such a recipient is not ours.
/// </summary>
internal sealed record PasswordRecipientInfo(AlgorithmIdentifier KeyDerivationAlgorithm, AlgorithmIdentifier KeyEncryptionAlgorithm, ReadOnlyMemory<byte> EncryptedKey)
    : RecipientInfo(RecipientKind.Password, null)
{
    public static PasswordRecipientInfo? TryParse(in BerElement element)
    {
        var reader = new BerReader(element.Content);
        reader.ReadIntegerBytes();
        AlgorithmIdentifier derivation = reader.NextIs(BerTag.Context(0)) ? AlgorithmIdentifier.Read(ref reader, BerTag.Context(0)) : default;
        AlgorithmIdentifier encryption = AlgorithmIdentifier.Read(ref reader);
        ReadOnlyMemory<byte> key = reader.ReadOctetString();
        reader.RequireEnd();
        return reader.Ok ? new PasswordRecipientInfo(derivation, encryption, key) : null;
    }
}
