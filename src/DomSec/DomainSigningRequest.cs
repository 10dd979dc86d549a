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

    /// <summary>What the peer understands. Default: S/MIME 4.0.</summary>
    public AlgorithmProfile Profile { get; init; } = AlgorithmProfile.Smime4;
}
