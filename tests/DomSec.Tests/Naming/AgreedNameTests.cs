using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Naming;
using DomSec.TestKit;
using DomSec.Tests.X509;
using DomSec.X509;
using Certificate = DomSec.X509.Certificate;

namespace DomSec.Tests.Naming;

/// <summary>The edges of the agreed conventions: each finding is the only one, and each nearly right name is told from a right one.</summary>
public sealed class AgreedNameTests
{
    private const string Role = "domain-signing-authority";
    private const string Address = Role + "@acme.example";

    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");

    public static TheoryData<string, string[]> Only { get; } = new()
    {
        { "email: common name", ["F-NAME-CN"] },
        { "email: no address", ["F-NAME-ADDRESS"] },
        { "email: personal address only", ["F-NAME-LOCALPART"] }, // that there is no other address is no second fault
        { "mailbox: no common name", ["F-NAME-CN"] },
        { "mailbox: common name with another local part", ["F-NAME-CN"] },
        { "mailbox: common name that is no address", ["F-NAME-CN"] },
        { "mailbox: URI and host name", ["F-NAME-ADDRESS"] },
        { "mailbox: URI", ["F-NAME-ADDRESS"] },
        { "mailbox: mailbox-validated", ["F-NAME-PROFILE"] },
        { "mailbox: another organization", ["F-NAME-PROFILE"] },
        { "uri: nothing served", ["F-NAME-ADDRESS"] },
        { "uri: wildcard", ["F-NAME-ADDRESS"] },
        { "uri: no key usage", ["F-NAME-PROFILE"] },
        { "uri: web server", ["F-NAME-PROFILE"] },
        { "uri: reviewer", ["F-NAME-CN"] },
        { "uri: no URI and no purpose", ["F-NAME-PROFILE"] },
    };

    private static Dictionary<string, (NamingProfile Profile, Action<CertificateShape> Change)> Shapes => new(StringComparer.Ordinal)
    {
        ["email: common name"] = (NamingProfile.EmailRole, shape => shape.CommonNames.Add("Acme Gateway")),
        ["email: no address"] = (NamingProfile.EmailRole, shape => shape.Emails.Clear()),
        ["email: personal address only"] = (NamingProfile.EmailRole, shape => shape.Emails[0] = "alice@acme.example"),
        ["mailbox: no common name"] = (NamingProfile.CabfMailbox, shape => shape.CommonNames.Clear()),
        ["mailbox: common name with another local part"] = (NamingProfile.CabfMailbox, shape => shape.CommonNames[0] = "alice@acme.example"),
        ["mailbox: common name that is no address"] = (NamingProfile.CabfMailbox, shape => shape.CommonNames[0] = "acme.example"),
        ["mailbox: URI and host name"] = (NamingProfile.CabfMailbox, shape =>
        {
            shape.Uris.Add("https://acme.example/");
            shape.DnsNames.Add("acme.example");
        }),
        ["mailbox: URI"] = (NamingProfile.CabfMailbox, shape => shape.Uris.Add("https://acme.example/")),
        ["mailbox: mailbox-validated"] = (NamingProfile.CabfMailbox, shape => shape.OtherExtensions[0] = NamingProfileTests.Policy("2.23.140.1.5.1.3")),
        ["mailbox: another organization"] = (NamingProfile.CabfMailbox, shape => shape.Organization = "Acme"),
        ["uri: nothing served"] = (NamingProfile.UriSan, shape => shape.Uris.Clear()),
        ["uri: wildcard"] = (NamingProfile.UriSan, shape => Serve(shape, "smtp://*.acme.example")),
        ["uri: no key usage"] = (NamingProfile.UriSan, shape => shape.KeyUsage = null),
        ["uri: web server"] = (NamingProfile.UriSan, shape => shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1"),
        ["uri: reviewer"] = (NamingProfile.UriSan, shape => shape.CommonNames[0] = "review-authority"),
        ["uri: no URI and no purpose"] = (NamingProfile.UriSan, shape =>
        {
            shape.Uris.Clear();
            shape.ExtendedKeyUsage.Clear();
        }),
    };

    [Theory]
    [MemberData(nameof(Only))]
    [Trait("Requirement", "DS-NAM-32")]
    public void Broken_rule_is_the_only_one_that_is_flagged(string name, string[] flags)
    {
        (NamingProfile profile, Action<CertificateShape> change) = Shapes[name];
        NamingVerdict verdict = Check(profile, change, partner: null);
        Assert.Equal(flags, verdict.Findings.Select(finding => finding.Flag));
        Assert.False(verdict.Conforms);
    }

    [Theory]
    [InlineData("smtp://acme.example/inbox")]
    [InlineData("smtp://acme.example?x=1")]
    [InlineData("smtp://acme.example#x")]
    [InlineData("smtp://acme.example:")]
    [InlineData("smtp://acme.example:0/")]
    [InlineData("submit://acme.example:9")]
    [InlineData("SUBMIT://acme.example:587/a:b")]
    [Trait("Requirement", "DS-NAM-32")]
    public void Served_host_ends_where_port_path_or_query_begins(string uri)
    {
        NamingVerdict verdict = Check(NamingProfile.UriSan, shape => Serve(shape, uri));
        Assert.True(verdict.Conforms, string.Join(' ', verdict.Findings));
        Assert.Equal([Acme], verdict.Domains);
    }

    [Theory]
    [InlineData("smtp://")]
    [InlineData("smtp:///inbox")]
    [InlineData("smtp://:25")]
    [InlineData("smtp://25")]
    [InlineData("smtp://acme.example:25x")]
    [InlineData("smtp://acme.example:x5")]
    [InlineData("smtp://acme.example:25:25")]
    [InlineData("smtp://[2001:db8::25]")]
    [InlineData("smtp://192.0.2.25")]
    [InlineData("submit://*.acme.example")]
    [Trait("Requirement", "DS-NAM-31 DS-NAM-32")]
    public void Served_uri_without_a_domain_is_wrong_beside_one_that_has_it(string uri)
    {
        NamingVerdict verdict = Check(NamingProfile.UriSan, shape => Serve(shape, "smtp://acme.example", uri));
        Assert.Equal("F-NAME-ADDRESS", Assert.Single(verdict.Findings).Flag);
        Assert.Equal([Acme], verdict.Domains);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("smtp:evil.example")]
    [InlineData("smtps://evil.example")]
    [InlineData("xsmtp://evil.example")]
    [InlineData("://evil.example")]
    [InlineData("evil.example")]
    [InlineData("smtp:/evil.example")]
    [Trait("Requirement", "DS-NAM-32")]
    public void Uri_of_another_scheme_serves_nothing_and_is_no_fault(string uri)
    {
        NamingVerdict verdict = Check(NamingProfile.UriSan, shape => Serve(shape, "smtp://acme.example", uri), partner: null);
        Assert.True(verdict.Conforms, string.Join(' ', verdict.Findings));
        Assert.Equal([Acme], verdict.Domains);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-32")]
    public void Domain_that_is_served_twice_is_one_domain()
    {
        NamingVerdict verdict = Check(NamingProfile.UriSan, shape =>
        {
            shape.Uris.Add("submit://ACME.example");
            shape.DnsNames.AddRange(["acme.example", "sales.acme.example"]);
        });
        Assert.Equal(["acme.example", "sales.acme.example"], verdict.Domains.Select(domain => domain.Value));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-31")]
    public void Served_domains_are_those_of_uris_and_host_names_that_are_domains()
    {
        Certificate certificate = TestCertificates.Parse(NamingProfileTests.Of(NamingProfile.UriSan, change: shape =>
        {
            shape.Uris.AddRange(["https://www.acme.example", "submit://sub.acme.example:587"]);
            shape.DnsNames.AddRange(["*.acme.example", "mx.acme.example"]);
        }).Der);
        Assert.Equal(["acme.example", "sub.acme.example", "mx.acme.example"], AgreedName.ServedDomains(certificate).Select(domain => domain.Value));
    }

    [Theory]
    [InlineData(DomainRole.DomainSigning, X509KeyUsageFlags.DigitalSignature, true)]
    [InlineData(DomainRole.DomainSigning, X509KeyUsageFlags.NonRepudiation, true)]
    [InlineData(DomainRole.DomainSigning, X509KeyUsageFlags.KeyEncipherment, false)]
    [InlineData(DomainRole.DomainSigning, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, false)]
    [InlineData(DomainRole.Confidentiality, X509KeyUsageFlags.KeyEncipherment, true)]
    [InlineData(DomainRole.Confidentiality, X509KeyUsageFlags.KeyAgreement, true)]
    [InlineData(DomainRole.Confidentiality, X509KeyUsageFlags.DigitalSignature, false)]
    [InlineData(DomainRole.Confidentiality, X509KeyUsageFlags.DataEncipherment, false)]
    [InlineData(DomainRole.Confidentiality, X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement, true)]
    [Trait("Requirement", "DS-NAM-32")]
    public void One_key_usage_of_the_role_is_enough_and_needed_under_uriSan(DomainRole role, X509KeyUsageFlags usage, bool conforms)
    {
        TestIdentity identity = NamingProfileTests.Of(NamingProfile.UriSan, change: shape => shape.KeyUsage = usage);
        Assert.Equal(conforms, AgreedName.Check(TestCertificates.Parse(identity.Der), role, Terms(NamingProfile.UriSan, Acme)).Conforms);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-32")]
    public void Common_name_may_be_any_one_of_several_role_mailboxes()
    {
        NamingVerdict verdict = Check(NamingProfile.CabfMailbox, shape => shape.Emails.Add(Role + "@sales.acme.example"));
        Assert.True(verdict.Conforms, string.Join(' ', verdict.Findings));
        Assert.Equal(["acme.example", "sales.acme.example"], verdict.Domains.Select(domain => domain.Value));
        Assert.True(Check(NamingProfile.CabfMailbox, shape => shape.CommonNames[0] = "DOMAIN-signing-authority@acme.example").Conforms);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [Trait("Requirement", "CAB-06")]
    public void Mailbox_convention_without_an_organization_agreed_accepts_nobody(string? organization)
    {
        // The subject's organization is what the agreement says as well: nothing.
        byte[] subject = Names.Der($"O=, CN={Address}");
        TestIdentity identity = NamingProfileTests.Of(NamingProfile.CabfMailbox, change: shape => shape.Subject = new X500DistinguishedName(subject));
        NamingTerms terms = Terms(NamingProfile.CabfMailbox, Acme) with { Organization = organization };
        Assert.Equal("F-NAME-PROFILE", Assert.Single(AgreedName.Check(TestCertificates.Parse(identity.Der), DomainRole.DomainSigning, terms).Findings).Flag);
    }

    [Fact]
    [Trait("Requirement", "CAB-06")]
    public void Subject_with_two_organizations_names_neither()
    {
        byte[] subject = Names.Der($"O=Acme Limited, O=Acme Limited, CN={Address}");
        NamingVerdict verdict = Check(NamingProfile.CabfMailbox, shape => shape.Subject = new X500DistinguishedName(subject));
        Assert.Equal("F-NAME-PROFILE", Assert.Single(verdict.Findings).Flag);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-33")]
    public void Without_a_partner_every_domain_stays()
    {
        NamingVerdict verdict = Check(NamingProfile.EmailRole, shape => shape.Emails.Add(Role + "@bank.example"), partner: null);
        Assert.Equal(["acme.example", "bank.example"], verdict.Domains.Select(domain => domain.Value));
        Assert.True(verdict.Conforms);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-33")]
    public void Certificate_for_strangers_alone_is_not_the_partners()
    {
        NamingVerdict verdict = Check(NamingProfile.EmailRole, shape => shape.Emails[0] = Role + "@bank.example");
        Assert.Equal("F-NAME-PROFILE", Assert.Single(verdict.Findings).Flag);
        Assert.Empty(verdict.Domains);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-15")]
    public void Directory_name_counts_where_the_convention_is_about_the_subject()
    {
        Assert.Equal([DomainPartForm.X500], Check(NamingProfile.EmailRole, shape => shape.Organization = "Acme").DomainParts.Select(part => part.Form));
        Assert.Empty(Check(NamingProfile.CabfMailbox).DomainParts);
        Assert.Empty(Check(NamingProfile.UriSan, shape => shape.Organization = "Acme").DomainParts);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-15")]
    public void Name_that_follows_neither_convention_has_the_strict_findings_and_the_agreed_reason()
    {
        Certificate certificate = TestCertificates.Parse(NamingProfileTests.Of(NamingProfile.Strict3183, change: shape => shape.CommonNames[0] = "Acme Gateway").Der);
        NamingVerdict verdict = AgreedName.Judge(certificate, DomainRole.DomainSigning, Terms(NamingProfile.EmailRole, Acme));
        Assert.Equal(["F-NAME-CN", "F-NAME-PROFILE"], verdict.Findings.Select(finding => finding.Flag));
        Assert.Equal(NamingProfile.Strict3183, verdict.Profile);
        Assert.Contains("EmailRole", verdict.Findings[1].Detail, StringComparison.Ordinal);
        Assert.Contains("The subject has a common name", verdict.Findings[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-34")]
    public void Reason_for_a_refusal_is_a_violation_and_not_what_was_only_remarked()
    {
        // The blanks are tolerated, the stranger's address is not.
        TestIdentity identity = NamingProfileTests.Of(NamingProfile.EmailRole, change: shape =>
        {
            shape.Emails.Clear();
            shape.SubjectEmails.AddRange([Address + " ", "alice@acme.example"]);
        });
        NamingVerdict verdict = AgreedName.Judge(TestCertificates.Parse(identity.Der), DomainRole.DomainSigning, Terms(NamingProfile.EmailRole, Acme));
        Assert.DoesNotContain("blanks", verdict.Findings[^1].Detail, StringComparison.Ordinal);
        Assert.Contains("alice@acme.example", verdict.Findings[^1].Detail, StringComparison.Ordinal);
    }

    private static NamingVerdict Check(NamingProfile profile, Action<CertificateShape>? change = null) => Check(profile, change, Acme);

    private static NamingVerdict Check(NamingProfile profile, Action<CertificateShape>? change, MailDomain? partner) =>
        AgreedName.Check(TestCertificates.Parse(NamingProfileTests.Of(profile, change: change).Der), DomainRole.DomainSigning, Terms(profile, partner));

    /// <summary>The URIs as they are written: the platform's builder takes none that is wrong, and changes the others.</summary>
    private static void Serve(CertificateShape shape, params string[] uris)
    {
        shape.Uris.Clear();
        shape.OtherExtensions.Add(TestCertificates.AltNames([.. uris.Select(uri => ((byte)0x86, Encoding.ASCII.GetBytes(uri)))]));
    }

    private static NamingTerms Terms(NamingProfile profile, MailDomain? partner) => new() { Profile = profile, Partner = partner, Organization = "Acme Limited" };
}
