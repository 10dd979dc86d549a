namespace DomSec;

/// <summary>What to sign as, and on what evidence.</summary>
public sealed record DomainSigningRequest
{
    /// <summary>The domain that signs; its key comes from the key store. For <see cref="SignatureType.Originator"/> and <see cref="SignatureType.DelegatedOriginator"/> the domain whose user signs.</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>How the originator was authenticated (RFC 3183 section 3.2). Null has every signature but a review or attributes signature be refused.</summary>
    public OriginatorEvidence? Evidence { get; init; }

    /// <summary>
    /// The signature's type. Default: a domain signature. <see cref="SignatureType.Originator"/> and <see cref="SignatureType.DelegatedOriginator"/> sign with the user's certificate and a key of
    /// <see cref="Providers.IKeyStore.GetUserSigningKeysAsync"/>; <see cref="SignatureType.Unknown"/> is refused.
    /// </summary>
    public SignatureType Type { get; init; } = SignatureType.Domain;

    /// <summary>Writes the signature as multipart/signed instead of application/pkcs7-mime. Default false: relays and mailing lists that re-wrap lines or add footers break a clear signature, not an opaque one. Without effect when another layer goes around the signature.</summary>
    public bool IsClearSigned { get; init; }

    /// <summary>
    /// How header fields are protected. Default <see cref="HeaderProtectionScheme.Auto"/>: RFC 9788 in a message that nobody signed before. RFC 3183 itself signs no
    /// header field, so that without it a captured message can be sent again under every name of the domain.
    /// </summary>
    public HeaderProtectionScheme HeaderProtection { get; init; } = HeaderProtectionScheme.Auto;

    /// <summary>
    /// Give it when the message is encrypted next, and only then: what is to stand outside of the encryption (RFC 9788 section 3). The encryptor finds it in what was signed and
    /// does as it says. Default null: the message is signed only, and no field is hidden.
    /// </summary>
    public IHeaderConfidentialityPolicy? HeaderConfidentiality { get; init; }

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
    /// The user's address, for <see cref="SignatureType.Originator"/> and <see cref="SignatureType.DelegatedOriginator"/>: that of From, or of Sender. Default null: the one address of From.
    /// </summary>
    public string? Originator { get; init; }

    /// <summary>
    /// Says in an originator signature that it is one (id-sti-originatorSig, RFC 3183 section 3.1.2). Default false: no signatureType says the same and is what everybody writes. The other types are always said.
    /// </summary>
    public bool IsTypeExplicit { get; init; }

    /// <summary>
    /// Signs straight over content, in clear and without the empty signature layer, for a partner that cannot open that layer (<see cref="Providers.PeerAgreement.DirectClearSigned"/>). This is not
    /// RFC 3183 (section 3.1.2): the report says so with F-NO-ENCAPSULATION, and only a partner configured for it accepts it. Default false.
    /// </summary>
    public bool IsDirect { get; init; }

    /// <summary>
    /// The envelope recipients, for encryption: RFC 3183 section 5 has the signer decrypt what was encrypted for the domain and, if <see cref="RequireEncryption"/> or
    /// another encrypted layer further in asks for it, encrypt to the recipients' confidentiality authorities again. Recipients that must not learn of each other (Bcc)
    /// belong in separate requests. Default null: a message that has to be encrypted is refused. Only for a domain signature.
    /// </summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>Local policy: the domain signature leaves encrypted (RFC 3183 section 5), whatever was encrypted before. Default false. Only for a domain signature.</summary>
    public bool RequireEncryption { get; init; }

    /// <summary>Encrypts also for recipients named neither in To nor in Cc, whom the others then can tell from the keys (<see cref="DomainEncryptionRequest.AllowHiddenRecipients"/>). Default false.</summary>
    public bool AllowHiddenRecipients { get; init; }

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
