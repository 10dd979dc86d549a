using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Naming;

namespace DomSec.Tests.Providers;

/// <summary>Agreements in community.json, and folders that hold users and authorities that are named otherwise.</summary>
public sealed class AgreementConfigurationTests
{
    private static readonly MailDomain Acme = TestDoors.Acme;
    private static readonly string Pin = CertificatePin.OfPublicKey(TestCa.Shared.Certificate).ToString();

    [Fact]
    [Trait("Requirement", "DS-NAM-15 SEC-DOM-03")]
    public void Agreement_is_read_from_the_member_s_object()
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", $$"""
            { "members": { "acme.example": {
                "aliases": ["acme.invalid"], "naming": "CABFmailbox", "pins": ["{{Pin}}", "{{Colons(Pin)}}"], "organization": "Acme Limited", "maxLabelDistance": 1,
                "directoryNames": { "sales.acme.example": "OU=Sales,O=Acme,C=NZ" }, "directClearSigned": true, "dialects": ["typeArc", "parallelSignatures", "encryptingAuthority"] },
              "plain.example": { } } }
            """);
        using var community = new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false });
        PeerAgreement agreement = community.AgreementOf(Acme)!;
        Assert.Same(agreement, community.AgreementOf(MailDomain.Parse("acme.invalid")));
        Assert.Equal((NamingProfile.CabfMailbox, "Acme Limited", 1, true), (agreement.Naming, agreement.Organization, agreement.MaxLabelDistance, agreement.DirectClearSigned));
        Assert.Equal([CertificatePin.Parse(Pin), CertificatePin.Parse(Pin)], agreement.Pins);
        Assert.Equal(PeerDialects.TypeArc | PeerDialects.ParallelSignatures | PeerDialects.EncryptingAuthority, agreement.Dialects);
        Assert.Equal(new X500DistinguishedName("OU=Sales,O=Acme,C=NZ").RawData, agreement.DirectoryNames[MailDomain.Parse("sales.acme.example")].RawData);
        Assert.Null(community.AgreementOf(MailDomain.Parse("plain.example")));
    }

    [Theory]
    [InlineData("""{ "naming": "emailRole" }""", "pins")]
    [InlineData("""{ "naming": "cabfMailbox", "pins": ["PIN"] }""", "organization")]
    [InlineData("""{ "naming": "anything", "pins": ["PIN"] }""", "emailRole")]
    [InlineData("""{ "naming": 1 }""", "naming")]
    [InlineData("""{ "pins": ["abc"] }""", "64")]
    [InlineData("""{ "pins": "PIN" }""", "pins")]
    [InlineData("""{ "maxLabelDistance": -1 }""", "maxLabelDistance")]
    [InlineData("""{ "maxLabelDistance": "2" }""", "maxLabelDistance")]
    [InlineData("""{ "directClearSigned": "yes" }""", "directClearSigned")]
    [InlineData("""{ "dialects": ["klingon"] }""", "typeArc")]
    [InlineData("""{ "directoryNames": ["O=Acme"] }""", "directoryNames")]
    [InlineData("""{ "directoryNames": { "acme.example": "Acme" } }""", "directoryNames")]
    [InlineData("""{ "organization": {} }""", "organization")]
    [InlineData("""{ "pin": ["PIN"] }""", "pins")]
    [Trait("Requirement", "DS-NAM-33")]
    public void Agreement_that_cannot_be_used_is_refused_naming_file_and_line(string member, string says)
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", "{ \"members\": {\n\"acme.example\": " + member.Replace("PIN", Pin, StringComparison.Ordinal) + " } }");
        var e = Assert.Throws<DomSecException>(() => new FolderCommunity(folder.Path));
        Assert.Contains("community.json, line 2:", e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-03")]
    public void Pin_is_the_hash_that_openssl_shows()
    {
        // openssl x509 -fingerprint -sha256 writes octets with colons in capitals.
        Assert.Equal(CertificatePin.OfCertificate(TestCa.Shared.Certificate), CertificatePin.Parse(string.Join(':', Convert.ToHexString(TestCa.Shared.Certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256)).Chunk(2).Select(pair => new string(pair)))));
        Assert.NotEqual(CertificatePin.OfCertificate(TestCa.Shared.Certificate), CertificatePin.OfPublicKey(TestCa.Shared.Certificate));
        Assert.Equal(CertificatePin.Parse(Pin).GetHashCode(), CertificatePin.Parse(Pin).GetHashCode());
        Assert.False(CertificatePin.Parse(Pin).Equals((object?)null));
        Assert.Throws<FormatException>(() => CertificatePin.Parse(Pin[..^1]));
        Assert.Throws<FormatException>(() => CertificatePin.Parse(Pin[..^1] + "g"));
    }

    [Theory]
    [InlineData(NamingProfile.EmailRole, "emailRole")]
    [InlineData(NamingProfile.UriSan, "uriSan")]
    [Trait("Requirement", "DS-NAM-15 DS-NAM-32")]
    public async Task Community_of_another_naming_works_from_its_folder_alone(NamingProfile naming, string word)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "c");
        CommunityWriter.Init(path, [Acme], CommunityKeyType.P256, CommunityKeyType.P256, naming: naming);
        CommunityWriter.Add(path, [TestDoors.Partner], CommunityKeyType.P256, CommunityKeyType.P256, naming: naming);
        CommunityWriter.Rollover(path, Acme, CommunityKeyType.P256, CommunityKeyType.P256);
        Assert.Contains($"\"naming\": \"{word}\"", await File.ReadAllTextAsync(Path.Combine(path, "community.json")), StringComparison.Ordinal);
        Assert.DoesNotContain(CommunityWriter.Check(path), finding => finding.Severity is CommunityFindingSeverity.Error or CommunityFindingSeverity.Warning);
        using DomSecCommunity community = DomSecCommunity.Open(path);
        using var signed = new MemoryStream();
        DomainSigningReport signing = await community.Signer.SignStreamAsync(new MemoryStream(Messages.Plain()), signed, new() { Domain = Acme, Evidence = TestDoors.Evidence });
        Assert.True(signing.Outcome == DomainOutcome.Applied, signing.Refusal?.ToString());
        signed.Position = 0;
        using var encrypted = new MemoryStream();
        DomainEncryptionReport encryption = await community.Encryptor.EncryptStreamAsync(signed, encrypted, new() { Domain = Acme, Recipients = ["bob@partner.example"] });
        Assert.True(encryption.Outcome == DomainOutcome.Applied, encryption.Refusal?.ToString());
        encrypted.Position = 0;
        DomainSecurityReport report = await community.Classifier.ClassifyStreamAsync(encrypted, new());
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.NameAgreed);

        // Without what community.json says the same certificates break RFC 3183.
        File.Delete(Path.Combine(path, "community.json"));
        using DomSecCommunity strict = DomSecCommunity.Open(path);
        encrypted.Position = 0;
        (await strict.Classifier.ClassifyStreamAsync(encrypted, new())).HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-15")]
    public void Domain_of_another_naming_is_not_added_to_a_file_that_somebody_wrote_comments_into()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "c");
        CommunityWriter.Init(path, [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        string configuration = Path.Combine(path, "community.json");
        File.WriteAllText(configuration, "// ours\n{ \"members\": { \"acme.example\": {} } }");
        var e = Assert.Throws<DomSecException>(() => CommunityWriter.Add(path, [TestDoors.Partner], CommunityKeyType.P256, CommunityKeyType.P256, naming: NamingProfile.EmailRole));
        Assert.Contains("\"pins\"", e.Message, StringComparison.Ordinal);
        Assert.StartsWith("// ours", File.ReadAllText(configuration), StringComparison.Ordinal);
        Assert.Throws<DomSecException>(() => CommunityWriter.Add(path, [TestDoors.Partner], CommunityKeyType.P256, CommunityKeyType.P256, naming: NamingProfile.CabfMailbox));
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-05 DS-ORG-01")]
    public async Task Users_keys_and_recipients_certificates_are_read_from_the_folders_of_their_domains()
    {
        using var folder = new TemporaryFolder();
        folder.Write("anchors/root.pem", TestCa.Shared.Pem);
        TestIdentity alice = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256);
        TestIdentity stranger = TestCa.Shared.IssuePerson("eve@evil.example", TestKeyType.P256);
        folder.Write("identities/acme.example/alice.pem", alice.Pem + alice.KeyPem);
        folder.Write("identities/acme.example/eve.pem", stranger.Pem + stranger.KeyPem);
        folder.Write("members/partner.example/bob.pem", Ids.Bob.Pem);
        folder.Write("members/partner.example/eve.pem", stranger.Pem);
        using var community = new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false });
        ISigningKey key = Assert.Single(await community.GetUserSigningKeysAsync("Alice@acme.example"));
        Assert.Equal(alice.Der, key.Certificate.ToArray());
        Assert.Empty(await community.GetUserSigningKeysAsync("eve@evil.example"));
        Assert.Equal(LookupState.Found, (await community.FindRecipientAsync("bob@partner.example")).State);
        Assert.Equal(LookupState.NotFound, (await community.FindRecipientAsync("eve@evil.example")).State);
        Assert.Equal(LookupState.NotFound, (await community.FindAsync(TestDoors.Partner, DomainRole.Confidentiality)).State);
        Assert.Equal(["identities/acme.example/eve.pem", "members/partner.example/eve.pem"], community.Problems.Select(problem => problem.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-32")]
    public async Task Authority_whose_names_tell_no_role_is_filed_by_its_key_usage_where_that_was_agreed()
    {
        TestIdentity signer = NamingProfileTests.Of(NamingProfile.UriSan);
        TestIdentity reader = NamingProfileTests.Of(NamingProfile.UriSan, TestRole.Confidentiality);
        foreach (bool agreed in new[] { true, false })
        {
            using var folder = new TemporaryFolder();
            folder.Write("anchors/root.pem", TestCa.Shared.Pem);
            folder.Write("identities/acme.example/signer.pem", signer.Pem + signer.KeyPem);
            folder.Write("members/acme.example/reader.pem", reader.Pem);
            folder.Write("community.json", agreed ? $$"""{ "members": { "acme.example": { "naming": "uriSan", "pins": ["{{Pin}}"] } } }""" : "{}");
            using var community = new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false });
            Assert.Equal(agreed ? 1 : 0, (await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning)).Count);
            Assert.Equal(agreed ? LookupState.Found : LookupState.NotFound, (await community.FindAsync(Acme, DomainRole.Confidentiality)).State);
            Assert.Equal(agreed ? 0 : 2, community.Problems.Count);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-SEC-01 CAB-07")]
    public void Check_tells_every_domain_to_reserve_the_four_names()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "c");
        CommunityWriter.Init(path, [Acme, TestDoors.Partner], CommunityKeyType.P256, CommunityKeyType.P256);
        IReadOnlyList<CommunityFinding> findings = CommunityWriter.Check(path);
        foreach (MailDomain domain in new[] { Acme, TestDoors.Partner })
        {
            CommunityFinding advice = Assert.Single(findings, finding => finding.Domain == domain && finding.Severity == CommunityFindingSeverity.Advice);
            Assert.All(
                ["domain-signing-authority", "review-authority", "attribute-authority", "domain-confidentiality-authority"],
                name => Assert.Contains($"{name}@{domain}", advice.Text, StringComparison.Ordinal));
        }
    }

    private static string Colons(string pin) => string.Join(':', pin["sha256:".Length..].ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));
}
