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

    /// <summary>Writes the signature as multipart/signed instead of application/pkcs7-mime. Default false: relays and mailing lists that re-wrap lines or add footers break a clear signature, not an opaque one.</summary>
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

    /// <summary>What the peer understands. Default: S/MIME 4.0.</summary>
    public AlgorithmProfile Profile { get; init; } = AlgorithmProfile.Smime4;
}
