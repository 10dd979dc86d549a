using System.Text;
using DomSec.X509;

namespace DomSec.Naming;

/// <summary>
/// The naming conventions that partners may agree on beside RFC 3183's (DS-NAM-15, DS-NAM-32). They supplement: a certificate that RFC 3183 itself accepts stays accepted, and one that
/// only the agreement accepts is flagged. That its issuer or key is pinned is the caller's to see to (DS-NAM-33).
/// </summary>
internal static class AgreedName
{
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    private const string AnyExtendedKeyUsage = "2.5.29.37.0";

    // S/MIME Baseline Requirements section 7.1.6.1: organization-validated, multipurpose and strict.
    private static readonly string[] _organizationValidated = ["2.23.140.1.5.2.2", "2.23.140.1.5.2.3"];

    /// <summary>Holds a certificate against what was agreed, and against RFC 3183 when it does not follow that.</summary>
    public static NamingVerdict Judge(Certificate certificate, DomainRole role, NamingTerms terms)
    {
        if (terms.Profile == NamingProfile.Strict3183)
        {
            return AuthorityName.Check(certificate, role, terms);
        }

        NamingVerdict agreed = Check(certificate, role, terms);
        if (agreed.Conforms)
        {
            var note = new NamingFinding(NamingFlags.Agreed, $"The certificate is named by the agreed convention {agreed.Profile}.", IsViolation: false);
            return new NamingVerdict(role, agreed.Profile, [.. agreed.Findings, note], agreed.Domains, agreed.DomainParts);
        }

        NamingVerdict strict = AuthorityName.Check(certificate, role, terms);
        if (strict.Conforms)
        {
            return strict;
        }

        string reason = agreed.Findings.First(finding => finding.IsViolation).Detail;
        return new NamingVerdict(
            role, strict.Profile, [.. strict.Findings, AuthorityName.Violation(NamingFlags.Profile, role, $"Nor is it named as agreed ({agreed.Profile}): {reason}")], strict.Domains, strict.DomainParts);
    }

    /// <summary>Holds a certificate against one convention alone, the strict one included.</summary>
    public static NamingVerdict Check(Certificate certificate, DomainRole role, NamingTerms terms)
    {
        var findings = new List<NamingFinding>();
        List<MailDomain> domains;
        switch (terms.Profile)
        {
            case NamingProfile.EmailRole:
                domains = CheckEmailRole(certificate, role, findings);
                break;
            case NamingProfile.CabfMailbox:
                domains = CheckCabfMailbox(certificate, role, terms, findings);
                break;
            case NamingProfile.UriSan:
                domains = CheckUriSan(certificate, role, findings);
                break;
            default:
                return AuthorityName.Check(certificate, role, terms);
        }

        if (terms.Partner is { } partner)
        {
            // A pinned issuer was agreed to speak for the partner, not for everybody it cares to certify.
            domains.RemoveAll(domain => !partner.IsSameOrAscendantOf(domain));
            if (domains.Count == 0)
            {
                findings.Add(AuthorityName.Violation(NamingFlags.Profile, role, $"The certificate names neither {partner} nor a domain below it."));
            }
        }

        IReadOnlyList<DomainPart> parts = terms.Profile == NamingProfile.EmailRole ? DomainPart.Of(certificate.Subject) : [];
        return new NamingVerdict(role, terms.Profile, findings, domains, parts);
    }

    /// <summary>The domains in smtp and submit URIs and host names, whatever they are worth.</summary>
    public static IEnumerable<MailDomain> ServedDomains(Certificate certificate)
    {
        foreach (string host in certificate.SubjectAltUris.Select(ServedHost).Concat(certificate.SubjectAltDnsNames))
        {
            if (MailDomain.TryParse(host, out MailDomain domain))
            {
                yield return domain;
            }
        }
    }

    private static List<MailDomain> CheckEmailRole(Certificate certificate, DomainRole role, List<NamingFinding> findings)
    {
        if (certificate.Subject.Values(X509Oids.CommonName).Any())
        {
            findings.Add(AuthorityName.Violation(NamingFlags.CommonName, role, "The subject has a common name, which the agreed convention does not have."));
        }

        List<MailDomain> domains = AuthorityName.CheckAddresses(certificate, role, role.RfcName(), findings, toleratesBlanks: true);
        RequireName(domains, role, "address", findings);
        return domains;
    }

    private static List<MailDomain> CheckCabfMailbox(Certificate certificate, DomainRole role, NamingTerms terms, List<NamingFinding> findings)
    {
        List<MailDomain> domains = AuthorityName.CheckAddresses(certificate, role, role.RfcName(), findings, toleratesBlanks: false);
        NameAttribute[] commonNames = certificate.Subject.Values(X509Oids.CommonName).ToArray();
        if (commonNames is not [{ Value: { } mailbox }] || !certificate.SubjectAltEmails.Any(email => IsSameMailbox(email, mailbox)))
        {
            findings.Add(AuthorityName.Violation(NamingFlags.CommonName, role, "The common name is not the one role mailbox of the subjectAltName."));
        }

        // S/MIME Baseline Requirements section 7.1.4.2.1 (CAB-02).
        if (certificate.SubjectAltUris.Count + certificate.SubjectAltDnsNames.Count > 0)
        {
            findings.Add(AuthorityName.Violation(NamingFlags.Address, role, "The subjectAltName holds other names than mailboxes, which no public authority issues."));
        }

        // CAB-06: a mailbox-validated certificate proves that somebody could read the mailbox once.
        if (certificate.Policies?.Intersect(_organizationValidated, StringComparer.Ordinal).Any() != true)
        {
            findings.Add(AuthorityName.Violation(NamingFlags.Profile, role, "The certificate is not organization-validated."));
        }

        NameAttribute[] organizations = certificate.Subject.Values(X509Oids.Organization).ToArray();
        if (terms.Organization is not { Length: > 0 } pinned || organizations is not [{ Value: { } organization }] || NameStrings.Fold(organization) != NameStrings.Fold(pinned))
        {
            findings.Add(AuthorityName.Violation(NamingFlags.Profile, role, "The subject does not name the organization that was agreed."));
        }

        RequireName(domains, role, "address", findings);
        return domains;
    }

    /// <summary>draft-melnikov-smime-msa-to-mda-04 section 2.6: the served domain as URI or host name, the purpose in the key usage; the subject may be anything.</summary>
    private static List<MailDomain> CheckUriSan(Certificate certificate, DomainRole role, List<NamingFinding> findings)
    {
        var domains = new List<MailDomain>();
        var known = new HashSet<MailDomain>();
        foreach (string? host in certificate.SubjectAltUris.Select(ServedHost).Where(host => host.Length > 0).Concat(certificate.SubjectAltDnsNames))
        {
            // DS-NAM-31: a wildcard stands for nothing.
            if (!Ascii.IsValid(host) || !MailDomain.TryParse(host, out MailDomain domain))
            {
                findings.Add(AuthorityName.Violation(NamingFlags.Address, role, $"'{AuthorityName.Shown(host)}' is no domain that can be served."));
            }
            else if (known.Add(domain))
            {
                domains.Add(domain);
            }
        }

        KeyUsages needed = role == DomainRole.Confidentiality ? KeyUsages.KeyEncipherment | KeyUsages.KeyAgreement : KeyUsages.DigitalSignature | KeyUsages.NonRepudiation;
        if (certificate.KeyUsage is not { } usage || (usage & needed) == KeyUsages.None)
        {
            findings.Add(AuthorityName.Violation(NamingFlags.Profile, role, "The key usage does not say that the certificate is for this."));
        }

        // A dNSName is what every web server's certificate has as well.
        if (certificate.ExtendedKeyUsages is not { } purposes || !(purposes.Contains(EmailProtection, StringComparer.Ordinal) || purposes.Contains(AnyExtendedKeyUsage, StringComparer.Ordinal)))
        {
            findings.Add(AuthorityName.Violation(NamingFlags.Profile, role, "No extended key usage says that the certificate is for mail."));
        }

        if (AuthorityName.RoleOf(certificate) is { } named && named != role)
        {
            findings.Add(AuthorityName.Violation(NamingFlags.CommonName, role, $"The common name is that of a {named.RfcName()}."));
        }

        RequireName(domains, role, "smtp or submit URI or host name", findings);
        return domains;
    }

    private static void RequireName(List<MailDomain> domains, DomainRole role, string what, List<NamingFinding> findings)
    {
        if (domains.Count == 0 && findings.TrueForAll(finding => !finding.IsViolation))
        {
            findings.Add(AuthorityName.Violation(NamingFlags.Address, role, $"The certificate holds no {what}."));
        }
    }

    /// <summary>The host of an smtp or submit URI, port and path left out; empty for URIs of other schemes.</summary>
    private static string ServedHost(string uri)
    {
        int scheme = uri.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || !(uri.AsSpan(0, scheme).Equals("smtp", StringComparison.OrdinalIgnoreCase) || uri.AsSpan(0, scheme).Equals("submit", StringComparison.OrdinalIgnoreCase)))
        {
            return "";
        }

        string authority = uri[(scheme + 3)..];
        int end = authority.AsSpan().IndexOfAny("/?#");
        authority = end < 0 ? authority : authority[..end];
        int port = authority.LastIndexOf(':');
        if (port >= 0 && !authority.AsSpan(port + 1).ContainsAnyExceptInRange('0', '9'))
        {
            authority = authority[..port];
        }

        return authority.Length == 0 ? "?" : authority; // an smtp URI without a host is one that is wrong, not one of another scheme
    }

    private static bool IsSameMailbox(string a, string b) =>
        MailDomain.TryFromAddress(a, out string localA, out MailDomain domainA)
        && MailDomain.TryFromAddress(b, out string localB, out MailDomain domainB)
        && domainA == domainB
        && Ascii.EqualsIgnoreCase(localA, localB);
}
