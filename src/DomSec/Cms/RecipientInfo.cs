using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// RecipientInfo ::= CHOICE { ktri KeyTransRecipientInfo, kari [1], kekri [2], pwri [3], ori [4] } (RFC 5652 section 6.2).
/// A key agreement with several recipients gives one object per recipient.
/// </summary>
internal abstract record RecipientInfo(RecipientKind Kind, SignerIdentifier? Identifier)
{
    /// <summary>Reads all recipients. Alternatives that are unknown or malformed inside are kept as "other": they are not ours (CMS-GEN-04).</summary>
    public static CmsStatus TryParseSet(ReadOnlyMemory<byte> raw, DomSecLimits limits, out IReadOnlyList<RecipientInfo> recipients)
    {
        var result = new List<RecipientInfo>();
        recipients = result;
        var reader = new BerReader(raw);
        BerReader set = reader.ReadSet();
        while (set.HasData)
        {
            BerElement element = set.ReadElement();
            if (!set.Ok)
            {
                break;
            }

            switch (element.Tag)
            {
                case BerTag.Sequence:
                    result.Add(KeyTransRecipientInfo.TryParse(element) ?? new OtherRecipientInfo(RecipientKind.Other) as RecipientInfo);
                    break;
                case 0xA1:
                    if (!KeyAgreeRecipientInfo.TryParse(element, limits.MaxRecipients - result.Count, result))
                    {
                        result.Add(new OtherRecipientInfo(RecipientKind.KeyAgreement));
                    }

                    break;
                case 0xA2:
                    result.Add(KekRecipientInfo.TryParse(element) ?? new OtherRecipientInfo(RecipientKind.KeyEncryptionKey) as RecipientInfo);
                    break;
                case 0xA3:
                    result.Add(PasswordRecipientInfo.TryParse(element) ?? new OtherRecipientInfo(RecipientKind.Password) as RecipientInfo);
                    break;
                case 0xA4:
                    result.Add(KemRecipientInfo.TryParse(element) ?? new OtherRecipientInfo(RecipientKind.Other) as RecipientInfo);
                    break;
                default:
                    result.Add(new OtherRecipientInfo(RecipientKind.Other));
                    break;
            }

            if (result.Count > limits.MaxRecipients)
            {
                return CmsStatus.Limit;
            }
        }

        // RFC 5652 section 6.1: there MUST be at least one element in the collection.
        return set.Ok && result.Count == 0 ? CmsStatus.Malformed : CmsFault.From(set.Status, "").Status;
    }
}
