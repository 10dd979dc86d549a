using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Cli;
using DomSec.Tests.Providers;

namespace DomSec.Tests.Signatures;

/// <summary>Communities whose keys are Ed25519 or ML-DSA, through the command line.</summary>
public sealed class NewKeyCommunityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ed25519", "ed25519")]
    [InlineData("mldsa65", "mldsa65")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Community_of_new_keys_is_made_checked_and_signs(string key, string algorithm)
    {
        string community = _folder["c"];
        CliRun init = await CliRun.Of("community", "init", community, "--domain", "acme.example", "--domain", "partner.example", "--key", key, "--encryption-key", "p256");
        Assert.True(init.ExitCode == 0, init.ToString());
        IReadOnlyList<CommunityFinding> findings = CommunityWriter.Check(community);
        Assert.All(findings, finding => Assert.True(finding.Severity is CommunityFindingSeverity.Good or CommunityFindingSeverity.Advice, finding.ToString()));
        await SignsAsync(community, algorithm);
        CommunityWriter.RenewRevocationList(community);
        await SignsAsync(community, algorithm);
    }

    [Fact]
    public void Root_of_a_new_kind_is_encrypted_under_a_password()
    {
        CommunityWriter.Init(_folder["c"], [MailDomain.Parse("acme.example")], CommunityKeyType.Ed25519, CommunityKeyType.P256, password: "secret");
        Assert.Contains("ENCRYPTED PRIVATE KEY", _folder.Read("c/ca/root.key"), StringComparison.Ordinal);
        Assert.Throws<DomSecException>(() => CommunityWriter.RenewRevocationList(_folder["c"], password: "wrong"));
        CommunityWriter.RenewRevocationList(_folder["c"], password: "secret");
    }

    /// <summary>As the acceptance check makes it: everything by OpenSSL, an RSA root over an Ed25519 signer.</summary>
    [Fact]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Folder_made_by_openssl_with_an_ed25519_signer_signs()
    {
        _folder.OpenSsl("genpkey -algorithm ED25519 -out sign.key");
        _folder.OpenSsl("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Root -days 30 -addext keyUsage=critical,keyCertSign,cRLSign");
        _folder.Write("sign.ext", "subjectAltName=email:domain-signing-authority@acme.example\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=emailProtection\n");
        _folder.OpenSsl("req -new -key sign.key -out sign.csr -subj /O=acme.example/CN=domain-signing-authority");
        _folder.OpenSsl("x509 -req -in sign.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 -extfile sign.ext -out sign.crt");
        _folder.Write("c/anchors/root.pem", _folder.Read("root.pem"));
        _folder.Write("c/identities/acme.example/signing.pem", _folder.Read("sign.crt") + _folder.Read("sign.key"));
        _folder.Write("c/members/acme.example/signing.pem", _folder.Read("sign.crt"));
        await SignsAsync(_folder["c"], "ed25519");
    }

    private async Task SignsAsync(string community, string algorithm)
    {
        string plain = _folder[Guid.NewGuid().ToString("N")];
        string signed = _folder[Guid.NewGuid().ToString("N")];
        await File.WriteAllTextAsync(plain, CliFolder.Message);
        CliRun sign = await CliRun.Of("sign", "--community", community, "--domain", "acme.example", "--evidence", "test", plain, signed);
        Assert.True(sign.ExitCode == 0, sign.ToString());
        CliRun run = await CliRun.Of("classify", "--community", community, "--domain", "partner.example", "--json", signed);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("pass", run.Json.GetProperty("status").GetString());
        Assert.Equal("domain", run.Json.GetProperty("identityLevel").GetString());
        Assert.Equal("S(S0(content))", run.Json.GetProperty("structure").GetString());
        Assert.Equal(algorithm, run.Json.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("signatureAlgorithm").GetString());
    }
}
