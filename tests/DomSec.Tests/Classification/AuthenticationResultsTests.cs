using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using MimeKit.Cryptography;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>The value for an Authentication-Results field (RFC 8601, RFC 7281).</summary>
public sealed class AuthenticationResultsTests
{
    [Fact]
    [Trait("Requirement", "AR-01")]
    [Trait("Requirement", "AR-02")]
    public async Task Every_signature_has_a_result_of_its_own_outermost_first()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Signed(Ids.AcmeSigner, DomainSig).ToOctets());
        Assert.Equal(
            "mx.partner.example; smime=pass (domain signature) body.smime-part=1 body.smime-identifier=domain-signing-authority@acme.example"
            + "; smime=pass (originator signature) body.smime-part=1/2 body.smime-identifier=alice@acme.example",
            report.AuthenticationResults);
    }

    [Fact]
    [Trait("Requirement", "AR-01")]
    public async Task Message_without_signatures_has_the_result_none()
    {
        Assert.Equal("mx.partner.example; smime=none", (await ClassifyAsync(Messages.Plain())).AuthenticationResults);
        Assert.Equal("mx.partner.example; smime=none", (await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Null().ToOctets())).AuthenticationResults);
        Assert.Equal("mx.partner.example; smime=none", (await ClassifyAsync([])).AuthenticationResults);
    }

    [Theory]
    [InlineData("altered", "fail", "F-SIG-INVALID")]
    [InlineData("unrelated", "policy", "F-MAP-NOT-ASCENDANT")]
    [InlineData("unknown", "neutral", "F-SIG-UNVERIFIABLE")]
    [InlineData("missing", "permerror", "F-CERT-MISSING")]
    [Trait("Requirement", "AR-01")]
    public async Task Result_other_than_pass_names_its_reason(string what, string word, string reason)
    {
        DomainSecurityReport report = await ClassifyAsync(what switch
        {
            "altered" => Build.Signer(signer => signer.Types(DomainSig).MessageDigest = new byte[32]),
            "unrelated" => Build.DomainSigned(Ids.EvilSigner),
            "unknown" => Build.Signer(signer => signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("1.2.3.4")),
            _ => Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false),
        });
        Assert.StartsWith($"mx.partner.example; smime={word} (domain signature, {reason}) body.smime-part=1", report.AuthenticationResults, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "AR-02")]
    public async Task Certificate_without_an_address_is_named_by_serial_number_and_issuer_together()
    {
        TestIdentity nameless = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256, shape => shape.Emails.Clear());
        string text = (await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(nameless).ToOctets())).AuthenticationResults;
        Assert.Contains(" body.smime-serial=" + nameless.Certificate.SerialNumber.ToLowerInvariant(), text, StringComparison.Ordinal);
        Assert.Contains(" body.smime-issuer=\"CN=Community Root,O=Community,C=NZ\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("smime-identifier", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Root\r\nX-Injected: yes")]
    [InlineData("Root\" smime=pass body.x=\"")]
    [InlineData("Root; smime=pass")]
    [InlineData("Wurzel-Behörde Ω")]
    [InlineData("Root\u202Egnp\u2028.\u0007\\")]
    [Trait("Requirement", "AR-05")]
    [Trait("Requirement", "SEC-LOG-01")]
    public async Task Text_from_a_certificate_cannot_leave_its_quotes(string name)
    {
        var root = new TestCa("odd root", TestKeyType.P256, shape => shape.CommonNames[0] = name);
        TestIdentity signer = root.IssuePerson("alice@acme.example", TestKeyType.P256, shape =>
        {
            shape.Emails.Clear();
            shape.CommonNames[0] = name;
        });
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(signer).ToOctets());
        string text = report.AuthenticationResults;
        Assert.True(text.All(character => character is >= ' ' and <= '~'), text);
        Assert.Single(Parse(text).Results);
        Assert.NotEqual("pass", Parse(text).Results[0].Result);

        // The same names in the report and its flags are fit for a log.
        IEnumerable<string> others = [report.Signatures()[0].Signer.Subject, report.Signatures()[0].Signer.Issuer, .. report.Flags.Select(flag => flag.Detail)];
        Assert.All(others, line => Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u202E' or '\u2028'));
    }

    [Theory]
    [InlineData("alice\r\nX: y@acme.example")]
    [InlineData("\"a b\\\"; smime=pass\"@acme.example")]
    [InlineData("alice@acme.example; smime=pass")]
    [Trait("Requirement", "AR-05")]
    public async Task Address_from_a_certificate_cannot_add_a_result(string address)
    {
        TestIdentity signer = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256, shape => shape.Emails[0] = address);
        string text = (await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(signer).ToOctets())).AuthenticationResults;
        Assert.True(text.All(character => character is >= ' ' and <= '~'), text);
        AuthenticationMethodResult result = Assert.Single(Parse(text).Results);
        Assert.NotEqual("pass", result.Result);
    }

    private static Task<DomainSecurityReport> ClassifyAsync(byte[] message) => TestDoors.ForPartner(new() { AuthenticationServiceId = "mx.partner.example" }).ClassifyAsync(message);

    private static AuthenticationResults Parse(string text)
    {
        Assert.True(AuthenticationResults.TryParse(Encoding.ASCII.GetBytes(text), out AuthenticationResults? parsed), text);
        return parsed;
    }
}
