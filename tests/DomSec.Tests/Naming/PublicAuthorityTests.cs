using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Crypto;
using DomSec.Tests.Hosting;
using DomSec.Tests.Providers;
using DomSec.Tests.X509;
using DomSec.X509;

namespace DomSec.Tests.Naming;

/// <summary>The S/MIME Baseline Requirements of the CA/Browser Forum beside RFC 3183: what a public authority may issue is no domain's authority.</summary>
public sealed class PublicAuthorityTests
{
    private const string Role = "domain-signing-authority";
    private const string Mailbox = Role + "@acme.example";

    /// <summary>The common names that each kind of public certificate may have, by the Baseline Requirements section 7.1.4.2.2.</summary>
    [Theory]
    [InlineData("mailbox-validated", Mailbox)]
    [InlineData("organization-validated", "Acme Ltd")]
    [InlineData("organization-validated", Mailbox)]
    [InlineData("sponsor-validated", "Alice Example")]
    [InlineData("individual-validated", "alice")]
    [Trait("Requirement", "CAB-01 CAB-07 SEC-DOM-03")]
    public async Task Certificate_as_a_public_authority_issues_it_is_no_authority_s_certificate(string kind, string commonName)
    {
        // Everything else fits: the role's mailbox, proven by a challenge sent there, and even an issuer that the community trusts.
        TestIdentity signer = Ids.Signer(shape =>
        {
            shape.CommonNames[0] = commonName;
            shape.OtherExtensions.Add(Policy(kind == "mailbox-validated" ? "2.23.140.1.5.1.3" : "2.23.140.1.5.2.3"));
        });
        Certificate certificate = TestCertificates.Parse(signer.Der);
        Assert.Equal([Mailbox], certificate.Emails);
        Assert.Contains(AuthorityName.Check(certificate, DomainRole.DomainSigning).Findings, finding => finding is { Flag: "F-NAME-CN", IsViolation: true });

        DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(signer));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Null(report.Domain);
        Assert.Equal((SignatureFact.Valid, CertificateFact.Trusted), (report.Signatures()[0].Signature, report.Signatures()[0].Certificate));

        // Nor does our own door sign with one.
        (DomainSigningReport refused, byte[] nothing) = await new TestDoors().Own(signer).SignAsync(Messages.Plain());
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));
    }

    [Fact]
    [Trait("Requirement", "CAB-03 SEC-DOM-03")]
    public async Task Hierarchy_of_units_and_components_counts_only_from_an_anchor_of_the_community()
    {
        var stranger = new TestCa("Public Root");
        Action<CertificateShape>[] hierarchies =
        [
            shape => shape.OrganizationalUnits.AddRange(["Sales", "North"]),
            shape =>
            {
                shape.Country = null;
                shape.Organization = null;
                shape.DomainComponents.AddRange(["example", "acme"]);
            },
        ];
        foreach (Action<CertificateShape> hierarchy in hierarchies)
        {
            DomainSecurityReport own = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(Ids.Signer(hierarchy)));
            own.HasStatus(SecurityStatus.Pass);
            TestDoors doors = TestDoors.ForAcme();
            doors.Community.AddIntermediate(stranger.Certificate); // known, and no anchor
            DomainSecurityReport report = await doors.ClassifyAsync(Build.DomainSigned(stranger.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, hierarchy)));
            report.HasStatus(SecurityStatus.Policy);
            Assert.Null(report.Domain);
            Assert.Equal(CertificateFact.Untrusted, Assert.Single(report.Signatures()).Certificate);
        }
    }

    [Theory]
    [InlineData("*@acme.example", Role)]
    [InlineData("*@acme.example", "*")]
    [InlineData("*@acme.example", "acme.example")]
    [InlineData("@acme.example", Role)]
    [InlineData(Role + "@*.example", Role)]
    [InlineData(Role + "@*", Role)]
    [Trait("Requirement", "CAB-08 DS-NAM-31")]
    public async Task Wildcard_and_whole_domain_names_give_nobody_a_domain(string address, string commonName)
    {
        TestIdentity signer = Ids.Signer(shape =>
        {
            shape.CommonNames[0] = commonName;
            shape.Emails[0] = address;
        });
        Assert.False(AuthorityName.Check(TestCertificates.Parse(signer.Der), DomainRole.DomainSigning).Conforms);
        DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(signer));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Null(report.Domain);
    }

    /// <summary>A domain in dNSName alone, as a server's certificate has it, says nothing about mail.</summary>
    [Fact]
    [Trait("Requirement", "CAB-02 CAB-08")]
    public async Task Host_name_in_a_certificate_gives_nobody_a_domain()
    {
        TestIdentity signer = Ids.Signer(shape =>
        {
            shape.Organization = "Somebody";
            shape.Emails.Clear();
            shape.DnsNames.Add("acme.example");
            shape.Uris.Add("https://acme.example/");
        });
        DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(signer));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Null(report.Domain);
    }

    [Theory]
    [InlineData(CommunityKeyType.Rsa2048, CommunityKeyType.Rsa2048)]
    [InlineData(CommunityKeyType.Rsa3072, CommunityKeyType.P384)]
    [InlineData(CommunityKeyType.P256, CommunityKeyType.P256)]
    [InlineData(CommunityKeyType.P384, CommunityKeyType.P521)]
    [InlineData(CommunityKeyType.Ed25519, CommunityKeyType.X25519)]
    [Trait("Requirement", "CAB-02 CAB-04 CAB-05")]
    public void Certificates_of_a_written_community_pass_what_of_the_baseline_requirements_is_no_matter_of_names(CommunityKeyType signing, CommunityKeyType encryption)
    {
        using var folder = new TemporaryFolder();
        CommunityWriter.Init(folder["c"], [TestDoors.Acme, MailDomain.Parse(string.Join('.', Enumerable.Repeat("a-rather-long-label", 6)) + ".example")], signing, encryption);
        string[] files = Directory.GetFiles(folder["c/members"], "*.pem", SearchOption.AllDirectories);
        Assert.Equal(8, files.Length);
        foreach (string file in files)
        {
            using X509Certificate2 platform = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            Certificate certificate = TestCertificates.Parse(platform.RawData);
            CommunityKeyType type = Path.GetFileNameWithoutExtension(file) == "confidentiality" ? encryption : signing;

            // Section 7.1.4.2.1: every address of the subject is repeated in the alternative name, which holds nothing but addresses.
            Assert.NotEmpty(certificate.SubjectAltEmails);
            Assert.All(certificate.SubjectEmailAttributes, attribute => Assert.Contains(attribute.Value, certificate.SubjectAltEmails));
            X509Extension names = platform.Extensions.Single(extension => extension.Oid!.Value == "2.5.29.17");
            var reader = new AsnReader(names.RawData, AsnEncodingRules.DER);
            AsnReader list = reader.ReadSequence();
            while (list.HasData)
            {
                Assert.Equal(new Asn1Tag(TagClass.ContextSpecific, 1), list.PeekTag()); // rfc822Name
                list.ReadEncodedValue();
            }

            // Section 7.1.2.3 e and f.
            KeyUsages expected = !file.EndsWith("confidentiality.pem", StringComparison.Ordinal) ? KeyUsages.DigitalSignature
                : type < CommunityKeyType.P256 ? KeyUsages.KeyEncipherment
                : KeyUsages.KeyAgreement;
            Assert.Equal(expected, certificate.KeyUsage);
            Assert.Equal(["1.3.6.1.5.5.7.3.4"], certificate.ExtendedKeyUsages);
            Assert.False(certificate.IsCa);

            // Sections 6.1.5 and 6.3.2.
            Assert.InRange((certificate.NotAfter - certificate.NotBefore).TotalDays, 1, 825);
            DomSec.Crypto.PublicKey key = DomSec.Crypto.PublicKey.TryImport(certificate.SubjectPublicKeyInfo)!;
            Assert.True(key.Kind switch
            {
                DomSec.Crypto.KeyKind.Rsa => key.KeySizeBits >= 2048 && key.KeySizeBits % 8 == 0,
                DomSec.Crypto.KeyKind.Ec => key.Curve!.Name is "P-256" or "P-384" or "P-521",
                DomSec.Crypto.KeyKind.Ed25519 or DomSec.Crypto.KeyKind.Xdh => true,
                _ => false,
            });
        }
    }

    [Fact]
    [Trait("Requirement", "CAB-04")]
    public async Task Certificate_for_any_purpose_or_another_one_is_not_mail_s()
    {
        TestIdentity server = Ids.Signer(shape =>
        {
            shape.ExtendedKeyUsage.Clear();
            shape.ExtendedKeyUsage.Add("1.3.6.1.5.5.7.3.1");
        });
        DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(server));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Equal(CertificateFact.Unsuitable, Assert.Single(report.Signatures()).Certificate);
    }

    [Fact]
    [Trait("Requirement", "CAB-06")]
    public void Policies_of_a_certificate_can_be_read()
    {
        // OpenSSL as the maker: a mailbox-validated and an organization-validated policy, one with qualifiers.
        using var openssl = new OpenSslTool();
        openssl.Write("cnf", "[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no\n[dn]\nCN=x\n[v3]\ncertificatePolicies=2.23.140.1.5.1.2,2.23.140.1.5.2.3,@own\n[own]\npolicyIdentifier=1.3.6.1.4.1.99999.7\nCPS.1=https://ca.example/cps\n"u8.ToArray());
        openssl.Run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key", "-config", "cnf", "-outform", "DER", "-out", "der");
        Assert.Equal(["2.23.140.1.5.1.2", "2.23.140.1.5.2.3", "1.3.6.1.4.1.99999.7"], TestCertificates.Parse(openssl.Read("der")).Policies);
        Assert.Null(TestCertificates.Parse(Ids.AcmeSigner.Der).Policies);
        Assert.Equal(["2.23.140.1.5.1.3"], TestCertificates.Parse(Ids.Signer(shape => shape.OtherExtensions.Add(Policy("2.23.140.1.5.1.3"))).Der).Policies);

        // What cannot be read names none, and the certificate stays readable: path validation has the last word about it.
        foreach (byte[] value in (byte[][])[[0x30, 0x00], [0x30, 0x02, 0x30, 0x00], [0x04, 0x00], [0x30, 0x03, 0x30, 0x01, 0x06], [0x30, 0x00, 0x00]])
        {
            Assert.Null(TestCertificates.Parse(Ids.Signer(shape => shape.OtherExtensions.Add(new X509Extension("2.5.29.32", value, critical: false))).Der).Policies);
        }
    }

    private static X509Extension Policy(string policy)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(policy);
        }

        return new X509Extension("2.5.29.32", writer.Encode(), critical: false);
    }
}
