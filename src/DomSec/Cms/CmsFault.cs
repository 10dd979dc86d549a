using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>A status with the offset where it arose and the structure concerned; the text holds nothing from the message.</summary>
/// <param name="Status">The status; <see cref="CmsStatus.Ok"/> is no fault.</param>
/// <param name="What">The structure concerned, in the RFC's nouns.</param>
/// <param name="Offset">Octets from the start of the CMS object, or -1 when not known.</param>
internal readonly record struct CmsFault(CmsStatus Status, string What, long Offset = -1)
{
    public bool IsFault => Status != CmsStatus.Ok;

    public static CmsFault From(BerStatus status, string what, long offset = -1) => new(
        status switch
        {
            BerStatus.Ok => CmsStatus.Ok,
            BerStatus.Truncated => CmsStatus.Truncated,
            BerStatus.TooDeep or BerStatus.TooLarge => CmsStatus.Limit,
            BerStatus.TrailingData => CmsStatus.TrailingData,
            _ => CmsStatus.Malformed,
        },
        what,
        offset);

    public override string ToString()
    {
        string text = Status switch
        {
            CmsStatus.Truncated => $"{What} ends too early",
            CmsStatus.Limit => $"{What} is beyond a limit",
            CmsStatus.TrailingData => $"octets follow {What}",
            _ => $"{What} is malformed",
        };
        return Offset >= 0 ? $"{text} (at octet {Offset})" : text;
    }
}
