using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// RFC 5280 section 6.3 (CERT-02, CERT-03): complete, partitioned, indirect and delta CRLs, each within its scope. CRLs and the certificates of CRL
/// issuers come from the community and from its revocation source: none from a message, so a replayed old list overrides nothing. OCSP responses
/// (RFC 6960) speak besides; nothing is fetched here.
/// </summary>
internal static class RevocationCheck
{
    /// <summary>id-ce-noRevAvail, RFC 9608 section 2.</summary>
    private static readonly Oid NoRevocationAvailable = new("2.5.29.56");

    /// <summary>Decision 5: whether the state of every certificate of the path has to be known.</summary>
    public static bool IsPractised(RevocationMode mode, TrustIndex trust, VerifiedPath path) => mode switch
    {
        RevocationMode.Off => false,
        RevocationMode.Required => true,
        _ => trust.HasRevocationLists || path.BelowAnchor.Any(certificate => certificate.Certificate.NamesRevocationSource),
    };

    /// <summary>The state of a certificate at a time.</summary>
    /// <param name="trust">Where the CRLs are.</param>
    /// <param name="path">The path.</param>
    /// <param name="position">Which certificate of the path; not the anchor.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="evidence">What a revocation source had.</param>
    /// <param name="entry">The entry, when revoked.</param>
    public static RevocationState Check(TrustIndex trust, VerifiedPath path, int position, DateTimeOffset at, RevocationEvidence evidence, out RevokedCertificate? entry) =>
        Check(new Question(trust, evidence, path.Certificates, position, at, IsSigner: false), out entry);

    private static RevocationState Check(Question question, out RevokedCertificate? entry)
    {
        CachedCertificate subject = question.Subject;
        var covered = RevocationReasons.None;
        foreach (RevocationScope scope in ScopesFor(question.Trust, question.Evidence, subject))
        {
            RevocationReasons reasons = scope.ReasonsFor(subject);
            if (reasons == RevocationReasons.None && !string.Equals(scope.IssuerKey, subject.IssuerKey, StringComparison.Ordinal))
            {
                continue; // a stranger that the certificate does not name for this
            }

            // A CRL of the issuer that lists the certificate revokes it in scope or not: its serial number is the issuer's only one.
            RevocationState state = scope.Ask(subject, question.At, question.IsSigned, out entry);
            if (state == RevocationState.Revoked)
            {
                return state;
            }

            // RFC 5280 section 6.3.3 (l): the reasons that current CRLs have spoken about.
            covered |= state == RevocationState.Good ? reasons : RevocationReasons.None;
        }

        // RFC 6960. A responder's own state is told by CRLs alone, so that responders cannot vouch for each other.
        if (question is { IsSigner: false, Evidence.Responses.Count: > 0 }
            && OcspJudgement.Ask(question.Evidence.Responses, question.Path, question.Position, question.At, question.IsGoodByLists, out entry) is var answer and not RevocationState.Unknown)
        {
            return answer;
        }

        entry = null;
        return covered == RevocationReasons.All || IsExempt(subject) ? RevocationState.Good : RevocationState.Unknown;
    }

    /// <summary>The CRLs of the issuer, then of those whom the certificate names as CRL issuers. Their number is the community's doing.</summary>
    private static IEnumerable<RevocationScope> ScopesFor(TrustIndex trust, RevocationEvidence evidence, CachedCertificate subject) =>
        subject.RevocationPoints.SelectMany(point => point.CrlIssuers ?? Enumerable.Empty<string>())
            .Prepend(subject.IssuerKey)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(issuerKey => trust.RevocationScopesOf(issuerKey, evidence));

    /// <summary>RFC 9608 section 4: an end entity's certificate that says that no revocation information will ever exist.</summary>
    private static bool IsExempt(CachedCertificate subject) => !subject.Certificate.IsCa
        && subject.Certificate.Extensions.Any(extension => extension.Id == NoRevocationAvailable);

    /// <summary>A certificate whose state is asked for.</summary>
    /// <param name="Trust">Where the CRLs are.</param>
    /// <param name="Evidence">What a revocation source had.</param>
    /// <param name="Path">The path.</param>
    /// <param name="Position">Which certificate of the path.</param>
    /// <param name="At">The time of judgement.</param>
    /// <param name="IsSigner">
    /// Whether it is the certificate of a CRL issuer outside the path. Then nobody else outside its path is asked, so that two of them cannot ask for each other.
    /// </param>
    private sealed record Question(TrustIndex Trust, RevocationEvidence Evidence, IReadOnlyList<CachedCertificate> Path, int Position, DateTimeOffset At, bool IsSigner)
    {
        public CachedCertificate Subject => Path[Position];

        /// <summary>RFC 5280 section 6.3.3 (f) and (g).</summary>
        public bool IsSigned(CommunityRevocationList list)
        {
            if (IsSignedOnPath(list))
            {
                return true;
            }

            if (IsSigner)
            {
                // A CRL issuer that is appointed in its own certificate (cRLIssuer): its issuer wants it to speak for itself.
                return string.Equals(list.IssuerKey, Subject.SubjectKey, StringComparison.Ordinal)
                    && Subject.RevocationPoints.Any(point => point.CrlIssuers?.Contains(list.IssuerKey) == true)
                    && list.IsSignedBy(Subject, PathKeys.Of(Path, Position));
            }

            foreach (VerifiedPath signer in RevocationSigner.Find(Trust, Path, Position, list.IssuerKey))
            {
                if (signer.IsValidAt(At)
                    && list.IsSignedBy(signer.Subject, PathKeys.Of(signer.Certificates, 0))
                    && Check(new Question(Trust, Evidence, signer.Certificates, 0, At, IsSigner: true), out _) == RevocationState.Good)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Whether CRLs tell that a certificate of the same issuer as the subject's is good.</summary>
        public bool IsGoodByLists(CachedCertificate other) =>
            Check(this with { Path = [other, .. Path.Skip(Position + 1)], Position = 0, IsSigner = true }, out _) == RevocationState.Good;

        /// <summary>
        /// After a key rollover the path holds the issuer's name more than once, with the keys linked by self-issued certificates (section 4.2.1.1), and
        /// any of them may have signed; a subject never speaks for itself.
        /// </summary>
        private bool IsSignedOnPath(CommunityRevocationList list)
        {
            bool isOfIssuer = string.Equals(list.IssuerKey, Subject.IssuerKey, StringComparison.Ordinal);
            for (int i = Position + 1; i < Path.Count; i++)
            {
                bool isNamed = string.Equals(Path[i].SubjectKey, list.IssuerKey, StringComparison.Ordinal);
                if (isNamed && list.IsSignedBy(Path[i], PathKeys.Of(Path, i)))
                {
                    return true;
                }

                if (isOfIssuer && !isNamed)
                {
                    return false; // a namesake further up is someone else
                }
            }

            return false;
        }
    }
}
