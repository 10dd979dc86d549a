namespace DomSec;

/// <summary>Everything a classification found: facts per layer and signature, and the judgement over them. Immutable.</summary>
public sealed class DomainSecurityReport
{
    internal DomainSecurityReport()
    {
    }

    /// <summary>The judgement about the message's origin.</summary>
    public required SecurityStatus Status { get; init; }

    /// <summary>How far the origin is established; <see cref="IdentityLevel.None"/> unless <see cref="Status"/> is <see cref="SecurityStatus.Pass"/>.</summary>
    public required IdentityLevel IdentityLevel { get; init; }

    /// <summary>The authenticated domain: the signer's own, which may be above the sender's; or null.</summary>
    public required MailDomain? Domain { get; init; }

    /// <summary>The senders' domains that the signer's domain speaks for, each once; empty when <see cref="Domain"/> is null.</summary>
    public IReadOnlyList<MailDomain> RepresentedDomains { get; init; } = [];

    /// <summary>
    /// Who approved the message for release (RFC 3183 section 3.4): the signers of review signatures that passed, outermost first, each key once. A review says nothing about the origin.
    /// </summary>
    public IReadOnlyList<ReviewerReport> Reviewers { get; init; } = [];

    /// <summary>The mailbox that an originator signature identifies, or null.</summary>
    public required string? Originator { get; init; }

    /// <summary>How the message was encrypted.</summary>
    public required ConfidentialityLevel Confidentiality { get; init; }

    /// <summary>How header fields are covered.</summary>
    public required HeaderProtectionLevel HeaderProtection { get; init; }

    /// <summary>Which header fields are protected, and which differ outside.</summary>
    public HeaderCoverage Headers { get; init; } = HeaderCoverage.None;

    /// <summary>The layers outside-in in one line: S signed, S0 empty signature layer, E enveloped, A authEnveloped, C compressed, D DigestedData, X EncryptedData, M AuthenticatedData, SE SignedAndEnvelopedData, T time stamp, <c>content</c>, <c>?</c> not opened or unknown.</summary>
    public required string Structure { get; init; }

    /// <summary>
    /// The mail lists that expanded the message (RFC 2634 section 4.4), oldest first, at most 64: from the outermost layer whose verified signers tell it. Verified
    /// means that the signature fits; whether the signer is trusted, the layer's verdicts say. Empty when there is none or verified signers differ.
    /// </summary>
    public IReadOnlyList<MailListExpansion> MailListExpansions { get; init; } = [];

    /// <summary>The layers, outermost first.</summary>
    public required IReadOnlyList<SecurityLayer> Layers { get; init; }

    /// <summary>
    /// The original content's label (RFC 2634 section 3.1.1, RFC 3183 section 3.3): of the innermost signature with one that speaks for the origin, which is an originator's
    /// or a domain's. Here and below only signatures count that verified and whose certificate is trusted. Null when there is none.
    /// </summary>
    public SecurityLabel? OriginalLabel { get; init; }

    /// <summary>The aggregate sensitivity of the content and what is around it: the label of the outermost additional-attributes signature with one (RFC 3183 section 3.3), or null.</summary>
    public SecurityLabel? AggregateLabel { get; init; }

    /// <summary>
    /// The label to act on for the original content: the original one when its policy is understood, else the first equivalent one that is and whose signer may translate
    /// (RFC 2634 section 3.4.2). Null without a label policy in force, or when no label is understood.
    /// </summary>
    public SecurityLabel? EffectiveLabel { get; init; }

    /// <summary>The equivalent labels whose signers the label policy trusts to translate (RFC 2634 section 3.4); none without a policy in force.</summary>
    public IReadOnlyList<SecurityLabel> EquivalentLabels { get; init; } = [];

    /// <summary>All attributes of all additional-attributes signatures, the outermost signature's first: bound to the message, and no word about its origin (RFC 3183 section 3.3).</summary>
    public IReadOnlyList<SignedAttribute> AdditionalAttributes { get; init; } = [];

    /// <summary>What the outermost signature with content hints says of the innermost content (RFC 2634 section 2.9), or null.</summary>
    public ContentHints? ContentHints { get; init; }

    /// <summary>Whether the innermost signature asks for a signed receipt (RFC 2634 section 2.3). A gateway never answers; the recipient's agent may.</summary>
    public bool IsReceiptRequested { get; init; }

    /// <summary>All flags, most specific first, each once.</summary>
    public required IReadOnlyList<RaisedFlag> Flags { get; init; }

    /// <summary>One line when the input is malformed, or null.</summary>
    public required string? Error { get; init; }

    /// <summary>The value for an Authentication-Results field (RFC 8601, RFC 7281): one result per signature. Everything from the message in it is escaped.</summary>
    public required string AuthenticationResults { get; init; }
}
