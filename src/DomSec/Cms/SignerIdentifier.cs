using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>
/// SignerIdentifier ::= CHOICE { issuerAndSerialNumber, subjectKeyIdentifier [0] } (RFC 5652 section 5.3); RecipientIdentifier is the same
/// choice (section 6.2.1), and KeyAgreeRecipientIdentifier has [0] IMPLICIT RecipientKeyIdentifier (section 6.2.2).
/// </summary>
/// <param name="IssuerRaw">The issuer's Name, or empty.</param>
/// <param name="Serial">The serial number's content octets, or empty.</param>
/// <param name="KeyIdentifier">The subject key identifier, or empty.</param>
internal sealed record SignerIdentifier(ReadOnlyMemory<byte> IssuerRaw, ReadOnlyMemory<byte> Serial, ReadOnlyMemory<byte> KeyIdentifier)
{
    public bool IsKeyIdentifier => IssuerRaw.IsEmpty;

    public static SignerIdentifier Read(ref BerReader reader)
    {
        if (reader.NextIs(BerTag.Sequence))
        {
            BerReader pair = reader.ReadSequence();
            ReadOnlyMemory<byte> issuer = pair.ReadElement(BerTag.Sequence).Raw;
            ReadOnlyMemory<byte> serial = pair.ReadIntegerBytes();
            pair.RequireEnd();
            reader.Join(pair);
            return new SignerIdentifier(issuer, serial, default);
        }

        return new SignerIdentifier(default, default, reader.ReadString(BerTag.ContextPrimitive(0)));
    }

    public static SignerIdentifier ReadKeyAgree(ref BerReader reader)
    {
        if (!reader.NextIs(BerTag.Context(0)))
        {
            return Read(ref reader);
        }

        BerReader key = reader.ReadConstructed(BerTag.Context(0));
        ReadOnlyMemory<byte> identifier = key.ReadOctetString();
        reader.Join(key);
        return new SignerIdentifier(default, default, identifier);
    }

    public bool Matches(Certificate certificate) => IsKeyIdentifier
        ? certificate.MatchesKeyIdentifier(KeyIdentifier.Span)
        : certificate.MatchesIssuerAndSerial(IssuerRaw.Span, Serial.Span);
}
