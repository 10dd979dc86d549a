using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// MLReceiptPolicy ::= CHOICE { none [0] NULL, insteadOf [1] SEQUENCE SIZE (1..MAX) OF GeneralNames, inAdditionTo [2] SEQUENCE SIZE (1..MAX) OF
/// GeneralNames }, IMPLICIT tags (RFC 2634 section 4.4).
/// </summary>
/// <param name="Kind">Which choice.</param>
/// <param name="Recipients">The GeneralName elements of all GeneralNames, in order; at most <see cref="MaxRecipients"/>.</param>
internal sealed record MlReceiptPolicy(MailListReceiptPolicy Kind, IReadOnlyList<ReadOnlyMemory<byte>> Recipients)
{
    /// <summary>Names that are kept; the rest is read for its form. A policy is reported, nobody here acts on it.</summary>
    public const int MaxRecipients = 64;

    /// <summary>Reads the policy; a fault stands in the reader.</summary>
    public static MlReceiptPolicy Read(ref BerReader reader)
    {
        if (reader.NextIs(BerTag.ContextPrimitive(0)))
        {
            if (!reader.ReadElement().Content.IsEmpty)
            {
                reader.Fail(BerStatus.Malformed);
            }

            return new MlReceiptPolicy(MailListReceiptPolicy.None, []);
        }

        bool isInsteadOf = reader.NextIs(BerTag.Context(1));
        BerReader lists = reader.ReadConstructed(isInsteadOf ? BerTag.Context(1) : BerTag.Context(2));
        var recipients = new List<ReadOnlyMemory<byte>>();
        if (!lists.HasData)
        {
            lists.Fail(BerStatus.Malformed); // SIZE (1..MAX)
        }

        while (lists.HasData)
        {
            BerReader names = lists.ReadSequence();
            while (names.HasData)
            {
                ReadOnlyMemory<byte> name = names.ReadElement().Raw;
                if (names.Ok && recipients.Count < MaxRecipients)
                {
                    recipients.Add(name);
                }
            }

            lists.Join(names);
        }

        reader.Join(lists);
        return new MlReceiptPolicy(isInsteadOf ? MailListReceiptPolicy.InsteadOf : MailListReceiptPolicy.InAdditionTo, recipients);
    }
}
