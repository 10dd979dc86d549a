using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>A parsed certificate with what is worth keeping beside it: its imported key and its names as dictionary keys.</summary>
internal sealed class CachedCertificate
{
    private readonly Lazy<PublicKey?> _publicKey;
    private string? _subjectKey;
    private string? _issuerKey;
    private object? _fingerprint;
    private IReadOnlyList<RevocationPoint>? _revocationPoints;

    public CachedCertificate(Certificate certificate)
    {
        Certificate = certificate;

        // Two threads may import the same key at once; nothing is locked while a hostile key is looked at.
        _publicKey = new Lazy<PublicKey?>(() => PublicKey.TryImport(certificate.SubjectPublicKeyInfo), LazyThreadSafetyMode.PublicationOnly);
    }

    public Certificate Certificate { get; }

    /// <summary>The subject's key; null when it is malformed or refused (SEC-DOS-03). Imported on first use.</summary>
    public PublicKey? PublicKey => _publicKey.Value;

    public Fingerprint Fingerprint => (Fingerprint)(_fingerprint ??= Fingerprint.From(Certificate.Sha256.Span));

    public string SubjectKey => _subjectKey ??= NameKey.Of(Certificate.Subject);

    public string IssuerKey => _issuerKey ??= NameKey.Of(Certificate.Issuer);

    /// <summary>RFC 5280 section 3.2: subject and issuer are the same name.</summary>
    public bool IsSelfIssued => string.Equals(SubjectKey, IssuerKey, StringComparison.Ordinal);

    /// <summary>Where its status is told, the issuer itself last.</summary>
    public IReadOnlyList<RevocationPoint> RevocationPoints => _revocationPoints ??= RevocationPoint.Of(this);

    public bool HasSameKey(CachedCertificate other) =>
        Certificate.SubjectPublicKeyInfo.Span.SequenceEqual(other.Certificate.SubjectPublicKeyInfo.Span);
}
