namespace DomSec.Naming;

/// <summary>What a certificate's names say about the role that it is used in.</summary>
/// <param name="Role">The role that was asked about.</param>
/// <param name="Profile">The convention that was applied.</param>
/// <param name="Findings">Violations and informational findings, in the order of the rules.</param>
/// <param name="Domains">The domains of the role addresses, each once, subjectAltName first. They speak only when the verdict conforms.</param>
/// <param name="DomainParts">The domain parts of the subject, one for each name form it uses; empty when it has none.</param>
internal sealed record NamingVerdict(
    DomainRole Role, NamingProfile Profile, IReadOnlyList<NamingFinding> Findings, IReadOnlyList<MailDomain> Domains, IReadOnlyList<DomainPart> DomainParts)
{
    /// <summary>Whether no rule is broken.</summary>
    public bool Conforms { get; } = Findings.All(finding => !finding.IsViolation);
}
