namespace DomSec;

/// <summary>How the doors decide. Immutable; defaults are those of a strict RFC 3183 gateway.</summary>
public sealed record DomSecOptions
{
    /// <summary>Limits against hostile input.</summary>
    public DomSecLimits Limits { get; init; } = DomSecLimits.Default;

    /// <summary>Revocation. Default: <see cref="RevocationMode.Auto"/>.</summary>
    public RevocationMode Revocation { get; init; } = RevocationMode.Auto;

    /// <summary>How long asking revocation sources may take for one message, all questions together. Default 10 seconds; what is not known by then is unknown.</summary>
    public TimeSpan RevocationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Signatures under a valid domain signature. Default: verified and reported. With <see cref="RequiredReviews"/> or labels to be judged they are verified in any case.</summary>
    public InnerVerification InnerVerification { get; init; } = InnerVerification.Report;

    /// <summary>
    /// How many different reviewers must have signed (RFC 3183 section 3.4) for a message to pass: with fewer its status is <see cref="SecurityStatus.Policy"/> and F-REVIEW-MISSING is raised.
    /// Default 0. Reviewers are told apart by their keys.
    /// </summary>
    public int RequiredReviews { get; init; }

    /// <summary>Smallest RSA key accepted in a certificate, in bits. Default 2048 (RFC 8551 section 6, SM-ALG-03).</summary>
    public int MinRsaKeyBits { get; init; } = 2048;

    /// <summary>Accepts signatures without signed attributes. Default false: they can be confused with signed attributes themselves (SEC-CMS-01).</summary>
    public bool AcceptSignaturesWithoutSignedAttributes { get; init; }

    /// <summary>
    /// Whether a domain signature counts only when a signature covers the From field too: what RFC 3183 signs can be sent again under every name of the
    /// domain otherwise (HP-01). Default false: most peers do not protect header fields. A From that differs from its protected copy never counts.
    /// </summary>
    public bool RequireProtectedFrom { get; init; }

    /// <summary>Accepts SHA-1 signatures, of messages and of the certificates in their paths, as <see cref="SecurityStatus.Pass"/>, flagged. Default false (SEC-HIS-02). MD5 is never accepted.</summary>
    public bool AcceptSha1 { get; init; }

    /// <summary>Decrypts RSA PKCS#1 v1.5 key transport. Default true: S/MIME peers before OAEP need it; failures are masked (SEC-ORC-01).</summary>
    public bool DecryptPkcs1KeyTransport { get; init; } = true;

    /// <summary>Decrypts for passwords that the key store gives (RFC 5652 section 6.2.4). Default false: whoever guesses a password reads along, and each try costs <see cref="DomSecLimits.MaxPasswordIterations"/> at most (CMS-PW-01).</summary>
    public bool DecryptPasswordRecipients { get; init; }

    /// <summary>The host name written into Authentication-Results texts (RFC 8601 section 2.5). Default <c>localhost</c>.</summary>
    public string AuthenticationServiceId { get; init; } = "localhost";

    /// <summary>
    /// Domains whose mailboxes belong to strangers, such as free-mail providers: whoever has a mailbox there could have been certified under a role's
    /// name, so that no domain signature and no confidentiality authority of them is accepted. Default: none besides the public suffixes.
    /// </summary>
    public IReadOnlyCollection<MailDomain> SharedDomains { get; init; } = [];

    /// <summary>How to write to a peer of whom nothing is known. Default: <see cref="AlgorithmProfile.Smime4"/> (RFC 8551 section 2.7.1.2).</summary>
    public AlgorithmProfile DefaultProfile { get; init; } = AlgorithmProfile.Smime4;

    /// <summary>Lets a profile ask for RC2 with 40 bits. Default false; each use is logged (RFC 8551 appendix B.3: only to read old mail).</summary>
    public bool AllowRc2 { get; init; }

    /// <summary>
    /// Knows the composite post-quantum algorithms of draft-ietf-lamps-pq-composite-sigs-19 and draft-ietf-lamps-pq-composite-kem-14. Default false, until they are RFCs:
    /// their signatures are then unverifiable, and their keys neither sign, nor encrypt, nor decrypt. Certificates signed with them are never trusted.
    /// </summary>
    public bool ExperimentalComposites { get; init; }

    /// <summary>
    /// Decryptions that may fail for one <see cref="DomainDecryptionRequest.Peer"/> within <see cref="DecryptionFailureWindow"/> before the rest is deferred: a gateway answers at
    /// machine speed, and whoever asks it to decrypt altered copies learns from the answers. Default 100; 0 switches the limit off.
    /// </summary>
    public int MaxDecryptionFailures { get; init; } = 100;

    /// <summary>The time over which failed decryptions are counted. Default ten minutes.</summary>
    public TimeSpan DecryptionFailureWindow { get; init; } = TimeSpan.FromMinutes(10);
}
