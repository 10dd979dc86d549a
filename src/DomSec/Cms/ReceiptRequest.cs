using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// ReceiptRequest ::= SEQUENCE { signedContentIdentifier ContentIdentifier, receiptsFrom ReceiptsFrom, receiptsTo SEQUENCE SIZE (1..16) OF GeneralNames };
/// ReceiptsFrom ::= CHOICE { allOrFirstTier [0] INTEGER { allReceipts (0), firstTierRecipients (1) }, receiptList [1] SEQUENCE OF GeneralNames } (RFC 2634 section 2.7).
/// A domain is not the recipient: a request is read to be reported, and never answered or made.
/// </summary>
/// <param name="Identifier">signedContentIdentifier.</param>
/// <param name="FirstTierOnly">Whether members of lists are left out; null when a list of recipients is named.</param>
/// <param name="ReceiptsTo">How many are to get a receipt.</param>
internal sealed record ReceiptRequest(ReadOnlyMemory<byte> Identifier, bool? FirstTierOnly, int ReceiptsTo)
{
    private const int MaxReceiptsTo = 16; // ub-receiptsTo

    public static ReceiptRequest? TryRead(ReadOnlyMemory<byte> raw)
    {
        var reader = new BerReader(raw);
        BerReader request = reader.ReadSequence();
        ReadOnlyMemory<byte> identifier = request.ReadOctetString();
        bool? firstTierOnly = null;
        if (request.NextIs(BerTag.ContextPrimitive(0)))
        {
            ReadOnlySpan<byte> choice = request.ReadElement().Content.Span;
            firstTierOnly = choice is [1];
            if (choice is not ([0] or [1]))
            {
                request.Fail(BerStatus.Malformed);
            }
        }
        else
        {
            request.ReadConstructed(BerTag.Context(1));
        }

        BerReader to = request.ReadSequence();
        int receiptsTo = 0;
        while (to.HasData)
        {
            to.ReadElement(BerTag.Sequence);
            receiptsTo++;
        }

        request.Join(to);
        request.RequireEnd();
        reader.Join(request);
        reader.RequireEnd();
        return reader.Ok && receiptsTo is >= 1 and <= MaxReceiptsTo ? new ReceiptRequest(identifier, firstTierOnly, receiptsTo) : null;
    }
}
