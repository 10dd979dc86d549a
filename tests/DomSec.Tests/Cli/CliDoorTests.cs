using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DomSec.Tests.Cli;

/// <summary>The commands over the real doors.</summary>
public sealed class CliDoorTests(CliFolder folder) : IClassFixture<CliFolder>
{
    [Fact]
    public async Task Signed_encrypted_decrypted_and_classified_message_passes_at_domain_level()
    {
        string decrypted = folder.New();
        CliRun decrypt = await CliRun.Of("decrypt", "--community", folder.Community, "--domain", "partner.example", await folder.EncryptedAsync(), decrypted);
        Assert.True(decrypt.ExitCode == 0, decrypt.ToString());
        CliRun run = await CliRun.Of("classify", "--community", folder.Community, "--domain", "partner.example", "--json", decrypted);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("pass", run.Json.GetProperty("status").GetString());
        Assert.Equal("domain", run.Json.GetProperty("identityLevel").GetString());
        Assert.Equal("acme.example", run.Json.GetProperty("domain").GetString());
        Assert.Equal("S(S0(content))", run.Json.GetProperty("structure").GetString());
        Assert.Equal(decrypted, run.Json.GetProperty("input").GetString());
    }

    [Fact]
    public async Task Encrypted_message_is_classified_through_the_encryption()
    {
        CliRun run = await CliRun.Of("classify", "--community", folder.Community, "--domain", "partner.example", "--json", await folder.EncryptedAsync());
        Assert.Equal("acme.example", run.Json.GetProperty("domain").GetString());
        Assert.Equal("domain", run.Json.GetProperty("confidentiality").GetString());
        Assert.True(run.Json.GetProperty("layers")[0].GetProperty("opened").GetBoolean());
    }

    [Fact]
    public async Task Standard_input_and_output_carry_the_message()
    {
        CliRun signed = await CliRun.With(
            Encoding.ASCII.GetBytes(CliFolder.Message), password: null, "sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", "-", "-");
        Assert.True(signed.ExitCode == 0, signed.ToString());
        Assert.StartsWith("From: Alice", signed.Text, StringComparison.Ordinal);
        CliRun run = await CliRun.With(signed.Output, password: null, "classify", "--community", folder.Community, "--json", "-");
        Assert.Equal("pass", run.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Signing_without_evidence_is_refused_with_exit_3_and_leaves_no_file()
    {
        string signed = folder.New();
        CliRun run = await CliRun.Of("sign", "--community", folder.Community, "--domain", "acme.example", folder.Plain, signed);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("3183", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        AssertNothingAt(signed);
    }

    [Fact]
    public async Task Refusal_leaves_an_existing_file_untouched()
    {
        string existing = folder.New();
        File.WriteAllText(existing, "before");
        CliRun run = await CliRun.Of("encrypt", "--community", folder.Community, "--domain", "acme.example", "--to", "eve@elsewhere.example", await folder.SignedAsync(), existing);
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("before", File.ReadAllText(existing));
    }

    [Fact]
    public async Task Decrypting_with_the_wrong_key_is_exit_1_and_leaves_no_file()
    {
        string decrypted = folder.New();
        CliRun run = await CliRun.Of("decrypt", "--community", folder.Community, "--domain", "acme.example", await folder.EncryptedAsync(), decrypted);
        Assert.Equal(1, run.ExitCode);
        AssertNothingAt(decrypted);
    }

    [Fact]
    public async Task Key_of_the_command_line_decrypts_without_a_community()
    {
        string decrypted = folder.New();
        string key = Path.Combine(folder.Community, "identities/partner.example/confidentiality.pem");
        CliRun run = await CliRun.Of("decrypt", "--key", key, await folder.EncryptedAsync(), decrypted);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("application/pkcs7-mime", File.ReadAllText(decrypted), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-02")]
    public async Task Content_in_CBC_without_a_signature_is_decrypted_with_a_warning()
    {
        using X509Certificate2 recipient = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(folder.Community, "members/partner.example/confidentiality.pem")));
        var cms = new EnvelopedCms(new ContentInfo("Content-Type: text/plain\r\n\r\nfrom a peer\r\n"u8.ToArray()), new AlgorithmIdentifier(new Oid("2.16.840.1.101.3.4.1.42")));
        cms.Encrypt(new CmsRecipient(recipient));
        string header = "From: alice@acme.example\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        string encrypted = folder.Write("cbc.eml", header + Convert.ToBase64String(cms.Encode(), Base64FormattingOptions.InsertLineBreaks) + "\r\n");
        string decrypted = folder.New();
        CliRun run = await CliRun.Of("decrypt", "--community", folder.Community, "--domain", "partner.example", encrypted, decrypted);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("[F-ENC-UNAUTHENTICATED]", run.Error, StringComparison.Ordinal);
        Assert.Contains("from a peer", File.ReadAllText(decrypted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Originator_signature_as_evidence_is_refused_when_there_is_none()
    {
        string signed = folder.New();
        CliRun run = await CliRun.Of("sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "originator-signature", folder.Plain, signed);
        Assert.Equal(3, run.ExitCode);
        AssertNothingAt(signed);
    }

    [Fact]
    public async Task Classifying_without_any_trust_still_gives_the_facts()
    {
        CliRun run = await CliRun.Of("classify", "--json", await folder.SignedAsync());
        Assert.Equal(0, run.ExitCode);
        Assert.NotEqual("pass", run.Json.GetProperty("status").GetString());
        Assert.Equal("valid", run.Json.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("signature").GetString());
    }

    [Fact]
    public async Task Anchor_and_revocation_list_of_the_command_line_give_trust()
    {
        CliRun run = await CliRun.Of(
            "classify", "--json", "--trust", Path.Combine(folder.Community, "anchors/root.pem"), "--crl", Path.Combine(folder.Community, "crls/root.crl"), await folder.SignedAsync());
        Assert.Equal("pass", run.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Time_of_judgement_makes_certificates_expire()
    {
        CliRun run = await CliRun.Of("classify", "--community", folder.Community, "--json", "--at", "2099-01-01T00:00:00Z", await folder.SignedAsync());
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("fail", run.Json.GetProperty("status").GetString());
        Assert.Equal("expired", run.Json.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("certificate").GetString());
    }

    [Fact]
    public async Task Several_inputs_are_an_array_and_an_unreadable_one_does_not_stop_the_others()
    {
        string missing = folder.New();
        CliRun run = await CliRun.Of("classify", "--community", folder.Community, "--json", missing, folder.Plain);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Json.GetArrayLength());
        Assert.Equal("malformed", run.Json[0].GetProperty("layers")[0].GetProperty("kind").GetString());
        Assert.Contains("does not exist", run.Json[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("none", run.Json[1].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("3084ffffffff06092a864886f70d010702")]
    [InlineData("30")]
    [InlineData("308006092a864886f70d010702a080308002010131003080")]
    public async Task Malformed_object_is_json_with_an_error_and_exit_1(string hex)
    {
        string path = folder.New(".p7m");
        File.WriteAllBytes(path, Convert.FromHexString(hex));
        CliRun run = await CliRun.Of("classify", "--json", path);
        Assert.Equal(1, run.ExitCode);
        Assert.NotNull(run.Json.GetProperty("error").GetString());
        Assert.Equal("malformed", run.Json.GetProperty("layers")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Detached_signature_is_verified_over_the_content_file()
    {
        byte[] content = "Content-Type: text/plain\r\n\r\nhello\r\n"u8.ToArray();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=Alice", key, HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        var signer = new CmsSigner(certificate);
        signer.SignedAttributes.Add(new Pkcs9SigningTime());
        cms.ComputeSignature(signer);
        string signature = folder.Write("detached.p7s", cms.Encode());
        CliRun run = await CliRun.Of("classify", "--json", "--content", folder.Write("content", content), signature);
        Assert.Equal("valid", run.Json.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("signature").GetString());
        CliRun other = await CliRun.Of("classify", "--json", "--content", folder.Write("content2", "altered"), signature);
        Assert.Equal("invalid", other.Json.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("signature").GetString());
    }

    [Fact]
    public async Task Report_for_people_names_the_domain()
    {
        CliRun run = await CliRun.Of("classify", "--community", folder.Community, await folder.SignedAsync());
        Assert.Contains("pass", run.Text, StringComparison.Ordinal);
        Assert.Contains("it came from the domain acme.example", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Text);
    }

    [Fact]
    public async Task Inspect_shows_layers_structure_and_outline_of_a_signed_message()
    {
        CliRun run = await CliRun.Of("inspect", await folder.SignedAsync());
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("application/pkcs7-mime", run.Text, StringComparison.Ordinal);
        Assert.Contains("1.2.840.113549.1.7.2 signedData", run.Text, StringComparison.Ordinal);
        Assert.Contains("signatureType (RFC 3183)", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_of_a_cut_object_shows_what_is_there_and_is_exit_1_with_the_offset()
    {
        string path = folder.Write("cut.p7m", Convert.FromHexString("3082010006092a864886f70d010702a0"));
        CliRun run = await CliRun.Of("inspect", path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("signedData", run.Text, StringComparison.Ordinal);
        Assert.Contains("at offset 15", run.Error, StringComparison.Ordinal);
    }

    private static void AssertNothingAt(string path) =>
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetDirectoryName(path)!), file => file.Contains(Path.GetFileName(path), StringComparison.Ordinal));
}
