using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Trust;

namespace DomSec.Classification;

/// <summary>Reads and verifies countersignatures (CMS-SD-16, RFC 5652 section 11.4). Facts for the report; no verdict rests on an unsigned attribute.</summary>
internal static class CountersignatureExaminer
{
    /// <summary>SEC-DOS-03: anyone can add them, so few are looked at, with few certificates each. Those inside countersignatures are not.</summary>
    private const int MaxCountersignatures = 4;

    private const int MaxCandidates = 4;

    public static IReadOnlyList<CountersignatureReport> Examine(SignerInfo parent, IReadOnlyList<CachedCertificate> pool, VerificationBudget budget, DomSecLimits limits)
    {
        if (parent.UnsignedAttributes.Count(Oids.Countersignature) == 0)
        {
            return [];
        }

        IEnumerable<ReadOnlyMemory<byte>> values = parent.UnsignedAttributes.Attributes.Where(attribute => attribute.Type == Oids.Countersignature).SelectMany(attribute => attribute.Values);
        var reports = new List<CountersignatureReport>();
        foreach (ReadOnlyMemory<byte> value in values.Take(MaxCountersignatures))
        {
            if (SignerInfo.TryParse(value, limits, out SignerInfo? signer) == CmsStatus.Ok)
            {
                reports.Add(Examine(signer!, parent, pool, budget));
            }
        }

        return reports;
    }

    private static CountersignatureReport Examine(SignerInfo signer, SignerInfo parent, IReadOnlyList<CachedCertificate> pool, VerificationBudget budget)
    {
        // Section 11.4: the input is the value octets of the signature; there is no content type.
        DigestAlgorithm digest = Digests.FromIdentifier(signer.DigestAlgorithm);
        byte[] hash = new byte[Digests.Size(digest)];
        if (Digests.IsSupported(digest))
        {
            Digests.HashData(digest, parent.Signature.Span, hash);
        }

        var content = new SignedContent(default, hash, IsCountersigned: true);
        CachedCertificate? named = null;
        SignatureFact fact = SignatureFact.Unverifiable;
        foreach (CachedCertificate candidate in pool.Where(certificate => signer.Sid.Matches(certificate.Certificate)).Take(MaxCandidates))
        {
            if (!budget.TrySpend(candidate.PublicKey))
            {
                named ??= candidate;
                break;
            }

            SignatureCheck check = SignerVerifier.Verify(signer, content, candidate.Certificate, candidate.PublicKey);
            if (named is null || check.Fact == SignatureFact.Valid)
            {
                (named, fact) = (candidate, check.Fact);
            }

            if (fact == SignatureFact.Valid)
            {
                break;
            }
        }

        return new CountersignatureReport(fact, SignatureReports.SignerOf(signer, named?.Certificate), SignatureReports.SigningTime(signer));
    }
}
