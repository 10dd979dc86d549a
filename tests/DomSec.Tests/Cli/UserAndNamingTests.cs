using System.Text.Json;
using DomSec.TestKit;

namespace DomSec.Tests.Cli;

/// <summary>Users' signatures, agreed naming, recipients' keys and reviewers at the command line.</summary>
public sealed class UserAndNamingTests(CliFolder folder) : IClassFixture<CliFolder>
{
    private static readonly TestCa Root = new("Users of the command line", TestKeyType.P256);
    private static readonly TestIdentity Alice = Root.IssuePerson("alice@acme.example", TestKeyType.P256);
    private static readonly TestIdentity Bob = Root.IssuePerson("bob@partner.example", TestKeyType.Rsa2048, shape => shape.KeyUsage = System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.KeyEncipherment);

    [Theory]
    [InlineData("originator", "originator", false)]
    [InlineData("originator", "originator", true)]
    [InlineData("delegated", "delegatedOriginator", true)]
    [Trait("Requirement", "DS-STA-13")]
    public async Task User_signs_with_the_key_in_the_domain_s_folder(string type, string level, bool hasAttribute)
    {
        PutUsers();
        string signed = folder.New();
        string[] options = ["sign", "--community", folder.Community, "--domain", "acme.example", "--type", type, .. hasAttribute && type == "originator" ? (string[])["--explicit-type"] : []];
        CliRun refused = await CliRun.Of([.. options, folder.Plain, signed]);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("3183", refused.Error, StringComparison.Ordinal);
        CliRun run = await CliRun.Of([.. options, "--evidence", "SMTP AUTH alice", folder.Plain, signed]);
        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement report = (await CliRun.Of("classify", "--community", folder.Community, "--json", signed)).Json;
        Assert.Equal("pass", report.GetProperty("status").GetString());
        Assert.Equal(level, report.GetProperty("identityLevel").GetString());
        Assert.Equal("alice@acme.example", report.GetProperty("originator").GetString());
        Assert.Equal(hasAttribute, report.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("typeAttribute").GetBoolean());
    }

    [Fact]
    [Trait("Requirement", "DS-REV-05")]
    public async Task Classify_names_the_represented_domain_and_the_reviewers()
    {
        string reviewed = folder.New();
        CliRun run = await CliRun.Of("sign", "--community", folder.Community, "--domain", "partner.example", "--type", "review", await folder.SignedAsync(), reviewed);
        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement report = (await CliRun.Of("classify", "--community", folder.Community, "--json", reviewed)).Json;
        Assert.Equal("acme.example", Assert.Single(report.GetProperty("representedDomains").EnumerateArray()).GetString());
        JsonElement reviewer = Assert.Single(report.GetProperty("reviewers").EnumerateArray());
        Assert.Equal("review-authority@partner.example", Assert.Single(reviewer.GetProperty("emails").EnumerateArray()).GetString());
        CliRun shown = await CliRun.Of("classify", "--community", folder.Community, reviewed);
        Assert.Contains("acme.example speaks for acme.example", shown.Text, StringComparison.Ordinal);
        Assert.Contains("reviewed by", shown.Text, StringComparison.Ordinal);
        JsonElement plain = (await CliRun.Of("classify", "--community", folder.Community, "--json", folder.Plain)).Json;
        Assert.Equal((0, 0), (plain.GetProperty("representedDomains").GetArrayLength(), plain.GetProperty("reviewers").GetArrayLength()));
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-01 DS-CRY-05 DS-CRY-11")]
    public async Task Encrypt_takes_the_recipient_s_key_and_keeps_hidden_recipients_apart()
    {
        PutUsers();
        string encrypted = folder.New();
        CliRun run = await CliRun.Of("encrypt", "--community", folder.Community, "--domain", "acme.example", "--to", "bob@partner.example", "--target", "recipient", await folder.SignedAsync(), encrypted);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("bob@partner.example", run.Error + run.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await CliRun.Of("decrypt", "--community", folder.Community, "--domain", "partner.example", encrypted, folder.New())).ExitCode);
        string key = folder.Write("bob.pem", Bob.Pem + Bob.KeyPem);
        CliRun decrypted = await CliRun.Of("decrypt", "--community", folder.Community, "--domain", "partner.example", "--key", key, encrypted, folder.New());
        Assert.True(decrypted.ExitCode == 0, decrypted.ToString());

        string[] two = ["encrypt", "--community", folder.Community, "--domain", "acme.example", "--to", "bob@partner.example", "--to", "carol@acme.example"];
        CliRun hidden = await CliRun.Of([.. two, await folder.SignedAsync(), folder.New()]);
        Assert.Equal(3, hidden.ExitCode);
        Assert.Contains("DS-CRY-11", hidden.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.Of([.. two, "--allow-hidden", await folder.SignedAsync(), folder.New()])).ExitCode);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-13")]
    public async Task Direct_signature_is_said_not_to_conform()
    {
        CliRun run = await CliRun.Of("sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", "--direct", folder.Plain, folder.New());
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("F-NO-ENCAPSULATION", run.Error + run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emailRole")]
    [InlineData("uriSan")]
    [Trait("Requirement", "DS-NAM-32 DS-SEC-01")]
    public async Task Community_of_another_naming_is_made_extended_and_checked(string naming)
    {
        string community = Path.Combine(folder.Root, naming);
        string[] options = ["--naming", naming, "--key", "p256", "--encryption-key", "p256"];
        Assert.Equal(0, (await CliRun.Of(["community", "init", community, "--domain", "acme.example", .. options])).ExitCode);
        Assert.Equal(0, (await CliRun.Of(["community", "add", community, "--domain", "partner.example", .. options])).ExitCode);
        CliRun check = await CliRun.Of("community", "check", community, "--json");
        Assert.True(check.ExitCode == 0, check.ToString());
        Assert.Equal(["advice", "good"], check.Json.EnumerateArray().Select(finding => finding.GetProperty("severity").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2, check.Json.EnumerateArray().Count(finding => finding.GetProperty("severity").GetString() == "advice"));
        string signed = folder.New();
        CliRun sign = await CliRun.Of("sign", "--community", community, "--domain", "acme.example", "--evidence", "test", folder.Plain, signed);
        Assert.True(sign.ExitCode == 0, sign.ToString());
        JsonElement report = (await CliRun.Of("classify", "--community", community, "--json", signed)).Json;
        Assert.Equal("pass", report.GetProperty("status").GetString());
        Assert.Contains("F-NAME-AGREED", report.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal(2, (await CliRun.Of("community", "init", folder.New(""), "--domain", "a.example", "--naming", "cabfMailbox")).ExitCode);
    }

    private void PutUsers()
    {
        File.WriteAllText(Path.Combine(folder.Community, "anchors/users.pem"), Root.Pem);
        File.WriteAllBytes(Path.Combine(folder.Community, "crls/users.crl"), Root.Crl());
        File.WriteAllText(Path.Combine(folder.Community, "identities/acme.example/alice.pem"), Alice.Pem + Alice.KeyPem);
        File.WriteAllText(Path.Combine(folder.Community, "members/partner.example/bob.pem"), Bob.Pem);
    }
}
