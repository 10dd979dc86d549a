namespace DomSec.Classification;

/// <summary>What the labels and other RFC 2634 attributes of a message come to; only signatures that verified by a trusted certificate are in it.</summary>
internal sealed record EssFindings
{
    public SecurityLabel? OriginalLabel { get; init; }

    public SecurityLabel? AggregateLabel { get; init; }

    public SecurityLabel? EffectiveLabel { get; init; }

    public IReadOnlyList<SecurityLabel> EquivalentLabels { get; init; } = [];

    public IReadOnlyList<SignedAttribute> AdditionalAttributes { get; init; } = [];

    public ContentHints? ContentHints { get; init; }

    public bool IsReceiptRequested { get; init; }

    /// <summary>Whether a label in whatever layer stops the message (RFC 2634 section 3.1.2).</summary>
    public bool Stops { get; init; }
}
