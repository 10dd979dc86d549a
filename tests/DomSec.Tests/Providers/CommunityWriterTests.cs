using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Providers;

public sealed class CommunityWriterTests : IDisposable
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    private static readonly MailDomain Partner = MailDomain.Parse("partner.example");

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CommunityKeyType.Rsa2048, CommunityKeyType.Rsa2048)]
    [InlineData(CommunityKeyType.Rsa3072, CommunityKeyType.P256)]
    [InlineData(CommunityKeyType.P256, CommunityKeyType.P384)]
    [InlineData(CommunityKeyType.P521, CommunityKeyType.Rsa2048)]
    [Trait("Requirement", "DS-NAM-26")]
    public void Certificates_verify_with_OpenSsl_for_their_purpose(CommunityKeyType signing, CommunityKeyType encryption)
    {
        IReadOnlyList<string> files = CommunityWriter.Init(_folder["c"], [Acme, Partner], signing, encryption);
        Assert.Equal(4 + (2 * 8), files.Count);
        foreach (string name in (string[])["signing", "review", "attributes", "confidentiality"])
        {
            string file = $"c/members/acme.example/{name}.pem";
            Assert.Contains("OK", _folder.OpenSsl($"verify -x509_strict -purpose {(name != "confidentiality" ? "smimesign" : encryption < CommunityKeyType.P256 ? "smimeencrypt" : "any")} -CAfile c/anchors/root.pem -crl_check -CRLfile c/crls/root.crl {file}"), StringComparison.Ordinal);
            string text = _folder.OpenSsl($"x509 -in {file} -noout -subject -nameopt RFC2253 -ext subjectAltName,keyUsage,extendedKeyUsage,subjectKeyIdentifier,authorityKeyIdentifier");
            string role = name switch
            {
                "signing" => "domain-signing-authority",
                "review" => "review-authority",
                "attributes" => "attribute-authority",
                _ => "domain-confidentiality-authority",
            };
            Assert.Contains($"subject=CN={role},O=acme.example", text, StringComparison.Ordinal);
            Assert.Contains($"email:{role}@acme.example", text, StringComparison.Ordinal);
            Assert.Contains("E-mail Protection", text, StringComparison.Ordinal);
            Assert.Contains(name != "confidentiality" ? "Digital Signature" : encryption < CommunityKeyType.P256 ? "Key Encipherment" : "Key Agreement", text, StringComparison.Ordinal);
            Assert.Contains("Subject Key Identifier", text, StringComparison.Ordinal);
            Assert.Contains("Authority Key Identifier", text, StringComparison.Ordinal);
        }

        // OpenSSL's purpose smimeencrypt asks keyEncipherment even of elliptic curve keys, against RFC 5753; its CMS does not, and shows that the pair works.
        _folder.Write("plain", "For the members only.");
        _folder.OpenSsl("cms -encrypt -binary -aes256 -in plain -out encrypted c/members/acme.example/confidentiality.pem");
        _folder.OpenSsl("cms -decrypt -in encrypted -out decrypted -recip c/identities/acme.example/confidentiality.pem -inkey c/identities/acme.example/confidentiality.pem");
        Assert.Equal("For the members only.", _folder.Read("decrypted"));

        Assert.Contains("verify OK", _folder.OpenSsl("crl -in c/crls/root.crl -noout -CAfile c/anchors/root.pem"), StringComparison.Ordinal);
        Assert.Contains("Certificate Sign, CRL Sign", _folder.OpenSsl("x509 -in c/anchors/root.pem -noout -text"), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", _folder.Read("c/members/acme.example/signing.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Written_community_opens_without_problems_and_its_keys_work()
    {
        CommunityWriter.Init(_folder["c"], [Acme, Partner], CommunityKeyType.P256, CommunityKeyType.P256);
        using var community = new FolderCommunity(_folder["c"]);
        Assert.Empty(community.Problems);
        Assert.Equal([Acme, Partner], community.Members);
        Assert.Equal([Acme, Partner], community.OwnDomains);
        Assert.Same(AlgorithmProfile.Smime4, community.ProfileOf(Acme));
        foreach (DomainRole role in Enum.GetValues<DomainRole>())
        {
            Assert.Single((await community.FindAsync(Acme, role)).Certificates);
            Assert.Equal(role == DomainRole.Confidentiality ? 0 : 1, (await community.GetSigningKeysAsync(Acme, role)).Count);
        }

        Assert.Single(await community.GetDecryptionKeysAsync(Acme));
        Assert.Equal(2, (await community.GetDecryptionKeysAsync(null)).Count);
    }

    [Fact]
    public void Private_keys_are_for_this_account_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes exist elsewhere.");
            return;
        }

        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["c/ca/root.key"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["c/identities/acme.example/signing.pem"]));
    }

    [Fact]
    public void Root_key_is_encrypted_under_a_password_and_needed_to_add()
    {
        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256, password: "secret");
        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", _folder.Read("c/ca/root.key"), StringComparison.Ordinal);
        _folder.OpenSsl("pkey -in c/ca/root.key -passin pass:secret -noout");
        Assert.Contains("password", Assert.Throws<DomSecException>(() => CommunityWriter.Add(_folder["c"], [Partner])).Message, StringComparison.Ordinal);
        Assert.Throws<DomSecException>(() => CommunityWriter.Add(_folder["c"], [Partner], password: "wrong"));
        Assert.False(Directory.Exists(_folder["c/identities/partner.example"]));
        CommunityWriter.Add(_folder["c"], [Partner], CommunityKeyType.P256, CommunityKeyType.P256, password: "secret");
        _folder.OpenSsl("verify -CAfile c/anchors/root.pem -crl_check -CRLfile c/crls/root.crl c/members/partner.example/signing.pem");
    }

    [Fact]
    public void Nothing_that_exists_is_overwritten()
    {
        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        string before = _folder.Read("c/identities/acme.example/signing.pem");
        Assert.Contains("not empty", Assert.Throws<DomSecException>(() => CommunityWriter.Init(_folder["c"], [Partner])).Message, StringComparison.Ordinal);
        Assert.Contains("rollover", Assert.Throws<DomSecException>(() => CommunityWriter.Add(_folder["c"], [Partner, Acme])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["c/members/partner.example"]));
        Assert.Equal(before, _folder.Read("c/identities/acme.example/signing.pem"));
    }

    [Theory]
    [InlineData(CommunityKeyType.P256, CommunityKeyType.Ed25519)]
    [InlineData(CommunityKeyType.P256, CommunityKeyType.MlDsa65)]
    [InlineData(CommunityKeyType.X25519, CommunityKeyType.P256)]
    [InlineData(CommunityKeyType.MlKem768, CommunityKeyType.P256)]
    public void Unsupported_keys_are_refused_before_anything_is_written(CommunityKeyType signing, CommunityKeyType encryption)
    {
        var e = Assert.Throws<DomSecException>(() => CommunityWriter.Init(_folder["c"], [Acme], signing, encryption));
        Assert.Contains("not supported by this version: use", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["c"]));
        Assert.Throws<DomSecException>(() => CommunityWriter.Init(_folder["c"], []));
        Assert.Throws<DomSecException>(() => CommunityWriter.Init(_folder["c"], [default]));
    }

    [Fact]
    public async Task Rollover_adds_the_next_pair_and_keeps_the_old_one()
    {
        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        CommunityWriter.Rollover(_folder["c"], Acme, CommunityKeyType.P256, CommunityKeyType.P256);
        IReadOnlyList<string> third = CommunityWriter.Rollover(_folder["c"], Acme, CommunityKeyType.P256, CommunityKeyType.P256);
        Assert.Contains("identities/acme.example/signing-3.pem", third);
        using var community = new FolderCommunity(_folder["c"]);
        Assert.Empty(community.Problems);
        Assert.Equal(3, (await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning)).Count);
        Assert.Equal(3, (await community.GetDecryptionKeysAsync(Acme)).Count);
        Assert.Throws<DomSecException>(() => CommunityWriter.Rollover(_folder["c"], Partner));
    }

    [Fact]
    public void Renewed_revocation_list_keeps_what_is_revoked()
    {
        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        using X509Certificate2 root = X509Certificate2.CreateFromPemFile(_folder["c/anchors/root.pem"], _folder["c/ca/root.key"]);
        using X509Certificate2 revoked = X509CertificateLoader.LoadCertificateFromFile(_folder["c/members/acme.example/signing.pem"]);
        var builder = CertificateRevocationListBuilder.LoadPem(_folder.Read("c/crls/root.crl"), out var number);
        builder.AddEntry(revoked);
        byte[] list = builder.Build(root, number + 1, _time.GetUtcNow().AddDays(1), HashAlgorithmName.SHA256);
        _folder.Write("c/crls/root.crl", PemEncoding.WriteString("X509 CRL", list));
        CommunityWriter.RenewRevocationList(_folder["c"]);
        Assert.Contains("revoked", _folder.OpenSsl("verify -CAfile c/anchors/root.pem -crl_check -CRLfile c/crls/root.crl c/members/acme.example/signing.pem", expectedExitCode: 2), StringComparison.Ordinal);
        Assert.Contains("crlNumber=0x03", _folder.OpenSsl("crl -in c/crls/root.crl -noout -crlnumber"), StringComparison.Ordinal);
        Assert.Contains(CommunityWriter.Check(_folder["c"]), f => f.File.EndsWith("identities/acme.example/signing.pem", StringComparison.Ordinal) && f.Text.Contains("revoked", StringComparison.Ordinal));

        _folder.Write("c/crls/root.crl", "junk");
        Assert.Contains("restore it", Assert.Throws<DomSecException>(() => CommunityWriter.RenewRevocationList(_folder["c"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_a_fresh_community_finds_all_well()
    {
        CommunityWriter.Init(_folder["c"], [Acme, Partner], CommunityKeyType.P256, CommunityKeyType.Rsa2048);
        IReadOnlyList<CommunityFinding> findings = CommunityWriter.Check(_folder["c"]);
        Assert.All(findings, f => Assert.True(IsFine(f), f.Text));
        Assert.Equal(8, findings.Count(f => f.Severity == CommunityFindingSeverity.Good));
        Assert.Contains(findings, f => f.Domain == Acme && f.File == "identities/acme.example/signing.pem" && f.Text.Contains("domain-signing-authority, with its key, valid until", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_forecasts_expiry_and_tells_it()
    {
        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256, _time);
        _time.Advance(TimeSpan.FromDays(350));
        Assert.Contains(CommunityWriter.Check(_folder["c"], _time), f => f is { File: "crls", Severity: CommunityFindingSeverity.Warning });
        _time.Advance(TimeSpan.FromDays(365));
        IReadOnlyList<CommunityFinding> soon = CommunityWriter.Check(_folder["c"], _time);
        Assert.Contains(soon, f => f is { File: "crls", Severity: CommunityFindingSeverity.Error });
        Assert.Contains(soon, f => f is { File: "identities/acme.example/signing.pem", Severity: CommunityFindingSeverity.Warning } && f.Text.Contains("expires on", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Contains(CommunityWriter.Check(_folder["c"], _time), f => f is { File: "identities/acme.example/signing.pem", Severity: CommunityFindingSeverity.Error } && f.Text.Contains("expired on", StringComparison.Ordinal));
        CommunityWriter.Rollover(_folder["c"], Acme, CommunityKeyType.P256, CommunityKeyType.P256, _time);
        Assert.All(CommunityWriter.Check(_folder["c"], _time), f => Assert.True(IsFine(f), f.Text));
        _time.SetUtcNow(_time.GetUtcNow().AddYears(20));
        Assert.Contains("root ended", Assert.Throws<DomSecException>(() => CommunityWriter.Rollover(_folder["c"], Acme, time: _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_tells_what_is_wrong_with_certificates_made_elsewhere()
    {
        using var made = new OpenSslCommunity();
        CommunityWriter.Init(_folder["c"], [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        _folder.Write("c/members/foreign.example/a.crt", made.Files.ReadBytes("rsa-signing.crt")); // unknown root, other domain
        _folder.Write("c/members/foreign.example/b.crt", made.Files.ReadBytes("email-role.crt"));
        _folder.Write("c/identities/acme.example/broken.pem", "junk");
        IReadOnlyList<CommunityFinding> findings = CommunityWriter.Check(_folder["c"]);
        Assert.Contains(findings, f => f.File.EndsWith("a.crt", StringComparison.Ordinal) && f.Severity == CommunityFindingSeverity.Error && f.Text.Contains("no valid path", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.File.EndsWith("a.crt", StringComparison.Ordinal) && f.Text.Contains("at foreign.example", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.File.EndsWith("b.crt", StringComparison.Ordinal) && f.Text.Contains("exactly one common name", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Domain == Acme && f.File.EndsWith("broken.pem", StringComparison.Ordinal) && f.Severity == CommunityFindingSeverity.Error);
        Assert.All(findings, f => Assert.DoesNotContain('\n', f.Text));
    }

    [Fact]
    public void Check_tells_key_usage_that_forbids_the_role()
    {
        _folder.OpenSsl("req -x509 -newkey rsa:1024 -nodes -keyout k -out anchors.pem -subj /CN=domain-confidentiality-authority -days 9 -addext keyUsage=digitalSignature -addext extendedKeyUsage=serverAuth");
        _folder.Write("c/anchors/a.pem", _folder.ReadBytes("anchors.pem"));
        _folder.Write("c/members/acme.example/a.pem", _folder.ReadBytes("anchors.pem"));
        string[] texts = [.. CommunityWriter.Check(_folder["c"]).Where(f => f.Domain == Acme).Select(f => f.Text)];
        Assert.Contains(texts, t => t.Contains("keyEncipherment", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("emailProtection", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("1024 bits", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("expires on", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("no address", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_domain_is_named_by_its_components()
    {
        MailDomain domain = MailDomain.Parse(string.Join('.', Enumerable.Repeat("department", 7)) + ".example");
        CommunityWriter.Init(_folder["c"], [domain], CommunityKeyType.P256, CommunityKeyType.P256);
        string text = _folder.OpenSsl($"x509 -in c/members/{domain}/signing.pem -noout -subject -nameopt RFC2253");
        Assert.Contains("CN=domain-signing-authority,DC=department", text, StringComparison.Ordinal);
        Assert.EndsWith("DC=example", text.Trim(), StringComparison.Ordinal);
        Assert.All(CommunityWriter.Check(_folder["c"]), f => Assert.True(IsFine(f), f.Text));
    }

    /// <summary>Well, or left to the operator, who alone can see the mail system's users.</summary>
    private static bool IsFine(CommunityFinding finding) => finding.Severity is CommunityFindingSeverity.Good or CommunityFindingSeverity.Advice;
}
