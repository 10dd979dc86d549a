using System.Security.Cryptography.X509Certificates;
using DomSec.Naming;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.X509;
using DomSec.X509;
using Certificate = DomSec.X509.Certificate;

namespace DomSec.Tests.Naming;

/// <summary>The conventions that partners may agree on, as pure rules: whether anybody agreed and pinned is <see cref="Classification.AgreementTests"/>'.</summary>
public sealed class NamingProfileTests
{
    private const string Role = "domain-signing-authority";
    private const string Organization = "Acme Limited";

    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    private static readonly NamingProfile[] Profiles = Enum.GetValues<NamingProfile>();

    /// <summary>A right certificate of each profile.</summary>
    internal static TestIdentity Of(NamingProfile profile, TestRole role = TestRole.DomainSigning, string domain = "acme.example", TestCa? ca = null, Action<CertificateShape>? change = null) =>
        (ca ?? TestCa.Shared).Issue(role, domain, TestKeyType.P256, shape =>
        {
            switch (profile)
            {
                case NamingProfile.EmailRole:
                    shape.CommonNames.Clear();
                    break;
                case NamingProfile.CabfMailbox:
                    shape.CommonNames[0] = shape.Emails[0];
                    shape.Organization = Organization;
                    shape.OtherExtensions.Add(Policy("2.23.140.1.5.2.3"));
                    break;
                case NamingProfile.UriSan:
                    shape.CommonNames[0] = "mx1";
                    shape.Emails.Clear();
                    shape.Uris.Add($"smtp://{domain}");
                    break;
            }

            change?.Invoke(shape);
        });

    internal static X509Extension Policy(string oid) => new("2.5.29.32", Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Oid(oid))), critical: false);

    [Fact]
    [Trait("Requirement", "DS-NAM-32")]
    public void Certificate_of_one_profile_conforms_to_that_profile_alone()
    {
        foreach (NamingProfile made in Profiles)
        {
            Certificate certificate = TestCertificates.Parse(Of(made).Der);
            foreach (NamingProfile asked in Profiles)
            {
                NamingVerdict verdict = AgreedName.Check(certificate, DomainRole.DomainSigning, Terms(asked));
                Assert.True(verdict.Conforms == (made == asked), $"{made} held against {asked}: {string.Join(' ', verdict.Findings)}");
                Assert.Equal(asked, verdict.Profile);
                if (made == asked)
                {
                    Assert.Equal([Acme], verdict.Domains);
                }
            }
        }
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-32 DS-NAM-15")]
    public void What_was_agreed_supplements_the_strict_convention_and_is_flagged_where_it_is_needed()
    {
        foreach (NamingProfile agreed in Profiles)
        {
            // Strict certificates stay good whatever was agreed, and nobody is told that an agreement was needed.
            NamingVerdict strict = AgreedName.Judge(TestCertificates.Parse(Of(NamingProfile.Strict3183).Der), DomainRole.DomainSigning, Terms(agreed));
            Assert.True(strict.Conforms);
            Assert.DoesNotContain(strict.Findings, finding => finding.Flag == "F-NAME-AGREED");
            if (agreed == NamingProfile.Strict3183)
            {
                continue;
            }

            NamingVerdict own = AgreedName.Judge(TestCertificates.Parse(Of(agreed).Der), DomainRole.DomainSigning, Terms(agreed));
            Assert.True(own.Conforms);
            Assert.Contains(own.Findings, finding => finding is { Flag: "F-NAME-AGREED", IsViolation: false });
            NamingProfile other = Profiles.First(profile => profile != agreed && profile != NamingProfile.Strict3183);
            NamingVerdict wrong = AgreedName.Judge(TestCertificates.Parse(Of(other).Der), DomainRole.DomainSigning, Terms(agreed));
            Assert.False(wrong.Conforms);
            Assert.Contains(wrong.Findings, finding => finding is { Flag: "F-NAME-PROFILE", IsViolation: true });
        }
    }

    public static TheoryData<string> WrongCases { get; } = [.. Wrong.Keys];

    private static Dictionary<string, (NamingProfile Profile, string Flag, Action<CertificateShape> Change)> Wrong => new(StringComparer.Ordinal)
    {
        ["email: common name"] = (NamingProfile.EmailRole, "F-NAME-CN", shape => shape.CommonNames.Add("Acme Gateway")),
        ["email: person beside the role"] = (NamingProfile.EmailRole, "F-NAME-LOCALPART", shape => shape.Emails.Add("alice@acme.example")),
        ["email: no address"] = (NamingProfile.EmailRole, "F-NAME-PROFILE", shape => shape.Emails.Clear()),
        ["email: another role"] = (NamingProfile.EmailRole, "F-NAME-LOCALPART", shape => shape.Emails[0] = "review-authority@acme.example"),
        ["email: subject and alternative name disagree"] = (NamingProfile.EmailRole, "F-NAME-ADDRESS", shape => shape.SubjectEmails.Add(Role + "@sub.acme.example")),
        ["mailbox: common name of another mailbox"] = (NamingProfile.CabfMailbox, "F-NAME-CN", shape => shape.CommonNames[0] = Role + "@other.example"),
        ["mailbox: two common names"] = (NamingProfile.CabfMailbox, "F-NAME-CN", shape => shape.CommonNames.Add(shape.CommonNames[0])),
        ["mailbox: in the subject only"] = (NamingProfile.CabfMailbox, "F-NAME-CN", shape =>
        {
            shape.Emails.Clear();
            shape.SubjectEmails.Add(Role + "@acme.example");
        }),
        ["mailbox: host name beside it"] = (NamingProfile.CabfMailbox, "F-NAME-ADDRESS", shape => shape.DnsNames.Add("acme.example")),
        ["mailbox: mailbox-validated"] = (NamingProfile.CabfMailbox, "F-NAME-PROFILE", shape => Replace(shape, Policy("2.23.140.1.5.1.3"))),
        ["mailbox: sponsor-validated"] = (NamingProfile.CabfMailbox, "F-NAME-PROFILE", shape => Replace(shape, Policy("2.23.140.1.5.3.3"))),
        ["mailbox: legacy generation"] = (NamingProfile.CabfMailbox, "F-NAME-PROFILE", shape => Replace(shape, Policy("2.23.140.1.5.2.1"))),
        ["mailbox: no policy"] = (NamingProfile.CabfMailbox, "F-NAME-PROFILE", shape => shape.OtherExtensions.Clear()),
        ["mailbox: another organization"] = (NamingProfile.CabfMailbox, "F-NAME-PROFILE", shape => shape.Organization = "Acme Limited Liability"),
        ["mailbox: no organization"] = (NamingProfile.CabfMailbox, "F-NAME-PROFILE", shape => shape.Organization = null),
        ["uri: another scheme"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.Uris[0] = "https://acme.example"),
        ["uri: wildcard host name"] = (NamingProfile.UriSan, "F-NAME-ADDRESS", shape => shape.DnsNames.Add("*.acme.example")),
        ["uri: user in front of the host"] = (NamingProfile.UriSan, "F-NAME-ADDRESS", shape => shape.Uris[0] = "smtp://gateway@acme.example"),
        ["uri: no key usage"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.KeyUsage = null),
        ["uri: key usage of an authority that decrypts"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.KeyUsage = X509KeyUsageFlags.KeyAgreement),
        ["uri: certificate of a web server"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1"),
        ["uri: for anything"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.ExtendedKeyUsage.Clear()),
        ["uri: common name of another role"] = (NamingProfile.UriSan, "F-NAME-CN", shape => shape.CommonNames[0] = "review-authority"),
        ["uri: another domain"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.Uris[0] = "smtp://acme.invalid"),
        ["uri: the domain above"] = (NamingProfile.UriSan, "F-NAME-PROFILE", shape => shape.Uris[0] = "smtp://example"),
    };

    [Theory]
    [MemberData(nameof(WrongCases))]
    [Trait("Requirement", "DS-NAM-32")]
    [Trait("Requirement", "CAB-06")]
    public void Certificate_that_breaks_one_rule_of_its_profile_is_flagged_for_it(string name)
    {
        (NamingProfile profile, string flag, Action<CertificateShape> change) = Wrong[name];
        NamingVerdict verdict = AgreedName.Check(TestCertificates.Parse(Of(profile, change: change).Der), DomainRole.DomainSigning, Terms(profile));
        Assert.Contains(verdict.Findings, finding => finding.Flag == flag && finding.IsViolation);
    }

    public static TheoryData<string> RightCases { get; } = [.. Right.Keys];

    private static Dictionary<string, (NamingProfile Profile, Action<CertificateShape> Change)> Right => new(StringComparer.Ordinal)
    {
        ["email: in the subject"] = (NamingProfile.EmailRole, shape =>
        {
            shape.Emails.Clear();
            shape.SubjectEmails.Add(Role + "@acme.example");
        }),
        ["email: capitals"] = (NamingProfile.EmailRole, shape => shape.Emails[0] = "Domain-Signing-AUTHORITY@Acme.Example"),
        ["mailbox: capitals in one of both"] = (NamingProfile.CabfMailbox, shape => shape.CommonNames[0] = Role + "@ACME.example"),
        ["mailbox: case and blanks of the organization"] = (NamingProfile.CabfMailbox, shape => shape.Organization = "ACME  limited"),
        ["mailbox: multipurpose"] = (NamingProfile.CabfMailbox, shape => Replace(shape, Policy("2.23.140.1.5.2.2"))),
        ["uri: submit"] = (NamingProfile.UriSan, shape => shape.Uris[0] = "submit://acme.example"),
        ["uri: capitals, port and path"] = (NamingProfile.UriSan, shape => shape.Uris[0] = "SMTP://ACME.example:25/"),
        ["uri: host name alone"] = (NamingProfile.UriSan, shape =>
        {
            shape.Uris.Clear();
            shape.DnsNames.Add("acme.example");
        }),
        ["uri: web address beside it"] = (NamingProfile.UriSan, shape => shape.Uris.Add("https://www.acme.example/")),
        ["uri: any purpose"] = (NamingProfile.UriSan, shape => shape.ExtendedKeyUsage[0] = "2.5.29.37.0"),
        ["uri: no subject to speak of"] = (NamingProfile.UriSan, shape => shape.CommonNames.Clear()),
        ["uri: non-repudiation"] = (NamingProfile.UriSan, shape => shape.KeyUsage = X509KeyUsageFlags.NonRepudiation),
        ["uri: the role's own name"] = (NamingProfile.UriSan, shape => shape.CommonNames[0] = Role),
    };

    [Theory]
    [MemberData(nameof(RightCases))]
    [Trait("Requirement", "DS-NAM-32")]
    public void Certificate_that_nearly_breaks_a_rule_conforms(string name)
    {
        (NamingProfile profile, Action<CertificateShape> change) = Right[name];
        NamingVerdict verdict = AgreedName.Check(TestCertificates.Parse(Of(profile, change: change).Der), DomainRole.DomainSigning, Terms(profile));
        Assert.True(verdict.Conforms, string.Join(' ', verdict.Findings));
        Assert.Equal([Acme], verdict.Domains);
    }

    [Theory]
    [InlineData(NamingProfile.EmailRole, true)]
    [InlineData(NamingProfile.CabfMailbox, false)]
    [InlineData(NamingProfile.Strict3183, false)]
    [Trait("Requirement", "DS-NAM-34")]
    public void Blanks_around_an_address_of_the_subject_are_tolerated_under_emailRole_only(NamingProfile profile, bool conforms)
    {
        // As a real certificate has it: "domain-confidentiality-authority@bekb.ch ".
        TestIdentity identity = Of(profile, change: shape => shape.SubjectEmails.Add(Role + "@acme.example "));
        NamingVerdict verdict = AgreedName.Check(TestCertificates.Parse(identity.Der), DomainRole.DomainSigning, Terms(profile));
        Assert.Equal(conforms, verdict.Conforms);
        Assert.Equal(conforms, verdict.Findings.Any(finding => finding is { Flag: "F-NAME-BLANKS", IsViolation: false }));
        if (conforms)
        {
            Assert.Equal([Acme], verdict.Domains);
        }
    }

    [Theory]
    [InlineData("domain-signing-authority@ac me.example")]
    [InlineData("domain-signing-authority @acme.example")]
    [InlineData("\u00A0domain-signing-authority@acme.example")]
    [InlineData("\tdomain-signing-authority@acme.example")]
    [Trait("Requirement", "DS-NAM-34")]
    public void Only_blanks_and_only_around_the_address_are_tolerated(string address)
    {
        TestIdentity identity = Of(NamingProfile.EmailRole, change: shape =>
        {
            shape.Emails.Clear();
            shape.Subject = new X500DistinguishedName(Names.Der($"1.2.840.113549.1.9.1={address}"));
        });
        Assert.False(AgreedName.Check(TestCertificates.Parse(identity.Der), DomainRole.DomainSigning, Terms(NamingProfile.EmailRole)).Conforms);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-32 DS-DCA-01")]
    public void Confidentiality_authority_is_told_by_its_key_usage_under_uriSan()
    {
        Certificate certificate = TestCertificates.Parse(Of(NamingProfile.UriSan, TestRole.Confidentiality).Der);
        Assert.True(AgreedName.Check(certificate, DomainRole.Confidentiality, Terms(NamingProfile.UriSan)).Conforms);
        NamingVerdict signs = AgreedName.Check(certificate, DomainRole.DomainSigning, Terms(NamingProfile.UriSan));
        Assert.False(signs.Conforms);
        Assert.All(AgreedName.Check(TestCertificates.Parse(Of(NamingProfile.UriSan).Der), DomainRole.Confidentiality, Terms(NamingProfile.UriSan)).Findings, finding => Assert.Equal("F-DCA-NAME", finding.Flag));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-33")]
    public void Pinned_issuer_speaks_for_the_partner_and_what_is_below_it_alone()
    {
        TestIdentity identity = Of(NamingProfile.EmailRole, change: shape => shape.Emails.AddRange([Role + "@sales.acme.example", Role + "@bank.example", Role + "@example"]));
        NamingVerdict verdict = AgreedName.Check(TestCertificates.Parse(identity.Der), DomainRole.DomainSigning, Terms(NamingProfile.EmailRole));
        Assert.Equal(["acme.example", "sales.acme.example"], verdict.Domains.Select(domain => domain.Value));
    }

    [Fact]
    [Trait("Requirement", "DS-STA-15 DS-DCA-01")]
    public void Confidentiality_authority_of_a_draft_conforms_where_it_was_agreed()
    {
        Certificate certificate = TestCertificates.Parse(Ids.Dca("acme.example", shape =>
        {
            shape.CommonNames[0] = "Domain-Encrypting-Authority";
            shape.Emails[0] = "domain-encrypting-authority@acme.example";
        }).Der);
        NamingVerdict agreed = AgreedName.Judge(certificate, DomainRole.Confidentiality, new NamingTerms { AcceptsEncryptingAuthority = true });
        Assert.True(agreed.Conforms);
        Assert.Equal("F-NAME-LEGACY", Assert.Single(agreed.Findings).Flag);
        Assert.Equal([Acme], agreed.Domains);
        Assert.False(AgreedName.Judge(certificate, DomainRole.Confidentiality, NamingTerms.Strict).Conforms);

        // The old name is one name: both must have it, and no other role profits.
        Certificate half = TestCertificates.Parse(Ids.Dca("acme.example", shape => shape.CommonNames[0] = "domain-encrypting-authority").Der);
        Assert.False(AgreedName.Judge(half, DomainRole.Confidentiality, new NamingTerms { AcceptsEncryptingAuthority = true }).Conforms);
        Assert.False(AgreedName.Judge(certificate, DomainRole.DomainSigning, new NamingTerms { AcceptsEncryptingAuthority = true }).Conforms);
    }

    private static NamingTerms Terms(NamingProfile profile) => new() { Profile = profile, Partner = Acme, Organization = Organization };

    private static void Replace(CertificateShape shape, X509Extension policy)
    {
        shape.OtherExtensions.Clear();
        shape.OtherExtensions.Add(policy);
    }
}
