using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// MLData ::= SEQUENCE { mailListIdentifier EntityIdentifier, expansionTime GeneralizedTime, mlReceiptPolicy MLReceiptPolicy OPTIONAL } and
/// EntityIdentifier ::= CHOICE { issuerAndSerialNumber, subjectKeyIdentifier OCTET STRING } (RFC 2634 section 4.4).
/// </summary>
/// <param name="MailList">Which certificate names the agent.</param>
/// <param name="ExpansionTime">When it says that it expanded the message.</param>
/// <param name="ReceiptPolicy">What it says about receipts, or null.</param>
internal sealed record MlData(SignerIdentifier MailList, DateTimeOffset ExpansionTime, MlReceiptPolicy? ReceiptPolicy)
{
    /// <summary>Reads the next entry; a fault stands in the reader.</summary>
    public static MlData Read(ref BerReader reader)
    {
        BerReader entry = reader.ReadSequence();
        SignerIdentifier mailList = ReadIdentifier(ref entry);

        // RFC 2634 section 4.4 wants GeneralizedTime; UTCTime says the same and is read as well.
        DateTimeOffset time = entry.ReadTime();
        MlReceiptPolicy? policy = entry.HasData ? MlReceiptPolicy.Read(ref entry) : null;
        entry.RequireEnd();
        reader.Join(entry);
        return new MlData(mailList, time, policy);
    }

    private static SignerIdentifier ReadIdentifier(ref BerReader entry) =>
        entry.NextIs(BerTag.OctetString) || entry.NextIs(BerTag.OctetString | BerTag.ConstructedBit)
            ? new SignerIdentifier(default, default, entry.ReadOctetString())
            : SignerIdentifier.Read(ref entry); // [0] is what a CMS SignerIdentifier has; some write that
}
