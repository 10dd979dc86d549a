using DomSec.Ber;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// A snapshot of trust material, parsed and indexed by name, together with the paths verified under it. It lives as long as the snapshot:
/// a changed trust store gives a new snapshot, and nothing that was true under the old one is remembered.
/// </summary>
internal sealed class TrustIndex
{
    /// <summary>A gateway's partners, generously; an entry holds references to cached certificates only.</summary>
    private const int MaxPaths = 4096;

    private readonly Dictionary<Fingerprint, CachedCertificate> _anchors = [];
    private readonly Dictionary<string, List<CachedCertificate>> _anchorsBySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CachedCertificate>> _intermediatesBySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<RevocationScope>> _scopesByIssuer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CommunityRevocationList>> _lists = new(StringComparer.Ordinal);

    public TrustIndex(TrustMaterial material)
    {
        foreach (ReadOnlyMemory<byte> der in material.Anchors)
        {
            if (Parse(der) is { } anchor && _anchors.TryAdd(anchor.Fingerprint, anchor))
            {
                Add(_anchorsBySubject, anchor.SubjectKey, anchor);
            }
        }

        foreach (ReadOnlyMemory<byte> der in material.Intermediates)
        {
            if (Parse(der) is { } intermediate)
            {
                Add(_intermediatesBySubject, intermediate.SubjectKey, intermediate);
            }
        }

        foreach (ReadOnlyMemory<byte> der in material.RevocationLists)
        {
            if (CertificateRevocationList.TryParse(der, out CertificateRevocationList? list) == BerStatus.Ok)
            {
                var entry = new CommunityRevocationList(list!);
                Add(_lists, entry.IssuerKey, entry);
            }
        }

        foreach ((string issuerKey, List<CommunityRevocationList> ofIssuer) in _lists)
        {
            _scopesByIssuer[issuerKey] = RevocationScope.Group(ofIssuer);
        }

        // One that cannot be read was put there to be used: dropping revocation silently would be worse than "unknown".
        HasRevocationLists = material.RevocationLists.Count > 0;
    }

    public bool HasRevocationLists { get; }

    /// <summary>Verdicts by the hash of the path's certificates: what RFC 5280 section 6.1 says about a path never changes.</summary>
    public BoundedCache<Fingerprint, VerifiedPath> Verdicts { get; } = new(MaxPaths);

    /// <summary>
    /// For a subject, the path that was last found trusted. Only positive results are kept by subject: a negative one depends on the certificates
    /// that came with the message.
    /// </summary>
    public BoundedCache<Fingerprint, VerifiedPath> Trusted { get; } = new(MaxPaths);

    /// <summary>Verdicts about CRL issuers outside the path, by the hash of the certificates of theirs.</summary>
    public BoundedCache<Fingerprint, RevocationSigner> Signers { get; } = new(MaxPaths);

    public bool IsAnchor(CachedCertificate certificate) => _anchors.ContainsKey(certificate.Fingerprint);

    public IReadOnlyList<CachedCertificate> AnchorsNamed(string subjectKey) => _anchorsBySubject.GetValueOrDefault(subjectKey) ?? [];

    public IReadOnlyList<CachedCertificate> IntermediatesNamed(string subjectKey) => _intermediatesBySubject.GetValueOrDefault(subjectKey) ?? [];

    /// <summary>The CRLs that someone has issued, by their scopes.</summary>
    public IReadOnlyList<RevocationScope> RevocationScopesOf(string issuerKey) => _scopesByIssuer.GetValueOrDefault(issuerKey) ?? [];

    /// <summary>The same with what was obtained besides: all of one scope stand together, so that the newest counts wherever it is from (CERT-03).</summary>
    public IReadOnlyList<RevocationScope> RevocationScopesOf(string issuerKey, RevocationEvidence evidence)
    {
        IReadOnlyList<CommunityRevocationList> obtained = evidence.ListsOf(issuerKey);
        return obtained.Count == 0 ? RevocationScopesOf(issuerKey) : RevocationScope.Group(obtained.Concat(_lists.GetValueOrDefault(issuerKey) ?? []));
    }

    private static CachedCertificate? Parse(ReadOnlyMemory<byte> der) =>
        Certificate.TryParse(der, out Certificate? certificate) == BerStatus.Ok ? new CachedCertificate(certificate!) : null;

    private static void Add<T>(Dictionary<string, List<T>> index, string key, T value)
    {
        if (!index.TryGetValue(key, out List<T>? values))
        {
            index[key] = values = [];
        }

        values.Add(value);
    }
}
