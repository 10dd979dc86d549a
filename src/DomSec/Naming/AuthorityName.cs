using System.Runtime.CompilerServices;
using System.Text;
using DomSec.X509;

namespace DomSec.Naming;

/// <summary>The naming convention of RFC 3183 sections 3.1.1 and 4.1: who may call itself what.</summary>
internal static class AuthorityName
{
    // The same for a certificate as long as it lives; which certificates live long is decided by who caches them.
    private static readonly ConditionalWeakTable<Certificate, KnownNames> _known = [];

    /// <summary>Holds the names in a certificate against the convention for a role. Says nothing about trust or mapping.</summary>
    public static NamingVerdict Check(Certificate certificate, DomainRole role) => Check(certificate, role, NamingTerms.Strict);

    /// <summary>The same for a partner; of what was agreed only another name of the confidentiality authority counts here, the rest is <see cref="AgreedName"/>'s.</summary>
    public static NamingVerdict Check(Certificate certificate, DomainRole role, NamingTerms terms)
    {
        if (role == DomainRole.Confidentiality && terms.AcceptsEncryptingAuthority
            && certificate.Subject.Values(X509Oids.CommonName).Any(name => name.Value is { } value && Ascii.EqualsIgnoreCase(value, DomainRoleNames.EncryptingAuthority)))
        {
            return Examine(certificate, role, DomainRoleNames.EncryptingAuthority);
        }

        KnownNames known = _known.GetOrCreateValue(certificate);
        NamingVerdict? verdict = known.Verdict;
        return verdict?.Role == role ? verdict : known.Verdict = Examine(certificate, role, role.RfcName());
    }

    /// <summary>
    /// The role that the common name claims; null when it claims none. With several common names (which no role allows) the first
    /// claim counts: a certificate that poses as an authority is not taken for a person's (F-ROLE-WITHOUT-TYPE).
    /// </summary>
    public static DomainRole? RoleOf(Certificate certificate) => _known.GetOrCreateValue(certificate).Claim(certificate).Role;

    private static NamingVerdict Examine(Certificate certificate, DomainRole role, string roleName)
    {
        var findings = new List<NamingFinding>();
        CheckCommonName(certificate.Subject, role, roleName, findings);
        List<MailDomain> domains = CheckAddresses(certificate, role, roleName, findings, toleratesBlanks: false);
        if (roleName != role.RfcName())
        {
            findings.Add(new NamingFinding(NamingFlags.Legacy, $"The authority is called {roleName}, as in a draft.", IsViolation: false));
        }

        IReadOnlyList<DomainPart> parts = DomainPart.Of(certificate.Subject);
        if (parts.Any(part => !part.IsOrderKnown))
        {
            findings.Add(new NamingFinding(
                NamingFlags.Order, "The order of the subject's components cannot be told, so that it is compared for equality only.", IsViolation: false));
        }

        return new NamingVerdict(role, NamingProfile.Strict3183, findings, domains, parts);
    }

    private static DomainRole? ReadRole(Certificate certificate)
    {
        foreach (NameAttribute commonName in certificate.Subject.Values(X509Oids.CommonName))
        {
            if (commonName.Value is { } value && DomainRoleNames.RoleNamed(value) is { } role)
            {
                return role;
            }
        }

        return null;
    }

    /// <summary>DS-NAM-01 to 04 and 20: exactly one CN over all RDNs, and it is the role name.</summary>
    private static void CheckCommonName(DistinguishedName subject, DomainRole role, string roleName, List<NamingFinding> findings)
    {
        NameAttribute[] commonNames = subject.Values(X509Oids.CommonName).ToArray();
        string? detail = commonNames.Length switch
        {
            0 => $"The subject has no common name where '{roleName}' is required.",
            > 1 => $"The subject has {commonNames.Length} common names; RFC 3183 section 3.1.1 allows one.",

            // Ascii.EqualsIgnoreCase is false for anything outside ASCII, and for NUL, blanks and invisible characters as they are not trimmed.
            _ when commonNames[0].Value is { } value && Ascii.EqualsIgnoreCase(value, roleName) => null,
            _ => $"The common name '{Shown(commonNames[0].Value)}' is not '{roleName}'.",
        };
        if (detail is not null)
        {
            findings.Add(Violation(NamingFlags.CommonName, role, detail));
        }
    }

    /// <summary>DS-NAM-05, 09, 20, 21, 26, 27, 28 and 31: every address is a role address, and all sources agree.</summary>
    internal static List<MailDomain> CheckAddresses(Certificate certificate, DomainRole role, string roleName, List<NamingFinding> findings, bool toleratesBlanks)
    {
        var domains = new List<MailDomain>();
        var known = new HashSet<MailDomain>(); // a certificate may hold thousands
        foreach (string address in certificate.SubjectAltEmails)
        {
            CheckAddress(address, role, roleName, domains, known, findings);
        }

        foreach (string mailbox in certificate.SmtpUtf8Mailboxes)
        {
            // RFC 9598 section 3: an ASCII local part belongs in rfc822Name; and every role name is ASCII.
            bool ascii = MailDomain.TryFromAddress(mailbox, out string localPart, out _) && Ascii.IsValid(localPart);
            findings.Add(ascii
                ? Violation(NamingFlags.Address, role, $"The address '{Shown(mailbox)}' has an ASCII local part but is not an rfc822Name (RFC 9598 section 3).")
                : Violation(NamingFlags.LocalPart, role, $"The local part of '{Shown(mailbox)}' is not '{roleName}'."));
        }

        HashSet<MailDomain> fromAltName = [.. domains];
        foreach (NameAttribute attribute in certificate.SubjectEmailAttributes)
        {
            if (attribute.Value is not { } address)
            {
                findings.Add(Violation(NamingFlags.LocalPart, role, "The emailAddress of the subject cannot be read."));
                continue;
            }

            if (toleratesBlanks && address.Trim(' ') is { } trimmed && trimmed.Length != address.Length)
            {
                // DS-NAM-34: real certificates have them.
                findings.Add(new NamingFinding(NamingFlags.Blanks, $"The emailAddress '{Shown(address)}' has blanks around it.", IsViolation: false));
                address = trimmed;
            }

            if (CheckAddress(address, role, roleName, domains, known, findings) is { } domain
                && certificate.SubjectAltEmails.Count > 0 && !fromAltName.Contains(domain))
            {
                findings.Add(Violation(
                    NamingFlags.Address, role, $"The emailAddress of the subject names {domain}, which the subjectAltName does not.")); // DS-NAM-26
            }
        }

        return domains;
    }

    /// <summary>Checks one address and collects its domain; null when it is not a role address.</summary>
    private static MailDomain? CheckAddress(string address, DomainRole role, string roleName, List<MailDomain> domains, HashSet<MailDomain> known, List<NamingFinding> findings)
    {
        // DS-NAM-27: role addresses are ASCII throughout, their domains A-labels. DS-NAM-31: '*' never stands for anything.
        if (!Ascii.IsValid(address) || !MailDomain.TryFromAddress(address, out string localPart, out MailDomain domain))
        {
            findings.Add(Violation(NamingFlags.LocalPart, role, $"'{Shown(address)}' is not a usable address, so that its local part is not '{roleName}'."));
            return null;
        }

        if (!Ascii.EqualsIgnoreCase(localPart, roleName))
        {
            findings.Add(Violation(NamingFlags.LocalPart, role, $"The local part of '{Shown(address)}' is not '{roleName}'."));
            return null;
        }

        if (known.Add(domain))
        {
            domains.Add(domain);
        }

        return domain;
    }

    /// <summary>RFC 3183 section 4.1 repeats the rules for confidentiality authorities; the catalogue has one flag for them.</summary>
    internal static NamingFinding Violation(string flag, DomainRole role, string detail) =>
        new(role == DomainRole.Confidentiality ? NamingFlags.ConfidentialityName : flag, detail);

    /// <summary>SEC-LOG-01: what a certificate says is shown in ASCII, short, and with no control characters.</summary>
    internal static string Shown(string? value)
    {
        const int Longest = 100;
        if (value is null)
        {
            return "(unreadable)";
        }

        var shown = new StringBuilder();
        foreach (char c in value.AsSpan(0, Math.Min(value.Length, Longest)))
        {
            _ = c is >= ' ' and <= '~' and not ('\'' or '\\') ? shown.Append(c) : shown.Append($"\\u{(int)c:x4}");
        }

        return value.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>What was found out about one certificate. Threads may find it out at the same time, and find the same.</summary>
    private sealed class KnownNames
    {
        private Claimed? _claim;

        /// <summary>For the role that was asked about last; a certificate is nearly always asked about one.</summary>
        public NamingVerdict? Verdict { get; set; }

        public Claimed Claim(Certificate certificate) => _claim ??= new Claimed(ReadRole(certificate));
    }

    private sealed record Claimed(DomainRole? Role);
}
