using System.Formats.Asn1;

namespace DomSec.Providers;

/// <summary>What a folder needs to know of a revocation list: that it is one, whose, and until when. Filing, not judging.</summary>
/// <param name="Issuer">The encoded issuer name.</param>
/// <param name="ThisUpdate">When it was issued.</param>
/// <param name="NextUpdate">When the next one is due, or null.</param>
internal sealed record RevocationListOutline(ReadOnlyMemory<byte> Issuer, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate)
{
    /// <summary>Reads a list's outline; null when it is not a revocation list.</summary>
    public static RevocationListOutline? Of(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            // RFC 5280 section 5.1: CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }
            var reader = new AsnReader(encoded, AsnEncodingRules.BER);
            AsnReader list = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            AsnReader tbs = list.ReadSequence();
            list.ReadSequence();
            list.ReadBitString(out _);
            list.ThrowIfNotEmpty();

            // TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature, issuer Name, thisUpdate Time, nextUpdate Time OPTIONAL, … }
            if (tbs.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            {
                tbs.ReadInteger();
            }

            tbs.ReadSequence();
            ReadOnlyMemory<byte> issuer = tbs.PeekEncodedValue();
            tbs.ReadSequence();
            DateTimeOffset thisUpdate = ReadTime(tbs);
            DateTimeOffset? nextUpdate = tbs.HasData && IsTime(tbs.PeekTag()) ? ReadTime(tbs) : null;
            return new RevocationListOutline(issuer, thisUpdate, nextUpdate);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
