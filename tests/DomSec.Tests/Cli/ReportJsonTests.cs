using System.Text.Json;
using DomSec.Cli.Display;
using DomSec.Cli.Json;
using Spectre.Console;

namespace DomSec.Tests.Cli;

public sealed class ReportJsonTests
{
    private const string Hostile = "\u001b[2J[red]x[/]\u202e";

    [Fact]
    public void Report_has_every_key_of_the_contract()
    {
        JsonElement json = Render(Sample());
        Assert.Equal(
            ["input", "status", "identityLevel", "domain", "originator", "confidentiality", "headerProtection", "structure", "layers", "flags", "error", "authenticationResults"],
            Names(json).Take(12)); // more may follow
        JsonElement signed = json.GetProperty("layers")[0];
        Assert.Equal(["kind", "carrier", "encoding", "signatures", "recipients", "contentEncryption", "opened", "flags"], Names(signed));
        JsonElement signature = signed.GetProperty("signatures")[0];
        Assert.Equal(
            ["types", "typeAttribute", "signature", "certificate", "verdict", "digestAlgorithm", "signatureAlgorithm", "signer", "signingTime", "flags"],
            Names(signature).Take(10));
        Assert.Equal(["subject", "issuer", "serial", "emails"], Names(signature.GetProperty("signer")));
        Assert.Equal(["kind", "id", "ours"], Names(json.GetProperty("layers")[1].GetProperty("recipients")[0]));
    }

    [Fact]
    public void Values_are_spelled_as_in_the_contract()
    {
        JsonElement json = Render(Sample());
        Assert.Equal("temperror", json.GetProperty("status").GetString());
        Assert.Equal("endToEnd", json.GetProperty("confidentiality").GetString());
        Assert.Equal("acme.example", json.GetProperty("domain").GetString());
        Assert.Equal("F-REV-UNKNOWN", json.GetProperty("flags")[0].GetString());
        JsonElement layer = json.GetProperty("layers")[0];
        Assert.Equal("multipart-signed", layer.GetProperty("carrier").GetString());
        JsonElement signature = layer.GetProperty("signatures")[0];
        Assert.Equal("addAttrib", signature.GetProperty("types")[1].GetString());
        Assert.Equal("revocationUnknown", signature.GetProperty("certificate").GetString());
        Assert.Equal("2026-11-23T10:00:00Z", signature.GetProperty("signingTime").GetString());
        Assert.Equal("ktri", json.GetProperty("layers")[1].GetProperty("recipients")[0].GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, layer.GetProperty("contentEncryption").ValueKind);
    }

    [Fact]
    public void Every_value_of_every_enumeration_has_its_own_word()
    {
        AssertWords<SecurityStatus>(ReportWords.Of);
        AssertWords<IdentityLevel>(ReportWords.Of);
        AssertWords<ConfidentialityLevel>(ReportWords.Of);
        AssertWords<HeaderProtectionLevel>(ReportWords.Of);
        AssertWords<HeaderFieldState>(ReportWords.Of);
        AssertWords<LayerKind>(ReportWords.Of, sharing: 5); // what is recognised and not opened is opaque
        AssertWords<LayerCarrier>(ReportWords.Of);
        AssertWords<LayerEncoding>(ReportWords.Of);
        AssertWords<SignatureType>(ReportWords.Of);
        AssertWords<SignatureFact>(ReportWords.Of);
        AssertWords<CertificateFact>(ReportWords.Of);
        AssertWords<RecipientKind>(ReportWords.Of);
        AssertWords<MailListReceiptPolicy>(ReportWords.Of);
    }

    [Fact]
    public void Unreadable_input_is_a_malformed_layer_with_an_error()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ReportJson.WriteUnreadable(writer, "x", "why");
        }

        JsonElement json = JsonDocument.Parse(buffer.ToArray()).RootElement;
        Assert.Equal("malformed", json.GetProperty("layers")[0].GetProperty("kind").GetString());
        Assert.Equal("why", json.GetProperty("error").GetString());
        Assert.Equal(Names(Render(Sample())), Names(json));
    }

    [Fact]
    public void Tree_for_people_shows_flags_with_their_meaning_and_lets_no_control_character_through()
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 300;
        console.Write(ReportTree.Render(Hostile, Sample()));
        string shown = text.ToString();
        Assert.Contains(SecurityFlags.RevocationUnknown.Meaning, shown, StringComparison.Ordinal);
        Assert.Contains("multipart-signed", shown, StringComparison.Ordinal);
        Assert.Contains("\\u{1b}[2J[red]x[/]\\u{202e}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
        Assert.DoesNotContain('\u202e', shown);
    }

    private static void AssertWords<T>(Func<T, string> word, int sharing = 0)
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        Assert.Equal(values.Length - sharing, values.Select(word).Distinct().Count());
    }

    private static List<string> Names(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];

    private static JsonElement Render(DomainSecurityReport report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ReportJson.Write(writer, "a.eml", report);
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }

    private static DomainSecurityReport Sample()
    {
        var flag = new RaisedFlag(SecurityFlags.RevocationUnknown, Hostile);
        var signature = new SignatureReport
        {
            Types = [SignatureType.Domain, SignatureType.AdditionalAttributes],
            HasTypeAttribute = true,
            Signature = SignatureFact.Valid,
            Certificate = CertificateFact.RevocationUnknown,
            Verdict = SecurityStatus.TempError,
            DigestAlgorithm = "sha256",
            SignatureAlgorithm = "rsaPkcs1",
            Signer = new SignerReport(Hostile, "CN=Root", "0a", [Hostile]),
            SignerCertificate = default,
            SigningTime = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.FromHours(2)),
            MessageDigest = default,
            ContentIdentifier = default,
            Domain = MailDomain.Parse("acme.example"),
            Countersignatures = [],
            Flags = [flag],
        };
        return new DomainSecurityReport
        {
            Status = SecurityStatus.TempError,
            IdentityLevel = IdentityLevel.None,
            Domain = MailDomain.Parse("acme.example"),
            Originator = Hostile,
            Confidentiality = ConfidentialityLevel.EndToEnd,
            HeaderProtection = HeaderProtectionLevel.None,
            Structure = "S(E(?))",
            Layers =
            [
                Layer(LayerKind.Signed, LayerCarrier.MultipartSigned, [signature], []),
                Layer(LayerKind.Enveloped, LayerCarrier.Pkcs7Mime, [], [new RecipientReport(RecipientKind.KeyTransport, Hostile, IsOurs: true)]),
            ],
            Flags = [flag],
            Error = null,
            AuthenticationResults = "localhost; smime=temperror",
        };
    }

    private static SecurityLayer Layer(LayerKind kind, LayerCarrier carrier, IReadOnlyList<SignatureReport> signatures, IReadOnlyList<RecipientReport> recipients) => new()
    {
        Kind = kind,
        Carrier = carrier,
        Encoding = LayerEncoding.Der,
        Signatures = signatures,
        Recipients = recipients,
        ContentEncryption = recipients.Count > 0 ? "aes256-gcm" : null,
        IsOpened = true,
        Flags = [],
    };
}
