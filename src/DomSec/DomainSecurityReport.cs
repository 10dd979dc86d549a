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

    /// <summary>The layers, outermost first.</summary>
    public required IReadOnlyList<SecurityLayer> Layers { get; init; }

    /// <summary>All flags, most specific first, each once.</summary>
    public required IReadOnlyList<RaisedFlag> Flags { get; init; }

    /// <summary>One line when the input is malformed, or null.</summary>
    public required string? Error { get; init; }

    /// <summary>The value for an Authentication-Results field (RFC 8601, RFC 7281): one result per signature. Everything from the message in it is escaped.</summary>
    public required string AuthenticationResults { get; init; }
}
