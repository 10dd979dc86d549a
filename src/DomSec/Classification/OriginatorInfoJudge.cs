using DomSec.Mime;
using DomSec.Naming;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>
/// Judges who an encrypted layer says encrypted it (DS-DCA-05, RFC 3183 section 4.1): the name can only come from originatorInfo, which nothing authenticates, so that it is
/// flagged and never decides.
/// </summary>
internal sealed class OriginatorInfoJudge(CertificateCache certificates, PeerAgreements agreements, NameMappingRules rules)
{
    /// <summary>SEC-DOS-01: what one layer may have looked at; an authority has one certificate, and those of its issuers.</summary>
    private const int MaxCertificates = 8;

    public void Judge(JudgedLayer layer, FromField from)
    {
        foreach (ReadOnlyMemory<byte> der in layer.Layer.OriginatorCertificates.Take(MaxCertificates))
        {
            if (certificates.Get(der)?.Certificate is { IsCa: false } certificate && Claims(certificate))
            {
                Judge(layer, certificate, from);
            }
        }
    }

    private void Judge(JudgedLayer layer, Certificate certificate, FromField from)
    {
        // Names alone: nobody vouches for this certificate, so that pins would prove nothing.
        NamingTerms terms = from.Domains.Count > 0 ? agreements.Named(from.Domains[0]) : NamingTerms.Strict;
        NamingVerdict naming = AgreedName.Judge(certificate, DomainRole.Confidentiality, terms);
        foreach (NamingFinding finding in naming.Findings)
        {
            layer.Raise(SecurityFlags.Find(finding.Flag)!, finding.Detail);
        }

        // Who may have encrypted speaks for the originators here, as it speaks for the recipients when it is encrypted to.
        MappingResult mapping = NameMapping.Check(naming, from.Domains, rules: rules.With(terms));
        if (mapping.Outcome is MappingOutcome.NotAscendant or MappingOutcome.PublicSuffix or MappingOutcome.Vacuous)
        {
            layer.Raise(SecurityFlags.DcaMapping, $"The originatorInfo names {certificate.Subject}: {mapping.Detail}");
        }
    }

    /// <summary>Whether the certificate poses as an authority; a person's, who encrypted to us herself (case b), does not.</summary>
    private static bool Claims(Certificate certificate) => AuthorityName.RoleOf(certificate) is not null
        || certificate.Subject.Values(X509Oids.CommonName).Any(name => string.Equals(name.Value, DomainRoleNames.EncryptingAuthority, StringComparison.OrdinalIgnoreCase))
        || certificate.Emails.Any(email => MailDomain.TryFromAddress(email.Trim(' '), out string localPart, out _) && DomainRoleNames.RoleNamed(localPart) is not null);
}
