using System.Text;
using DomSec.Naming;
using DomSec.Tests.X509;
using DomSec.X509;

namespace DomSec.Tests.Naming;

public sealed class AuthorityNameTests
{
    private const string Dsa = "domain-signing-authority";

    [Theory]
    [InlineData(DomainRole.DomainSigning, "domain-signing-authority")]
    [InlineData(DomainRole.DomainSigning, "Domain-Signing-AUTHORITY")]
    [InlineData(DomainRole.Review, "review-authority")]
    [InlineData(DomainRole.Attribute, "attribute-authority")]
    [InlineData(DomainRole.Confidentiality, "domain-confidentiality-authority")]
    [Trait("Requirement", "DS-NAM-01")]
    [Trait("Requirement", "DS-NAM-02")]
    [Trait("Requirement", "DS-NAM-03")]
    [Trait("Requirement", "DS-DCA-01")]
    public void Role_name_as_common_name_conforms(DomainRole role, string commonName)
    {
        Certificate certificate = TestCertificates.Make($"C=US, O=Acme, CN={commonName}", $"{commonName}@acme.com");
        NamingVerdict verdict = AuthorityName.Check(certificate, role);
        Assert.Empty(verdict.Findings);
        Assert.True(verdict.Conforms);
        Assert.Equal(["acme.com"], verdict.Domains.Select(domain => domain.Value));
        Assert.Equal(role, AuthorityName.RoleOf(certificate));
    }

    [Theory]
    [InlineData("CN=domain-signing-authority2")]
    [InlineData("CN=x-domain-signing-authority")]
    [InlineData("CN=domain-signing-authority ")]
    [InlineData("CN= domain-signing-authority")]
    [InlineData("CN=domain-signing-authority\0")]
    [InlineData("CN=domain-signing-authority\0.evil")]
    [InlineData("CN=domain-signing\u200b-authority")]
    [InlineData("CN=domain-signing-\u0430uthority")]
    [InlineData("CN=domain-signing-authority\u202e")]
    [InlineData("CN=domaın-signing-authority")]
    [InlineData("CN/bmp=domain-signing-authority\ufeff")]
    [InlineData("CN/teletex=domain-signing-authority\u00a0")]
    [InlineData("CN/hex=1301E9")]
    [InlineData("CN=*")]
    [InlineData("CN=")]
    [InlineData("CN=review-authority")]
    [InlineData("OU=domain-signing-authority")]
    [InlineData("O=Acme")]
    [Trait("Requirement", "DS-NAM-01")]
    [Trait("Requirement", "DS-NAM-20")]
    [Trait("Requirement", "DS-NAM-31")]
    public void Common_name_that_is_not_the_role_name_is_flagged(string subject)
    {
        NamingFinding finding = Assert.Single(AuthorityName.Check(TestCertificates.Make(subject), DomainRole.DomainSigning).Findings);
        Assert.Equal("F-NAME-CN", finding.Flag);
        Assert.DoesNotContain(finding.Detail, c => c is < ' ' or > '~');
    }

    [Theory]
    [InlineData(DomainRole.DomainSigning, "review-authority")]
    [InlineData(DomainRole.Review, "attribute-authority")]
    [InlineData(DomainRole.Review, "review-authority1")]
    [InlineData(DomainRole.Attribute, "review-authority")]
    [InlineData(DomainRole.Attribute, "additional-attribute-authority")]
    [Trait("Requirement", "DS-NAM-02")]
    [Trait("Requirement", "DS-NAM-03")]
    public void Common_name_of_another_role_is_flagged(DomainRole role, string commonName)
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={commonName}"), role);
        Assert.False(verdict.Conforms);
        Assert.Equal("F-NAME-CN", Assert.Single(verdict.Findings).Flag);
    }

    [Theory]
    [InlineData("printable")]
    [InlineData("utf8")]
    [InlineData("teletex")]
    [InlineData("bmp")]
    [Trait("Requirement", "DS-NAM-20")]
    public void Common_name_is_compared_after_decoding_its_string_type(string kind)
    {
        Assert.True(AuthorityName.Check(TestCertificates.Make($"O=Acme, CN/{kind}={Dsa}"), DomainRole.DomainSigning).Conforms);
    }

    [Theory]
    [InlineData("CN=domain-signing-authority, CN=domain-signing-authority")]
    [InlineData("CN=domain-signing-authority+CN=John Doe")]
    [InlineData("CN=domain-signing-authority, OU=x+CN=")]
    [InlineData("CN=John Doe, CN=domain-signing-authority")]
    [InlineData("CN/hex=1301E9, CN=domain-signing-authority")]
    [InlineData("O=Acme")]
    [InlineData("")]
    [Trait("Requirement", "DS-NAM-04")]
    public void Any_other_number_of_common_names_than_one_is_flagged(string subject)
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make(subject, Dsa + "@acme.com"), DomainRole.DomainSigning);
        Assert.Equal("F-NAME-CN", Assert.Single(verdict.Findings).Flag);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-04")]
    public void Common_name_in_a_multi_valued_rdn_counts_once()
    {
        Assert.True(AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}+SERIAL=1"), DomainRole.DomainSigning).Conforms);
    }

    [Theory]
    [InlineData("domain-signing-authority@acme.com", "acme.com")]
    [InlineData("DOMAIN-signing-authority@ACME.com", "acme.com")]
    [InlineData("\"domain-signing-authority\"@acme.com", "acme.com")]
    [InlineData("domain-signing-authority@xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("domain-signing-authority@acme.com.", "acme.com")]
    [Trait("Requirement", "DS-NAM-05")]
    [Trait("Requirement", "DS-NAM-21")]
    [Trait("Requirement", "DS-NAM-27")]
    public void Role_address_conforms_wherever_it_stands(string address, string domain)
    {
        foreach (Certificate certificate in new[]
        {
            TestCertificates.Make($"O=Acme, CN={Dsa}", address),
            TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={address}"),
            TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={address}", address),
        })
        {
            NamingVerdict verdict = AuthorityName.Check(certificate, DomainRole.DomainSigning);
            Assert.Empty(verdict.Findings);
            Assert.Equal([domain], verdict.Domains.Select(d => d.Value));
        }
    }

    [Theory]
    [InlineData("john@acme.com")]
    [InlineData("domain-signing-authority2@acme.com")]
    [InlineData("review-authority@acme.com")]
    [InlineData("*@acme.com")]
    [InlineData("domain-signing-authority@*.acme.com")]
    [InlineData("domain-signing-authority@acme.com..")]
    [InlineData("domain-signing-authority@.acme.com")]
    [InlineData("domain-signing-authority@acme.com@evil.com")]
    [InlineData("\"domain-signing-authority@acme.com\"@evil.com")]
    [InlineData("domain-signing-authority@acme.com\0.evil.com")]
    [InlineData("domain-signing-authority @acme.com")]
    [InlineData("domain-signing-authority@acme.com ")]
    [InlineData("<domain-signing-authority@acme.com>")]
    [InlineData("acme.com")]
    [InlineData("@acme.com")]
    [Trait("Requirement", "DS-NAM-05")]
    [Trait("Requirement", "DS-NAM-09")]
    [Trait("Requirement", "DS-NAM-20")]
    [Trait("Requirement", "DS-NAM-31")]
    public void Address_whose_local_part_is_not_the_role_name_is_flagged_wherever_it_stands(string address)
    {
        byte[] san = TestCertificates.MakeRaw(Names.Der($"O=Acme, CN={Dsa}"), TestCertificates.AltNames((0x81, Encoding.Latin1.GetBytes(address))));
        foreach (Certificate certificate in new[] { TestCertificates.Parse(san), TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={address}") })
        {
            NamingVerdict verdict = AuthorityName.Check(certificate, DomainRole.DomainSigning);
            Assert.Equal("F-NAME-LOCALPART", Assert.Single(verdict.Findings).Flag);
            Assert.Empty(verdict.Domains);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-26")]
    public void Address_in_the_subject_that_the_alternative_name_lacks_is_flagged()
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={Dsa}@b.com", Dsa + "@a.com"), DomainRole.DomainSigning);
        Assert.Equal("F-NAME-ADDRESS", Assert.Single(verdict.Findings).Flag);
        Assert.False(verdict.Conforms);
        Assert.Equal(["a.com", "b.com"], verdict.Domains.Select(d => d.Value));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-26")]
    public void Address_in_the_subject_that_is_one_of_several_alternative_names_agrees()
    {
        Certificate certificate = TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={Dsa}@B.com", Dsa + "@a.com", Dsa + "@b.com");
        Assert.True(AuthorityName.Check(certificate, DomainRole.DomainSigning).Conforms);
    }

    [Theory]
    [InlineData("domain-signing-authority@acme.com", "F-NAME-ADDRESS")]
    [InlineData("domain-signing-authority@bücher.example", "F-NAME-ADDRESS")]
    [InlineData("domain-sígning-authority@acme.com", "F-NAME-LOCALPART")]
    [Trait("Requirement", "DS-NAM-27")]
    public void SmtpUtf8Mailbox_is_never_a_role_address(string mailbox, string flag)
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der($"O=Acme, CN={Dsa}"), TestCertificates.AltNames(TestCertificates.SmtpUtf8Mailbox(mailbox)));
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Parse(der), DomainRole.DomainSigning);
        Assert.Equal(flag, Assert.Single(verdict.Findings).Flag);
        Assert.Empty(verdict.Domains);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-27")]
    public void Rfc822Name_with_a_u_label_is_flagged()
    {
        byte[] der = TestCertificates.MakeRaw(
            Names.Der($"O=Acme, CN={Dsa}"), TestCertificates.AltNames((0x81, Encoding.UTF8.GetBytes(Dsa + "@bücher.example"))));
        Assert.Equal("F-NAME-LOCALPART", Assert.Single(AuthorityName.Check(TestCertificates.Parse(der), DomainRole.DomainSigning).Findings).Flag);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-28")]
    public void Several_role_addresses_give_several_domains()
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}", Dsa + "@a.com", Dsa + "@b.com", Dsa + "@A.com"), DomainRole.DomainSigning);
        Assert.True(verdict.Conforms);
        Assert.Equal(["a.com", "b.com"], verdict.Domains.Select(d => d.Value));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-28")]
    public void One_personal_address_beside_the_role_address_is_flagged()
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}", Dsa + "@acme.com", "john@acme.com"), DomainRole.DomainSigning);
        Assert.Equal("F-NAME-LOCALPART", Assert.Single(verdict.Findings).Flag);
    }

    [Theory]
    [InlineData("O=Acme, CN=John", "domain-confidentiality-authority@acme.com")]
    [InlineData("O=Acme, CN=domain-confidentiality-authority", "john@acme.com")]
    [Trait("Requirement", "DS-DCA-01")]
    [Trait("Requirement", "DS-DCA-02")]
    public void Misnamed_confidentiality_authority_has_its_own_flag(string subject, string address)
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make(subject, address), DomainRole.Confidentiality);
        Assert.Equal("F-DCA-NAME", Assert.Single(verdict.Findings).Flag);
    }

    [Theory]
    [InlineData("CN=Domain-Signing-Authority", DomainRole.DomainSigning)]
    [InlineData("CN=John, CN/bmp=review-authority", DomainRole.Review)]
    [InlineData("CN=John Doe", null)]
    [InlineData("OU=review-authority", null)]
    [InlineData("CN=review-authority\0", null)]
    [Trait("Requirement", "DS-STA-17")]
    public void Role_is_read_from_the_common_name(string subject, DomainRole? expected)
    {
        Assert.Equal(expected, AuthorityName.RoleOf(TestCertificates.Make(subject)));
    }

    [Fact]
    [Trait("Requirement", "SEC-LOG-01")]
    public void Details_show_names_without_control_characters()
    {
        Certificate certificate = TestCertificates.Make("CN=x\r\n\u001b[2JAuthentication-Results: pass\u202e");
        string detail = Assert.Single(AuthorityName.Check(certificate, DomainRole.DomainSigning).Findings).Detail;
        Assert.Contains("x\\u000d\\u000a\\u001b[2J", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(detail, c => c is < ' ' or > '~');
    }

    [Theory]
    [InlineData("O=Acme, OU=x, C=US, CN=domain-signing-authority", true)]
    [InlineData("OU=a+OU=b, O=x, CN=domain-signing-authority", true)]
    [InlineData("C=US, O=Acme, CN=domain-signing-authority", false)]
    [InlineData("CN=domain-signing-authority, OU=x, O=Acme, C=US", false)]
    [Trait("Requirement", "DS-NAM-29")]
    public void Order_that_cannot_be_told_is_an_informational_finding(string subject, bool expected)
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make(subject), DomainRole.DomainSigning);
        Assert.True(verdict.Conforms);
        Assert.Equal(expected ? ["F-NAME-ORDER"] : [], verdict.Findings.Select(finding => finding.Flag));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-02")]
    public void Verdict_is_about_the_role_that_is_asked_about_whatever_was_asked_before()
    {
        Certificate certificate = TestCertificates.Make("O=Acme, CN=review-authority", "review-authority@acme.com");
        for (int i = 0; i < 2; i++)
        {
            Assert.True(AuthorityName.Check(certificate, DomainRole.Review).Conforms);
            NamingVerdict other = AuthorityName.Check(certificate, DomainRole.DomainSigning);
            Assert.Equal((DomainRole.DomainSigning, false), (other.Role, other.Conforms));
            Assert.Same(other, AuthorityName.Check(certificate, DomainRole.DomainSigning));
        }
    }

    [Fact]
    [Trait("Requirement", "DS-STA-15")]
    public void Name_of_a_draft_that_was_agreed_is_no_other_roles_and_is_not_remembered()
    {
        var agreed = new NamingTerms { AcceptsEncryptingAuthority = true };
        Certificate old = TestCertificates.Make("O=Acme, CN=domain-encrypting-authority", "domain-encrypting-authority@acme.com");
        Assert.False(AuthorityName.Check(old, DomainRole.Confidentiality).Conforms);
        Assert.True(AuthorityName.Check(old, DomainRole.Confidentiality, agreed).Conforms);
        Assert.False(AuthorityName.Check(old, DomainRole.Confidentiality).Conforms);
        Assert.False(AuthorityName.Check(old, DomainRole.Review, agreed).Conforms);

        // Who was agreed to have the old name may have the right one.
        Certificate right = TestCertificates.Make("O=Acme, CN=domain-confidentiality-authority", "domain-confidentiality-authority@acme.com");
        Assert.Empty(AuthorityName.Check(right, DomainRole.Confidentiality, agreed).Findings);
        Certificate mixed = TestCertificates.Make("O=Acme, CN=domain-confidentiality-authority, CN=domain-encrypting-authority", "domain-encrypting-authority@acme.com");
        Assert.Equal(["F-DCA-NAME", "F-NAME-LEGACY"], AuthorityName.Check(mixed, DomainRole.Confidentiality, agreed).Findings.Select(finding => finding.Flag));
        Certificate nameless = TestCertificates.Make("O=Acme", "domain-confidentiality-authority@acme.com");
        Assert.Equal("F-DCA-NAME", Assert.Single(AuthorityName.Check(nameless, DomainRole.Confidentiality, agreed).Findings).Flag);
    }

    [Theory]
    [InlineData("E/hex=1301E9", "F-NAME-LOCALPART", "")]
    [InlineData("E/hex=1301E9, E/ia5=domain-signing-authority@acme.com", "F-NAME-LOCALPART", "acme.com")]
    [InlineData("E/hex=1301E9, E/ia5=john@acme.com", "F-NAME-LOCALPART F-NAME-LOCALPART", "")]
    [Trait("Requirement", "DS-NAM-05")]
    public void Address_of_the_subject_that_cannot_be_read_is_flagged_and_the_next_is_read(string addresses, string flags, string domain)
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}, {addresses}"), DomainRole.DomainSigning);
        Assert.Equal(flags, string.Join(' ', verdict.Findings.Select(finding => finding.Flag)));
        Assert.Equal(domain.Length > 0 ? [domain] : [], verdict.Domains.Select(d => d.Value));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-26")]
    public void Address_in_the_subject_beside_personal_alternative_names_is_one_the_alternative_name_lacks()
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={Dsa}@acme.com", "john@acme.com"), DomainRole.DomainSigning);
        Assert.Equal(["F-NAME-LOCALPART", "F-NAME-ADDRESS"], verdict.Findings.Select(finding => finding.Flag));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-28")]
    public void Several_addresses_in_the_subject_alone_give_several_domains()
    {
        NamingVerdict verdict = AuthorityName.Check(TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={Dsa}@a.com, E/ia5={Dsa}@b.com, E/ia5={Dsa}@A.com"), DomainRole.DomainSigning);
        Assert.Empty(verdict.Findings);
        Assert.Equal(["a.com", "b.com"], verdict.Domains.Select(d => d.Value));
    }

    [Theory]
    [InlineData(" john@acme.com", true)]
    [InlineData("john@acme.com ", true)]
    [InlineData(" domain-signing-authority@acme.com ", false)]
    [Trait("Requirement", "DS-NAM-34")]
    public void Blanks_excuse_nothing_but_themselves(string address, bool isPersonal)
    {
        var findings = new List<NamingFinding>();
        Certificate certificate = TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={address}");
        List<MailDomain> domains = AuthorityName.CheckAddresses(certificate, DomainRole.DomainSigning, Dsa, findings, toleratesBlanks: true);
        Assert.Equal(isPersonal ? ["F-NAME-BLANKS", "F-NAME-LOCALPART"] : ["F-NAME-BLANKS"], findings.Select(finding => finding.Flag));
        Assert.Equal(isPersonal ? 0 : 1, domains.Count);
        findings.Clear();
        Assert.Empty(AuthorityName.CheckAddresses(certificate, DomainRole.DomainSigning, Dsa, findings, toleratesBlanks: false));
        Assert.Equal("F-NAME-LOCALPART", Assert.Single(findings).Flag);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-34")]
    public void Address_without_blanks_is_not_remarked_on()
    {
        var findings = new List<NamingFinding>();
        Certificate certificate = TestCertificates.Make($"O=Acme, CN={Dsa}, E/ia5={Dsa}@acme.com");
        Assert.Single(AuthorityName.CheckAddresses(certificate, DomainRole.DomainSigning, Dsa, findings, toleratesBlanks: true));
        Assert.Empty(findings);
    }

    [Fact]
    [Trait("Requirement", "SEC-LOG-01")]
    public void Names_are_shown_in_printable_ascii_without_quotes_and_short()
    {
        Assert.Equal("(unreadable)", AuthorityName.Shown(null));
        Assert.Equal(" ~a", AuthorityName.Shown(" ~a"));
        Assert.Equal("\\u001f\\u007f\\u0027\\u005c\\u00e9", AuthorityName.Shown("\u001f\u007f'\\\u00e9"));
        Assert.Equal(new string('a', 100), AuthorityName.Shown(new string('a', 100)));
        Assert.Equal(new string('a', 100) + "...", AuthorityName.Shown(new string('a', 101)));
    }
}
