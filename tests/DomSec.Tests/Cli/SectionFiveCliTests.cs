using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using DomSec.TestKit;
using DomSec.Tests.Signing.MailList;

namespace DomSec.Tests.Cli;

/// <summary><c>domsec sign</c> does what RFC 3183 section 5 asks for, and the other commands show what lists did.</summary>
public sealed class SectionFiveCliTests(CliFolder folder) : IClassFixture<CliFolder>
{
    [Fact]
    [Trait("Requirement", "DS-MLA-09")]
    [Trait("Requirement", "DS-SEC-05")]
    public async Task Sign_decrypts_what_was_encrypted_for_the_domain_and_warns()
    {
        string signed = folder.New();
        CliRun run = await SignAsync(Encrypted(), signed);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("no longer encrypted", run.Text, StringComparison.Ordinal);
        Assert.Contains("[F-ENC-UNAUTHENTICATED]", run.Error, StringComparison.Ordinal);
        Assert.Equal("S(S0(content))", await StructureAsync(signed));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-05")]
    public async Task Sign_encrypts_for_the_recipients_when_that_is_required()
    {
        string signed = folder.New();
        CliRun run = await SignAsync(Encrypted(), signed, "--require-encryption", "--to", "bob@partner.example");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("encrypted to partner.example", run.Text, StringComparison.Ordinal);
        Assert.Equal("A(S(S0(content)))", await StructureAsync(signed));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-06")]
    public async Task Sign_that_has_to_encrypt_and_is_told_no_recipient_is_refused_with_the_option_s_name()
    {
        CliRun run = await SignAsync(folder.Plain, folder.New(), "--require-encryption");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("--to", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-09")]
    public async Task Sign_over_what_does_not_open_needs_its_option()
    {
        string message = Encrypted("partner.example");
        Assert.Equal(3, (await SignAsync(message, folder.New(), "--to", "bob@partner.example")).ExitCode);
        string signed = folder.New();
        CliRun run = await SignAsync(message, signed, "--to", "bob@partner.example", "--allow-opaque");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("[F-OPAQUE]", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--to", "nobody")]
    [InlineData("--stripped-labels", "keep")]
    public async Task Bad_value_is_a_usage_error(string option, string value) =>
        Assert.Equal(2, (await SignAsync(folder.Plain, folder.New(), option, value)).ExitCode);

    [Fact]
    [Trait("Requirement", "ESS-MLA-04")]
    public async Task Inspect_and_classify_show_the_lists_that_expanded_a_message()
    {
        string expanded = Expanded();
        CliRun inspect = await CliRun.Of("inspect", expanded);
        Assert.True(inspect.ExitCode == 0, inspect.ToString());
        Assert.Contains("expanded by mail list keyId 01020304 at 2024-05-31 08:30:00 UTC, no receipts", inspect.Text, StringComparison.Ordinal);
        CliRun people = await CliRun.Of("classify", "--community", folder.Community, expanded);
        Assert.Contains("expanded by mail list keyId 01020304", people.Text, StringComparison.Ordinal);
        JsonElement json = (await CliRun.Of("classify", "--community", folder.Community, "--json", expanded)).Json;
        JsonElement entry = Assert.Single(json.GetProperty("mailListExpansions").EnumerateArray());
        Assert.Equal("keyId 01020304", entry.GetProperty("mailList").GetString());
        Assert.Equal("2024-05-31T08:30:00Z", entry.GetProperty("time").GetString());
        Assert.Equal("none", entry.GetProperty("receiptPolicy").GetString());
        Assert.Empty(entry.GetProperty("receiptRecipients").EnumerateArray());
        Assert.False(entry.GetProperty("ours").GetBoolean());
    }

    private Task<CliRun> SignAsync(string input, string output, params string[] options) =>
        CliRun.Of(["sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", .. options, input, output]);

    private async Task<string?> StructureAsync(string path)
    {
        CliRun run = await CliRun.Of("classify", "--community", folder.Community, "--json", path);
        Assert.Equal("pass", run.Json.GetProperty("status").GetString());
        Assert.Equal("acme.example", run.Json.GetProperty("domain").GetString());
        return run.Json.GetProperty("structure").GetString();
    }

    /// <summary>The plain message, encrypted in CBC mode by the platform, as an old mail program does.</summary>
    private string Encrypted(string domain = "acme.example")
    {
        using X509Certificate2 recipient = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(folder.Community, $"members/{domain}/confidentiality.pem")));
        (byte[] header, byte[] entity) = Messages.Split(File.ReadAllBytes(folder.Plain));
        var cms = new EnvelopedCms(new ContentInfo(entity), new AlgorithmIdentifier(new Oid("2.16.840.1.101.3.4.1.42")));
        cms.Encrypt(new CmsRecipient(recipient));
        string path = folder.New();
        File.WriteAllBytes(path, Messages.Carry(header, cms.Encode(), "enveloped-data"));
        return path;
    }

    private string Expanded()
    {
        byte[] attribute = ExpansionHistories.Attribute(ExpansionHistories.Entry([1, 2, 3, 4], [0x80, 0x00]));
        string path = folder.New();
        File.WriteAllBytes(path, LayeredMessage.Of(File.ReadAllBytes(folder.Plain)).Null().Signed(layer => layer.By(NestedMessage.List, signer => signer.SignedAttributes.Add(attribute))).ToOctets());
        return path;
    }
}
