using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// ContentReference ::= SEQUENCE { contentType ContentType, signedContentIdentifier ContentIdentifier, originatorSignatureValue OCTET STRING } (RFC 2634 section 2.11).
/// </summary>
/// <param name="ContentType">The other content's type.</param>
/// <param name="Identifier">The other content's identifier.</param>
/// <param name="Signature">The value of the signature over it.</param>
internal sealed record ContentReference(Oid ContentType, ReadOnlyMemory<byte> Identifier, ReadOnlyMemory<byte> Signature)
{
    public static ContentReference? TryRead(ReadOnlyMemory<byte> raw)
    {
        var reader = new BerReader(raw);
        BerReader reference = reader.ReadSequence();
        var result = new ContentReference(reference.ReadOid(), reference.ReadOctetString(), reference.ReadOctetString());
        reference.RequireEnd();
        reader.Join(reference);
        reader.RequireEnd();
        return reader.Ok ? result : null;
    }
}
