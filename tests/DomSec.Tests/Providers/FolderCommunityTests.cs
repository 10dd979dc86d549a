using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Providers;

namespace DomSec.Tests.Providers;

public sealed class FolderCommunityTests(OpenSslCommunity made) : IClassFixture<OpenSslCommunity>, IDisposable
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_made_with_OpenSsl_alone_is_a_community()
    {
        PutAnchor();
        _folder.Write("crls/root.crl", made.Files.ReadBytes("root.crl"));
        _folder.Write("members/Partner.Example/all.pem", made.Files.Read("rsa-signing.crt") + made.Files.Read("ec-signing.crt") + made.Files.Read("issuer.crt"));
        _folder.Write("identities/acme.example/signing.pem", made.Pair("rsa-signing"));
        _folder.Write("identities/acme.example/dca.pem", made.Pair("ec-dca"));
        using FolderCommunity community = Open();
        Assert.Empty(community.Problems);
        MailDomain partner = MailDomain.Parse("partner.example");
        Assert.Equal([Acme, partner], community.Members);
        Assert.Equal([Acme], community.OwnDomains);
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(partner));
        Assert.Equal(LookupState.NotFound, await community.IsMemberAsync(MailDomain.Parse("stranger.example")));
        Assert.Equal(2, (await community.FindAsync(partner, DomainRole.DomainSigning)).Certificates.Count);
        Assert.Equal(LookupState.Found, (await community.FindAsync(Acme, DomainRole.DomainSigning)).State);
        Assert.Equal(LookupState.Found, (await community.FindAsync(Acme, DomainRole.Confidentiality)).State);
        Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        Assert.Empty(await community.GetSigningKeysAsync(partner, DomainRole.DomainSigning));
        Assert.Single(await community.GetDecryptionKeysAsync(Acme));
        Assert.Single(await community.GetDecryptionKeysAsync(null));
        Assert.Single(community.Current.Anchors);
        Assert.Single(community.Current.Intermediates);
        Assert.NotNull(RevocationListOutline.Of(Assert.Single(community.Current.RevocationLists)));
    }

    [Theory]
    [InlineData("rsa", "pkcs8 -topk8 -nocrypt -in rsa-signing.key", "BEGIN PRIVATE KEY")]
    [InlineData("rsa", "rsa -traditional -in rsa-signing.key", "BEGIN RSA PRIVATE KEY")]
    [InlineData("rsa", "pkcs8 -topk8 -passout pass:secret -in rsa-signing.key", "BEGIN ENCRYPTED PRIVATE KEY")]
    [InlineData("rsa", "pkcs8 -topk8 -scrypt -passout pass:secret -in rsa-signing.key", "")]
    [InlineData("ec", "pkcs8 -topk8 -nocrypt -in ec-signing.key", "BEGIN PRIVATE KEY")]
    [InlineData("ec", "ec -in ec-signing.key", "BEGIN EC PRIVATE KEY")]
    [InlineData("ec", "pkcs8 -topk8 -passout pass:secret -in ec-signing.key", "BEGIN ENCRYPTED PRIVATE KEY")]
    [InlineData("rsa", "pkcs8 -topk8 -nocrypt -outform DER -in rsa-signing.key", null)]
    [InlineData("rsa", "rsa -traditional -outform DER -in rsa-signing.key", null)]
    [InlineData("ec", "ec -outform DER -in ec-signing.key", null)]
    [InlineData("ec", "pkcs8 -topk8 -passout pass:secret -outform DER -in ec-signing.key", null)]
    public async Task Key_in_any_usual_form_beside_its_certificate_signs(string kind, string command, string? label)
    {
        PutAnchor();
        string output = $"key-{Guid.NewGuid():N}";
        made.Files.OpenSsl($"{command} -out {output}");
        _folder.Write("identities/acme.example/signing.key", made.Files.ReadBytes(output));
        _folder.Write("identities/acme.example/signing.crt", made.Files.Read($"{kind}-signing.crt"));
        using FolderCommunity community = Open(_ => "secret");
        if (label == "")
        {
            // The platform knows no scrypt: reported, not fatal.
            Assert.Equal("identities/acme.example/signing.key", Assert.Single(community.Problems).File);
            return;
        }

        Assert.Empty(community.Problems);
        if (label is not null)
        {
            Assert.Contains(label, _folder.Read("identities/acme.example/signing.key"), StringComparison.Ordinal);
        }

        ISigningKey key = Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        SigningFamily family = kind == "rsa" ? SigningFamily.RsaPkcs1 : SigningFamily.Ecdsa;
        Assert.NotEmpty(await key.SignDataAsync("data"u8.ToArray(), new SigningAlgorithm(family, HashAlgorithmName.SHA256)));
    }

    [Theory]
    [InlineData("ec-signing", "p12", "secret")]
    [InlineData("rsa-dca", "pfx", "secret")]
    [InlineData("ec-dca", "P12", "")]
    public async Task Pkcs12_made_by_OpenSsl_is_an_identity_with_its_chain(string name, string suffix, string password)
    {
        PutAnchor();
        string file = $"identities/acme.example/id.{suffix}";
        _folder.Write(file, []);
        made.Files.Write("chain.pem", made.Files.Read("root.pem") + made.Files.Read("issuer.crt"));
        made.Files.OpenSsl($"pkcs12 -export -inkey {name}.key -in {name}.crt -certfile chain.pem -passout pass:{password} -out {_folder[file]}");
        using FolderCommunity community = Open(_ => password);
        Assert.Empty(community.Problems);
        Assert.Single(community.Current.Intermediates);
        if (name.EndsWith("dca", StringComparison.Ordinal))
        {
            Assert.Single(await community.GetDecryptionKeysAsync(Acme));
        }
        else
        {
            Assert.Single(Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning)).Chain);
        }
    }

    [Fact]
    public async Task Decryption_key_from_a_file_opens_what_its_certificate_encrypts()
    {
        PutAnchor();
        made.Files.OpenSsl($"pkcs8 -topk8 -passout pass:secret -in ec-dca.key -out ec-dca.encrypted");
        _folder.Write("identities/acme.example/dca.pem", made.Files.Read("ec-dca.encrypted") + made.Files.Read("ec-dca.crt"));
        using FolderCommunity community = Open(_ => "secret");
        IDecryptionKey key = Assert.Single(await community.GetDecryptionKeysAsync(Acme));
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(key.Certificate.Span);
        using var peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        using ECDiffieHellman theirs = certificate.GetECDiffieHellmanPublicKey()!;
        using ECDiffieHellmanPublicKey point = theirs.PublicKey;
        Assert.Equal(peer.DeriveRawSecretAgreement(point), await key.AgreeAsync(peer.ExportSubjectPublicKeyInfo()));
    }

    [Theory]
    [InlineData("crlf")]
    [InlineData("bom")]
    [InlineData("utf16")]
    [InlineData("der")]
    [InlineData("two-der")]
    [InlineData("text")]
    public void Anchors_are_read_in_any_wrapping_whatever_the_suffix(string form)
    {
        string pem = made.Files.Read("root.pem") + made.Files.Read("issuer.crt");
        byte[] der = Der("root.pem");
        byte[] content = form switch
        {
            "crlf" => Encoding.ASCII.GetBytes(pem.ReplaceLineEndings("\r\n")),
            "bom" => [.. Encoding.UTF8.Preamble, .. Encoding.ASCII.GetBytes(pem)],
            "utf16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(pem)],
            "der" => der,
            "two-der" => [.. der, .. Der("issuer.crt")],
            _ => Encoding.UTF8.GetBytes("Die Wurzel für alle\n" + pem + "\ntrailing text\n"),
        };
        _folder.Write("anchors/a.crt", content);
        using FolderCommunity community = Open();
        Assert.Empty(community.Problems);
        Assert.Equal(form == "der" ? 1 : 2, community.Current.Anchors.Count);
        Assert.Equal(der, community.Current.Anchors[0].ToArray());
    }

    [Fact]
    public async Task Role_is_read_from_an_address_when_the_common_name_is_none()
    {
        PutAnchor();
        _folder.Write("members/acme.example/review.der", Der("email-role.crt"));
        using FolderCommunity community = Open();
        Assert.Empty(community.Problems);
        Assert.Equal(LookupState.Found, (await community.FindAsync(Acme, DomainRole.Review)).State);
    }

    [Theory]
    [InlineData("members/other.example/person.crt", "person.crt", "no role")]
    [InlineData("members/acme.example/root.crt", "root.pem", "root certificate")]
    [InlineData("members/acme.example/key.key", "person.key", "private key among public files")]
    [InlineData("members/acme.example/key.pem", "person.key", "private key among public files")]
    [InlineData("members/acme_corp!/a.crt", "rsa-signing.crt", "not named for a mail domain")]
    [InlineData("members/stray.crt", "rsa-signing.crt", "beside the domains' folders")]
    [InlineData("identities/acme.example/lonely.key", "rsa-signing.key", "without its certificate")]
    [InlineData("identities/acme.example/lonely.pem", "rsa-signing.key", "without its certificate")]
    [InlineData("identities/acme.example/public.pem", "rsa-signing.crt", "without its private key")]
    [InlineData("anchors/list.pem", "root.crl", "no certificate")]
    [InlineData("crls/list.pem", "root.pem", "no revocation list")]
    public void Misplaced_file_is_reported_with_what_to_do(string file, string source, string expected)
    {
        PutAnchor();
        _folder.Write("identities/acme.example/good.pem", made.Pair("ec-signing"));
        _folder.Write(file, made.Files.ReadBytes(source));
        using FolderCommunity community = Open();
        FolderProblem problem = Assert.Single(community.Problems);
        Assert.Contains(expected, problem.Text, StringComparison.Ordinal);
        Assert.StartsWith(problem.File, file, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.ToString());
        Assert.Contains(Acme, community.OwnDomains);
    }

    [Fact]
    public async Task Key_of_another_certificate_is_reported_and_not_used()
    {
        PutAnchor();
        _folder.Write("identities/acme.example/a.pem", made.Files.Read("rsa-signing.crt") + made.Files.Read("rsa-dca.key"));
        using FolderCommunity community = Open();
        Assert.Contains("not that of the certificate", Assert.Single(community.Problems).Text, StringComparison.Ordinal);
        Assert.Empty(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        Assert.Empty(community.OwnDomains);
    }

    [Theory]
    [InlineData("pem", null, "no password was given")]
    [InlineData("pem", "wrong", "the password is wrong")]
    [InlineData("p12", null, "no password was given")]
    [InlineData("p12", "wrong", "the password is wrong")]
    public async Task Password_that_is_missing_or_wrong_is_reported(string form, string? password, string expected)
    {
        PutAnchor();
        string file = $"identities/acme.example/a.{form}";
        _folder.Write(file, []);
        made.Files.OpenSsl(form == "p12"
            ? $"pkcs12 -export -inkey rsa-signing.key -in rsa-signing.crt -passout pass:secret -out {_folder[file]}"
            : $"pkcs8 -topk8 -in rsa-signing.key -passout pass:secret -out {_folder[file]}");
        if (form == "pem")
        {
            _folder.Write(file, _folder.Read(file) + made.Files.Read("rsa-signing.crt"));
        }

        var asked = new List<string>();
        using FolderCommunity community = Open(name =>
        {
            asked.Add(name);
            return password;
        });
        Assert.Equal([file], asked.Distinct());
        FolderProblem problem = Assert.Single(community.Problems);
        Assert.Equal(file, problem.File);
        Assert.Contains(expected, problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.Text, StringComparison.Ordinal);
        Assert.Empty(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));

        // A directory that cannot read everything must not say that there is nothing: mail would go out in clear.
        Assert.Equal(LookupState.Unavailable, (await community.FindAsync(Acme, DomainRole.DomainSigning)).State);
    }

    [Fact]
    public void Password_source_that_throws_breaks_nothing()
    {
        PutAnchor();
        made.Files.OpenSsl("pkcs8 -topk8 -in rsa-signing.key -passout pass:secret -out throwing.key");
        _folder.Write("identities/acme.example/a.pem", made.Files.Read("rsa-signing.crt") + made.Files.Read("throwing.key"));
        using FolderCommunity community = Open(_ => throw new InvalidOperationException("vault is closed"));
        Assert.Single(community.Problems);
    }

    [Theory]
    [InlineData("rsapss", "RSASSA-PSS only")]
    public void Key_of_an_unsupported_algorithm_is_reported_and_the_rest_works(string name, string algorithm)
    {
        PutAnchor();
        _folder.Write("identities/acme.example/new.pem", made.Pair(name));
        _folder.Write("identities/acme.example/old.pem", made.Pair("ec-signing"));
        using FolderCommunity community = Open();
        FolderProblem problem = Assert.Single(community.Problems);
        Assert.Equal("identities/acme.example/new.pem", problem.File);
        Assert.Contains(algorithm, problem.Text, StringComparison.Ordinal);
        Assert.Contains("use RSA", problem.Text, StringComparison.Ordinal);
        Assert.Equal([Acme], community.OwnDomains);
    }

    /// <summary>Every form in which OpenSSL writes an Ed25519 key.</summary>
    [Theory]
    [InlineData("pem")]
    [InlineData("encrypted")]
    [InlineData("beside")]
    [InlineData("p12")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Ed25519_key_of_openssl_signs_what_openssl_verifies(string form)
    {
        PutAnchor();
        switch (form)
        {
            case "pem":
                _folder.Write("identities/acme.example/new.pem", made.Pair("ed25519"));
                break;
            case "encrypted":
                made.Files.OpenSsl("pkcs8 -topk8 -in ed25519.key -passout pass:secret -out ed25519-encrypted.key");
                _folder.Write("identities/acme.example/new.pem", made.Files.Read("ed25519.crt") + made.Files.Read("ed25519-encrypted.key"));
                break;
            case "beside":
                made.Files.OpenSsl("pkcs8 -topk8 -in ed25519.key -passout pass:secret -out ed25519-encrypted.key");
                _folder.Write("identities/acme.example/new.pem", made.Files.Read("ed25519.crt"));
                _folder.Write("identities/acme.example/new.key", made.Files.Read("ed25519-encrypted.key"));
                break;
            default:
                Directory.CreateDirectory(_folder["identities/acme.example"]);
                made.Files.OpenSsl($"pkcs12 -export -inkey ed25519.key -in ed25519.crt -passout pass:secret -out {_folder["identities/acme.example/new.p12"]}");
                break;
        }

        using FolderCommunity community = Open(_ => "secret");
        Assert.Empty(community.Problems);
        ISigningKey key = Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        byte[] data = "to be signed"u8.ToArray();
        byte[] signature = await key.SignDataAsync(data, new SigningAlgorithm(SigningFamily.Ed25519, default));
        File.WriteAllBytes(made.Files[$"{form}.data"], data);
        File.WriteAllBytes(made.Files[$"{form}.sig"], signature);
        made.Files.OpenSsl($"x509 -in ed25519.crt -pubkey -noout -out {form}.pub");
        made.Files.OpenSsl($"pkeyutl -verify -rawin -pubin -inkey {form}.pub -in {form}.data -sigfile {form}.sig");
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(async () => await key.SignDataAsync(data, new SigningAlgorithm(SigningFamily.Ecdsa, default)));
    }

    [Fact]
    public void Pkcs12_with_a_wrong_password_is_reported_whatever_its_key()
    {
        PutAnchor();
        Directory.CreateDirectory(_folder["identities/acme.example"]);
        made.Files.OpenSsl($"pkcs12 -export -inkey ed25519.key -in ed25519.crt -passout pass:secret -out {_folder["identities/acme.example/new.p12"]}");
        using FolderCommunity community = Open(_ => "wrong");
        Assert.Contains("password", Assert.Single(community.Problems).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rsa -traditional -aes128 -passout pass:secret -in rsa-signing.key", "openssl pkcs8 -topk8")]
    public void Key_encrypted_the_old_way_is_reported_with_the_conversion(string command, string expected)
    {
        PutAnchor();
        made.Files.OpenSsl($"{command} -out old-way.key");
        _folder.Write("identities/acme.example/a.pem", made.Files.Read("rsa-signing.crt") + made.Files.Read("old-way.key"));
        using FolderCommunity community = Open(_ => "secret");
        Assert.Contains(expected, Assert.Single(community.Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_files_are_reported_one_by_one_and_never_disable_the_rest()
    {
        PutAnchor();
        _folder.Write("anchors/empty.pem", []);
        _folder.Write("anchors/junk.der", RandomNumberGenerator.GetBytes(500));
        _folder.Write("anchors/huge.pem", new byte[(1 << 20) + 1]);
        _folder.Write("anchors/cut.pem", made.Files.Read("root.pem")[..300]);
        _folder.Write("anchors/half.pem", made.Files.Read("root.pem") + made.Files.Read("issuer.crt")[..300]);
        _folder.Write("identities/acme.example/cut.p12", [0x30, 0x82, 0x10, 0x00, 0x02]);
        _folder.Write("identities/acme.example/good.pem", made.Pair("ec-signing"));
        _folder.Write("members/partner.example/junk.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        _folder.Write("members/README.txt", "notes");
        _folder.Write("anchors/.hidden.pem", "junk");
        using FolderCommunity community = Open();
        Assert.Equal(
            ["anchors/cut.pem", "anchors/empty.pem", "anchors/half.pem", "anchors/huge.pem", "anchors/junk.der", "identities/acme.example/cut.p12", "members/README.txt", "members/partner.example/junk.pem"],
            community.Problems.Select(p => p.File).Order(StringComparer.Ordinal));
        Assert.Single(community.Current.Anchors);
        Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        Assert.Equal(LookupState.Unavailable, (await community.FindAsync(MailDomain.Parse("partner.example"), DomainRole.Confidentiality)).State);
    }

    [Fact]
    public void Broken_revocation_list_still_means_that_revocation_is_practised()
    {
        PutAnchor();
        _folder.Write("crls/a.crl", "junk");
        using FolderCommunity community = Open();
        Assert.Single(community.Problems);
        Assert.Single(community.Current.RevocationLists);
    }

    [Fact]
    public void Unreadable_file_is_reported()
    {
        PutAnchor();
        _folder.Write("anchors/b.pem", made.Files.ReadBytes("root.pem"));

        // Held by another: modes would not keep the superuser out, who runs tests on many build machines.
        using FileStream held = new(_folder["anchors/b.pem"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using FolderCommunity community = Open();
        FolderProblem problem = Assert.Single(community.Problems);
        Assert.Equal("anchors/b.pem", problem.File);
        Assert.Contains("cannot be read", problem.Text, StringComparison.Ordinal);
        Assert.Single(community.Current.Anchors);
    }

    [Fact]
    public void Links_are_followed_and_circles_are_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        _folder.Write("store/v1/root.pem", made.Files.ReadBytes("root.pem"));
        Directory.CreateSymbolicLink(_folder["anchors"], _folder["store/v1"]);
        Directory.CreateDirectory(_folder["crls"]);
        File.CreateSymbolicLink(_folder["crls/loop.crl"], _folder["crls/loop.crl"]);
        File.CreateSymbolicLink(_folder["crls/gone.crl"], _folder["nowhere"]);
        using FolderCommunity community = Open();
        Assert.Single(community.Current.Anchors);
        Assert.Equal(["crls/gone.crl", "crls/loop.crl"], community.Problems.Select(p => p.File));
    }

    [Fact]
    public void Missing_folder_is_refused_in_one_line()
    {
        var e = Assert.Throws<DomSecException>(() => new FolderCommunity(_folder["none"]));
        Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        _folder.Write("file", "x");
        Assert.Throws<DomSecException>(() => new FolderCommunity(_folder["file"]));
    }

    private void PutAnchor() => _folder.Write("anchors/root.pem", made.Files.ReadBytes("root.pem"));

    private FolderCommunity Open(Func<string, string?>? password = null) => new(_folder.Path, new FolderCommunityOptions { Password = password, Watch = false });

    private byte[] Der(string name)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(made.Files[name]);
        return certificate.RawData;
    }
}
