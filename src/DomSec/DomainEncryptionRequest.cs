namespace DomSec;

/// <summary>Whom to encrypt for.</summary>
public sealed record DomainEncryptionRequest
{
    /// <summary>The domain that encrypts; it must be a member with a confidentiality authority of its own (RFC 3183 section 4.2).</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>The envelope recipients. <see cref="Target"/> says whose keys are used. Recipients that must not learn of each other (Bcc) belong in separate requests.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>Whose keys are used. Default: those of the recipients' domains.</summary>
    public EncryptionTarget Target { get; init; }

    /// <summary>
    /// Encrypts as a user's client and not as an authority (RFC 3183 section 4, cases a and b): neither a confidentiality authority of the own domain nor a domain signature is needed, and
    /// originatorInfo names nobody. Default false.
    /// </summary>
    public bool IsClient { get; init; }

    /// <summary>
    /// Encrypts to several keys although one of them serves only recipients whom To and Cc do not name. Default false: every recipient of an encrypted message sees by whose keys it opens, so
    /// that a hidden recipient (Bcc) would be seen (DS-CRY-11). True is for hosts that know such recipients to be no secret, as an alias's are.
    /// </summary>
    public bool AllowHiddenRecipients { get; init; }

    /// <summary>Also encrypts to the own confidentiality authority, for archive and audit (RFC 3183 section 4). Default false.</summary>
    public bool IncludeOwnAuthority { get; init; }

    /// <summary>Encrypts although no domain signature is inside (RFC 3183 section 6 warns of it). Default false.</summary>
    public bool AllowWithoutDomainSignature { get; init; }

    /// <summary>
    /// Which header fields are hidden. Default <see cref="HeaderProtectionScheme.Auto"/>: what the signed content asks for, by RFC 9788 or RFC 7508; in a message that nobody signed,
    /// what <see cref="HeaderConfidentiality"/> says. <see cref="HeaderProtectionScheme.None"/> leaves the header as it is; the others do only what their RFC says.
    /// </summary>
    public HeaderProtectionScheme HeaderProtection { get; init; } = HeaderProtectionScheme.Auto;

    /// <summary>What stands outside for fields of a message that nobody signed, and in place of fields that RFC 7508 wants replaced. Default <see cref="HeaderConfidentiality.Baseline"/>.</summary>
    public IHeaderConfidentialityPolicy HeaderConfidentiality { get; init; } = DomSec.HeaderConfidentiality.Baseline;

    /// <summary>
    /// What the peers understand. Default null: for each peer what is configured for it, else what its domain signatures or its certificate
    /// announced (RFC 8551 section 2.7.1), else <see cref="DomSecOptions.DefaultProfile"/>; for several peers what all of them understand.
    /// </summary>
    public AlgorithmProfile? Profile { get; init; }
}
