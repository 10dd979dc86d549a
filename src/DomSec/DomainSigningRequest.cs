namespace DomSec;

/// <summary>What to sign as, and on what evidence.</summary>
public sealed record DomainSigningRequest
{
    /// <summary>The domain that signs; its key comes from the key store.</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>How the originator was authenticated (RFC 3183 section 3.2). Null makes every signature but a review or attributes signature be refused.</summary>
    public OriginatorEvidence? Evidence { get; init; }

    /// <summary>The signature's type. Default: a domain signature. <see cref="SignatureType.Originator"/>, <see cref="SignatureType.DelegatedOriginator"/> and <see cref="SignatureType.Unknown"/> are refused.</summary>
    public SignatureType Type { get; init; } = SignatureType.Domain;

    /// <summary>Writes the signature as multipart/signed instead of application/pkcs7-mime. Default false: relays and mailing lists that re-wrap lines or add footers break a clear signature, not an opaque one. Without effect when another layer goes around the signature.</summary>
    public bool IsClearSigned { get; init; }

    /// <summary>
    /// The security label to sign (RFC 2634 section 3). Of a domain signature it is the content's; of an additional-attributes signature the aggregate of the content and all
    /// that is around it (RFC 3183 section 3.3). Refused when the RFC does not allow it or a label policy in force does not understand it. Default: none.
    /// </summary>
    public SecurityLabel? Label { get; init; }

    /// <summary>
    /// Labels of other policies that mean the same as <see cref="Label"/> or, in an additional-attributes signature, as the label inside (RFC 2634 section 3.4, RFC 3183
    /// section 3.3). Default: none.
    /// </summary>
    public IReadOnlyList<SecurityLabel> EquivalentLabels { get; init; } = [];

    /// <summary>What to tell of the innermost content (RFC 2634 section 2.9). Default null: nothing, but that there is a receipt inside when one is signed.</summary>
    public ContentHints? ContentHints { get; init; }

    /// <summary>Adds a content identifier, unique to the message, that other messages can refer to (RFC 2634 sections 2.7 and 2.11). Default false.</summary>
    public bool HasContentIdentifier { get; init; }

    /// <summary>
    /// The envelope recipients, for encryption: RFC 3183 section 5 has the signer decrypt what was encrypted for the domain and, if <see cref="RequireEncryption"/> or
    /// another encrypted layer further in asks for it, encrypt to the recipients' confidentiality authorities again. Recipients that must not learn of each other (Bcc)
    /// belong in separate requests. Default null: a message that has to be encrypted is refused. Only for a domain signature.
    /// </summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>Local policy: the domain signature leaves encrypted (RFC 3183 section 5), whatever was encrypted before. Default false. Only for a domain signature.</summary>
    public bool RequireEncryption { get; init; }

    /// <summary>How to encrypt. Default null: what is known of each peer, as with <see cref="DomainEncryptionRequest.Profile"/>.</summary>
    public AlgorithmProfile? EncryptionProfile { get; init; }

    /// <summary>
    /// Signs over encryption that cannot be opened here, such as for the final recipient alone. Default false: signatures inside it cannot be verified, as RFC 3183
    /// section 3.2 asks. Where it is done, the domain signature is encrypted in any case, and the report says so.
    /// </summary>
    public bool AllowOpaqueContent { get; init; }

    /// <summary>Signs content that was encrypted in CBC mode and has no valid signature inside. Default false: such content can be altered unnoticed (SEC-EFL-02).</summary>
    public bool AllowUnauthenticatedContent { get; init; }

    /// <summary>What becomes of a security label in a signature layer that has to be stripped. Default: the message is refused.</summary>
    public StrippedLabelHandling StrippedLabels { get; init; }

    /// <summary>What the peer understands. Default: S/MIME 4.0.</summary>
    public AlgorithmProfile Profile { get; init; } = AlgorithmProfile.Smime4;
}
