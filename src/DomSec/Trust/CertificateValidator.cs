using System.Runtime.CompilerServices;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// Decides whether a certificate may be used: RFC 5280 path validation under the community's own anchors, before any key is used (CERT-01, DS-DSV-07).
/// Time is passed in. Safe for concurrent use and meant to live long: what costs (signatures, BouncyCastle's validation) is remembered per
/// <see cref="TrustMaterial"/> object; time, use and revocation are judged anew for every call.
/// </summary>
internal sealed class CertificateValidator(CertificateCache certificates)
{
    /// <summary>SEC-DOS-01: complete paths that are validated; each new one costs BouncyCastle some 14 ms per RSA certificate.</summary>
    private const int MaxPaths = 8;

    private readonly ConditionalWeakTable<TrustMaterial, TrustIndex> _indexes = [];

    public CertificateValidator()
        : this(new CertificateCache())
    {
    }

    public CertificateCache Certificates => certificates;

    /// <summary>The policy inputs of RFC 5280 section 6.1.1; nobody but the conformance tests asks for any.</summary>
    public PkixInputs PolicyInputs { get; init; } = PkixInputs.Default;

    /// <summary>The fact about a certificate. Never throws for anything that a message or the trust material contains.</summary>
    /// <param name="leaf">The certificate to be used.</param>
    /// <param name="purpose">For what.</param>
    /// <param name="fromMessage">Certificates that came with the message; they help to build a path and are never trusted by themselves (CERT-05).</param>
    /// <param name="trust">The community's trust. The same object for as long as it does not change.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="options">Revocation, minimum key size and limits.</param>
    /// <param name="evidence">What a revocation source had besides the community's CRLs; null for nothing.</param>
    public PathResult Validate(
        Certificate leaf, CertificatePurpose purpose, IReadOnlyList<Certificate> fromMessage, TrustMaterial trust, DateTimeOffset at, DomSecOptions options, RevocationEvidence? evidence = null)
    {
        evidence ??= RevocationEvidence.None;
        TrustIndex index = _indexes.GetValue(trust, static material => new TrustIndex(material));
        CachedCertificate subject = certificates.Find(leaf);
        PathResult? best = null;
        if (index.Trusted.Find(subject.Fingerprint) is { } known && known.Certificates.Count <= options.Limits.MaxPathLength)
        {
            best = PathJudgement.Judge(index, known, purpose, at, options, evidence);
            if (best.Fact == CertificateFact.Trusted)
            {
                return best;
            }
        }

        var search = new PathSearch(index, fromMessage.Select(certificates.Find), options.Limits.MaxPathLength, at);
        bool isLimited = false;
        int count = 0;
        foreach (CachedCertificate[] found in search.Run(subject))
        {
            VerifiedPath path = Verify(index, found);
            PathResult result = PathJudgement.Judge(index, path, purpose, at, options, evidence);
            if (result.Fact == CertificateFact.Trusted)
            {
                index.Trusted.Set(subject.Fingerprint, path);
                return result;
            }

            if (best is null || PathJudgement.Rank(result.Fact) < PathJudgement.Rank(best.Fact))
            {
                best = result;
            }

            if (++count == MaxPaths)
            {
                isLimited = true;
                break;
            }
        }

        best ??= NoPath(subject, search.IsIssuerMissing);
        return isLimited || search.IsLimited ? WithLimit(best, subject) : best;
    }

    private static PathResult NoPath(CachedCertificate subject, bool isIssuerMissing)
    {
        string reason = isIssuerMissing ? "and a certificate of an issuer is missing" : "to any anchor of the community";
        var finding = new RaisedFlag(SecurityFlags.CertificateUntrusted, $"No path leads from {PathJudgement.Describe(subject)} {reason}.");
        return new PathResult(CertificateFact.Untrusted, [finding], [subject.Certificate], isIssuerMissing);
    }

    private static PathResult WithLimit(PathResult result, CachedCertificate subject) => result with
    {
        Findings = [.. result.Findings, new RaisedFlag(SecurityFlags.Limit, $"The search for a path from {PathJudgement.Describe(subject)} was cut short.")],
    };

    private VerifiedPath Verify(TrustIndex index, CachedCertificate[] path)
    {
        Fingerprint key = Fingerprint.Of(path);
        return index.Verdicts.Find(key) ?? index.Verdicts.Add(key, VerifiedPath.Create(path, PolicyInputs));
    }
}
