namespace DomSec;

/// <summary>What is known about one signature: the cryptographic fact, the certificate fact and the verdict, apart.</summary>
public sealed class SignatureReport
{
    private IReadOnlyList<SignedAttribute>? _attributes;

    internal SignatureReport()
    {
    }

    /// <summary>Gives the attributes when somebody asks: most callers do not.</summary>
    internal Func<IReadOnlyList<SignedAttribute>>? ReadAttributes { get; init; }

    /// <summary>The signature's types. Of an untyped one: originator when it is the innermost signature, else empty.</summary>
    public required IReadOnlyList<SignatureType> Types { get; init; }

    /// <summary>Whether a signatureType attribute is there.</summary>
    public required bool HasTypeAttribute { get; init; }

    /// <summary>The cryptographic fact alone.</summary>
    public required SignatureFact Signature { get; init; }

    /// <summary>The certificate fact alone.</summary>
    public required CertificateFact Certificate { get; init; }

    /// <summary>The verdict of policy over both facts, naming and mapping.</summary>
    public required SecurityStatus Verdict { get; init; }

    /// <summary>The digest's name, such as <c>sha256</c>, or its object identifier when unknown.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The signature algorithm's name, such as <c>rsaPss</c>, or its object identifier when unknown.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>Who signed, as far as the certificate or the signer identifier tells.</summary>
    public required SignerReport Signer { get; init; }

    /// <summary>The signer's DER certificate, or empty when it is missing.</summary>
    public required ReadOnlyMemory<byte> SignerCertificate { get; init; }

    /// <summary>When the first certificate of the signer's path ends, as far as the path was found; null when the certificate is missing.</summary>
    public DateTimeOffset? CertificateNotAfter { get; init; }

    /// <summary>The signer's claim of when it signed (RFC 5652 section 11.3), or null. A claim: nothing is decided by it.</summary>
    public required DateTimeOffset? SigningTime { get; init; }

    /// <summary>The signed message digest (RFC 5652 section 11.2), or empty: with <see cref="SigningTime"/> and <see cref="ContentIdentifier"/> what a host needs to recognise a message that is sent again.</summary>
    public required ReadOnlyMemory<byte> MessageDigest { get; init; }

    /// <summary>The signed content identifier (RFC 2634 section 2.7), or empty.</summary>
    public required ReadOnlyMemory<byte> ContentIdentifier { get; init; }

    /// <summary>The mail list expansion history in this signature (RFC 2634 section 4.4), oldest first, at most 64 entries; empty when there is none or it cannot be read. The signer's claim: <see cref="DomainSecurityReport.MailListExpansions"/> has what may be believed.</summary>
    public IReadOnlyList<MailListExpansion> MailListExpansions { get; init; } = [];

    /// <summary>The domain that a domain signature speaks for, when naming and mapping hold.</summary>
    public required MailDomain? Domain { get; init; }

    /// <summary>Signatures over this one (RFC 5652 section 11.4), at most four. Unsigned attributes: they decide nothing.</summary>
    public required IReadOnlyList<CountersignatureReport> Countersignatures { get; init; }

    /// <summary>The security label (RFC 2634 section 3), or null. Null too when the signature is not <see cref="SignatureFact.Valid"/>; whose label it is <see cref="Certificate"/> and <see cref="Verdict"/> say.</summary>
    public SecurityLabel? Label { get; init; }

    /// <summary>The labels that the signer calls equivalent (RFC 2634 section 3.4), under the same condition. A claim, until the signer is trusted to translate: see <see cref="DomainSecurityReport.EquivalentLabels"/>.</summary>
    public IReadOnlyList<SecurityLabel> EquivalentLabels { get; init; } = [];

    /// <summary>The content hints (RFC 2634 section 2.9), under the same condition, or null.</summary>
    public ContentHints? ContentHints { get; init; }

    /// <summary>All signed attributes as they stand there, whether the signature verified or not: claims unless <see cref="Signature"/> is <see cref="SignatureFact.Valid"/>.</summary>
    public IReadOnlyList<SignedAttribute> SignedAttributes => _attributes ??= ReadAttributes?.Invoke() ?? [];

    /// <summary>The flags raised by this signature.</summary>
    public required IReadOnlyList<RaisedFlag> Flags { get; init; }
}
