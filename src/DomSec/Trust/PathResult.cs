using DomSec.X509;

namespace DomSec.Trust;

/// <summary>The fact about a certificate, the flags that explain it, and the path it rests on.</summary>
/// <param name="Fact">The fact. <see cref="CertificateFact.Missing"/> is never given here: the caller has the certificate.</param>
/// <param name="Findings">Flags to raise as they are; what a certificate says is escaped in their details.</param>
/// <param name="Path">The subject first, the anchor last; the subject alone when no path leads to an anchor.</param>
/// <param name="IsIssuerMissing">
/// With <see cref="CertificateFact.Untrusted"/>: no path was found, and an issuer could not be obtained (decision 4). Whether it would have led
/// to an anchor cannot be known.
/// </param>
internal sealed record PathResult(CertificateFact Fact, IReadOnlyList<RaisedFlag> Findings, IReadOnlyList<Certificate> Path, bool IsIssuerMissing = false)
{
    /// <summary>Whether a certificate of the path is signed with MD5 or in a way that is not known, which <see cref="DomSecOptions.AcceptSha1"/> does not cover.</summary>
    public bool IsWeakBeyondSha1 { get; init; }

    /// <summary>Certificates of the path whose state nothing at hand tells, each with its issuer: what a revocation source is asked for.</summary>
    public IReadOnlyList<RevocationSubject> Unknown { get; init; } = [];
}
