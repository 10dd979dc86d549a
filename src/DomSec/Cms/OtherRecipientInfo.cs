namespace DomSec.Cms;

/// <summary>A recipient that this version does not open.</summary>
internal sealed record OtherRecipientInfo(RecipientKind Kind) : RecipientInfo(Kind, null);
