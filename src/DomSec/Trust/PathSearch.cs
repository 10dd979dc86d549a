using System.Runtime.InteropServices;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// Finds the paths from a certificate to the community's anchors among the message's and the community's certificates (RFC 4158), in any number, order and
/// relation (CERT-04): an iterative depth-first search by issuer name, key identifiers as a hint only. Signatures are verified from the anchor
/// down, so that a key from a message is used only after an anchor vouches for it (SEC-DOS-03). For one search; not for concurrent use.
/// </summary>
internal sealed class PathSearch(TrustIndex trust, IEnumerable<CachedCertificate> fromMessage, int maxPathLength, DateTimeOffset at)
{
    /// <summary>
    /// SEC-DOS-01: signature checks in units of one RSA-2048 verification. Stops a message full of namesakes of a CA and, as work grows with the square
    /// of the modulus, paths through 16384-bit keys. Real paths need two to four checks, 4096-bit keys count four each.
    /// </summary>
    private const int MaxWork = 100;

    /// <summary>SEC-DOS-01: candidates looked at. Stops CAs that cross-certify each other: n of them make n! paths by name.</summary>
    private const int MaxSteps = 2000;

    private readonly Dictionary<(Fingerprint Subject, Fingerprint Issuer), bool> _links = [];
    private readonly Dictionary<Fingerprint, CachedCertificate[]> _issuers = [];
    private ILookup<string, CachedCertificate>? _messageBySubject;
    private int _work;
    private int _steps;

    /// <summary>Whether a budget or the path length ended the search somewhere.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>Whether somewhere no certificate of the issuer could be found.</summary>
    public bool IsIssuerMissing { get; private set; }

    /// <summary>Paths whose signatures verify, the likeliest first; subject first, anchor last.</summary>
    public IEnumerable<CachedCertificate[]> Run(CachedCertificate subject)
    {
        if (trust.IsAnchor(subject))
        {
            yield return [subject];
            yield break;
        }

        var path = new List<CachedCertificate> { subject };
        var open = new Stack<Frame>();
        open.Push(new Frame(IssuersOf(subject)));
        while (open.TryPeek(out Frame? frame))
        {
            if (frame.Next == frame.Candidates.Length)
            {
                open.Pop();
                path.RemoveAt(path.Count - 1);
                continue;
            }

            if (++_steps > MaxSteps || _work > MaxWork)
            {
                IsLimited = true;
                yield break;
            }

            CachedCertificate issuer = frame.Candidates[frame.Next++];
            if (IsOnPath(path, issuer))
            {
                continue;
            }

            if (path.Count >= maxPathLength)
            {
                IsLimited = true;
                continue;
            }

            path.Add(issuer);
            if (!trust.IsAnchor(issuer))
            {
                open.Push(new Frame(IssuersOf(issuer)));
                continue;
            }

            if (SignaturesVerify(path))
            {
                yield return path.ToArray();
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    /// <summary>RFC 4158 section 2.4.2: no name and key twice; this is what ends loops among cross-certified CAs.</summary>
    private static bool IsOnPath(List<CachedCertificate> path, CachedCertificate issuer) =>
        path.Exists(certificate => string.Equals(certificate.SubjectKey, issuer.SubjectKey, StringComparison.Ordinal) && certificate.HasSameKey(issuer));

    /// <summary>0 when the key identifiers agree, 1 when one of them is absent, 2 when they differ (RFC 4158 section 3.5.12: a hint, no condition).</summary>
    private static int KeyIdentifierRank(Certificate subject, Certificate issuer)
    {
        if (subject.AuthorityKeyIdentifier is not { } wanted || issuer.SubjectKeyIdentifier is not { } offered)
        {
            return 1;
        }

        return wanted.Span.SequenceEqual(offered.Span) ? 0 : 2;
    }

    private CachedCertificate[] IssuersOf(CachedCertificate subject)
    {
        ref CachedCertificate[]? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_issuers, subject.Fingerprint, out bool exists);
        if (exists)
        {
            return known!;
        }

        _messageBySubject ??= fromMessage.ToLookup(certificate => certificate.SubjectKey, StringComparer.Ordinal);
        CachedCertificate[] issuers = trust.AnchorsNamed(subject.IssuerKey)
            .Concat(trust.IntermediatesNamed(subject.IssuerKey))
            .Concat(_messageBySubject[subject.IssuerKey])
            .DistinctBy(issuer => issuer.Fingerprint)
            .OrderBy(issuer => KeyIdentifierRank(subject.Certificate, issuer.Certificate)) // stable: then anchors, the community's, the message's
            .ThenByDescending(issuer => issuer.Certificate.NotBefore <= at && at <= issuer.Certificate.NotAfter)
            .ToArray();

        // A namesake with another key is not the issuer that is wanted.
        IsIssuerMissing |= !subject.IsSelfIssued && !Array.Exists(issuers, issuer => KeyIdentifierRank(subject.Certificate, issuer.Certificate) < 2);
        known = issuers;
        return issuers;
    }

    private bool SignaturesVerify(List<CachedCertificate> path)
    {
        for (int i = path.Count - 2; i >= 0; i--)
        {
            if (!IsIssuedBy(path[i], path[i + 1], path))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsIssuedBy(CachedCertificate subject, CachedCertificate issuer, List<CachedCertificate> path)
    {
        PublicKey? key = issuer.PublicKey;
        if (key is { LacksParameters: true })
        {
            key = PathKeys.Of(path, path.IndexOf(issuer));
            return key is not null && Verifies(subject, key); // which one depends on the path, so it is not remembered
        }

        (Fingerprint, Fingerprint) link = (subject.Fingerprint, issuer.Fingerprint);
        if (!_links.TryGetValue(link, out bool verifies))
        {
            verifies = key is not null && Verifies(subject, key);
            _links[link] = verifies;
        }

        return verifies;
    }

    /// <summary>RFC 5280 section 6.1.3 (a)(1)</summary>
    private bool Verifies(CachedCertificate subject, PublicKey key)
    {
        _work += key.VerificationCost;
        return _work <= MaxWork && PathKeys.Verifies(key, subject.Certificate);
    }

    /// <summary>A certificate of the path with the issuers not tried yet.</summary>
    private sealed class Frame(CachedCertificate[] candidates)
    {
        public CachedCertificate[] Candidates { get; } = candidates;

        public int Next { get; set; }
    }
}
