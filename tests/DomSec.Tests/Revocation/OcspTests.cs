using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Trust;

namespace DomSec.Tests.Revocation;

/// <summary>OCSP with OpenSSL as the responder: CERT-02, CRT-9.</summary>
public sealed class OcspTests : FetchTestBase
{
    private static readonly DateTimeOffset Today = TimeProvider.System.GetUtcNow();
    private static readonly X509Extension NoCheck = new("1.3.6.1.5.5.7.48.1.5", [0x05, 0x00], critical: false);

    private readonly OpenSsl _openSsl = new();
    private readonly TestAuthority _ca = TestAuthority.Root("CN=ca", Dated(TestCertificate.Ca));
    private readonly TestAuthority _leaf;
    private byte[]? _last;

    public OcspTests()
    {
        Time = new ManualTime(Today, runs: true);
        _leaf = Issue("/ocsp");
    }

    [Theory]
    [Trait("Requirement", "CERT-02")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Issuer_s_own_answer_is_good(bool nonce)
    {
        Server.On("/ocsp", Responder(_ca));
        RevocationLookup answer = await AskAsync(Source(Options with { UseNonce = nonce }), _leaf, _ca);
        Assert.True(answer.State == LookupState.Found, answer.Source);
        Assert.Equal(CertificateFact.Trusted, Fact(answer));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Answer_with_sha256_identifiers_is_recognised()
    {
        byte[] request = _openSsl.File("") is var path && _openSsl.Run("ocsp", "-sha256", "-issuer", Pem(_ca), "-cert", Pem(_leaf), "-no_nonce", "-reqout", path).Expect() is not null ? File.ReadAllBytes(path) : [];
        byte[] response = Respond(request, _ca);
        Server.Serve("/ocsp", response);
        Assert.Equal(CertificateFact.Trusted, Fact(await AskAsync(Source(), _leaf, _ca)));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Revoked_is_revoked_and_unknown_is_unknown()
    {
        Server.On("/ocsp", Responder(_ca, revoked: _leaf));
        Assert.Equal(CertificateFact.Revoked, Fact(await AskAsync(Source(), _leaf, _ca)));

        TestAuthority unknown = Issue("/ocsp");
        Assert.Equal(CertificateFact.RevocationUnknown, Fact(await AskAsync(Source(), unknown, _ca), unknown));
    }

    [Theory]
    [Trait("Requirement", "CERT-02")]
    [InlineData("good", CertificateFact.Trusted)]
    [InlineData("checked", CertificateFact.RevocationUnknown)] // without id-pkix-ocsp-nocheck its own state has to be known
    [InlineData("purpose", CertificateFact.RevocationUnknown)]
    [InlineData("expired", CertificateFact.RevocationUnknown)]
    [InlineData("stranger", CertificateFact.RevocationUnknown)]
    public async Task Delegated_responder_has_to_be_appointed_by_the_issuer(string kind, CertificateFact expected)
    {
        TestCertificate template = Dated(TestCertificate.Leaf) with { ExtendedKeyUsages = [kind == "purpose" ? TestCertificate.EmailProtection : "1.3.6.1.5.5.7.3.9"], Extensions = kind == "checked" ? [] : [NoCheck] };
        template = kind == "expired" ? template with { NotBefore = Today.AddDays(-9), NotAfter = Today.AddDays(-1) } : template;
        TestAuthority responder = (kind == "stranger" ? TestAuthority.Root("CN=ca", Dated(TestCertificate.Ca)) : _ca).Issue("CN=responder", template);
        Server.On("/ocsp", Responder(responder));
        RevocationLookup answer = await AskAsync(Source(), _leaf, _ca);
        Assert.Equal(1, Server.Count("/ocsp"));
        Assert.Equal(expected, Fact(answer));
        Assert.Equal(kind == "stranger" ? 0 : 1, answer.OcspResponses.Count);
    }

    [Theory]
    [Trait("Requirement", "CERT-02")]
    [InlineData("30030A0103", "try later")]
    [InlineData("30030A0106", "unauthorized")]
    [InlineData("30030A0101", "refuses")]
    [InlineData("30030A0100", "not an OCSP response")]
    [InlineData("3C68746D6C3E", "not an OCSP response")]
    public async Task Refusal_is_unavailable(string response, string reason)
    {
        Server.Serve("/ocsp", Convert.FromHexString(response));
        RevocationLookup answer = await AskAsync(Source(), _leaf, _ca);
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Contains(reason, answer.Source, StringComparison.Ordinal);
        Assert.Equal(CertificateFact.RevocationUnknown, Fact(answer));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public async Task Replayed_answer_is_not_taken_and_does_not_count_if_it_were()
    {
        Server.On("/ocsp", Responder(_ca));
        RevocationLookup fresh = await AskAsync(Source(), _leaf, _ca);
        Server.Serve("/ocsp", _last!);
        ManualTime later = new(Today.AddHours(2), runs: true);
        RevocationLookup answer = await AskAsync(Source(Options with { TimeProvider = later }), _leaf, _ca);
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Equal(CertificateFact.Trusted, Fact(fresh));
        Assert.Equal(CertificateFact.RevocationUnknown, Fact(fresh, at: Today.AddHours(2)));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Answer_about_another_certificate_or_to_another_request_is_not_taken()
    {
        TestAuthority other = Issue("/ocsp");
        Server.On("/ocsp", Responder(_ca, known: other));
        await AskAsync(Source(), other, _ca);
        Server.Serve("/ocsp", _last!);
        Assert.Equal(LookupState.Unavailable, (await AskAsync(Source(), _leaf, _ca)).State);

        Server.On("/ocsp", Responder(_ca));
        await AskAsync(Source(Options with { UseNonce = true }), _leaf, _ca);
        Server.Serve("/ocsp", _last!);
        Assert.Equal(LookupState.Unavailable, (await AskAsync(Source(Options with { UseNonce = true }), _leaf, _ca)).State);
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Dead_responder_leaves_time_for_the_next_one_and_for_the_list()
    {
        Server.Silence("/dead").On("/ocsp", Responder(_ca));
        TestAuthority two = Issue("/dead", "/ocsp");
        Server.On("/ocsp", Responder(_ca, known: two));
        Assert.Equal(CertificateFact.Trusted, Fact(await AskAsync(Source(), two, _ca, TimeSpan.FromSeconds(1.8)), two));

        TestAuthority three = _ca.Issue("CN=leaf", Dated(TestCertificate.Leaf) with
        {
            Extensions = [new X509AuthorityInformationAccessExtension([Server.Url("/dead")], null), CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([Server.Url("/a.crl")])],
        });
        Server.Serve("/a.crl", _ca.Crl(thisUpdate: Today.AddHours(-1), nextUpdate: Today.AddDays(1)));
        Assert.Equal(CertificateFact.Trusted, Fact(await AskAsync(Source(), three, _ca, TimeSpan.FromSeconds(1.8)), three));
    }

    private static TestCertificate Dated(TestCertificate template) => template with { NotBefore = Today.AddDays(-10), NotAfter = Today.AddDays(100) };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private TestAuthority Issue(params string[] paths) =>
        _ca.Issue("CN=leaf", Dated(TestCertificate.Leaf) with { Extensions = [new X509AuthorityInformationAccessExtension(paths.Select(path => Server.Url(path)), null)] });

    private CertificateFact Fact(RevocationLookup answer, TestAuthority? leaf = null, DateTimeOffset? at = null) => Validator.Validate(
        (leaf ?? _leaf).Certificate,
        DomSec.Trust.CertificatePurpose.Signing,
        [],
        TestAuthority.Trusting([_ca]),
        at ?? Time.GetUtcNow(),
        new DomSecOptions(),
        DomSec.Trust.RevocationEvidence.None.With(answer.RevocationLists, answer.OcspResponses)).Fact;

    private string Pem(TestAuthority certificate) => _openSsl.File(PemEncoding.WriteString("CERTIFICATE", certificate.Der));

    private Func<TestRequest, Stream, CancellationToken, Task> Responder(TestAuthority signer, TestAuthority? revoked = null, TestAuthority? known = null) => async (request, stream, ct) =>
    {
        _last = Respond(request.Body, signer, revoked, known);
        await TestServer.AnswerAsync(stream, "200 OK", _last, "Content-Type: application/ocsp-response\r\n", ct);
    };

    private byte[] Respond(byte[] request, TestAuthority signer, TestAuthority? revoked = null, TestAuthority? known = null)
    {
        TestAuthority about = known ?? _leaf;
        string serial = Convert.ToHexString(about.Certificate.SerialNumber.Span);
        string until = Text(Today.AddDays(100));
        string entry = revoked is null ? $"V\t{until}\t\t{serial}\tunknown\t/CN=leaf\n" : $"R\t{until}\t{Text(Today.AddDays(-1))},keyCompromise\t{serial}\tunknown\t/CN=leaf\n";
        string response = _openSsl.File("");
        string key = ((ECDsa)signer.Key).ExportPkcs8PrivateKeyPem();
        _openSsl.Run("ocsp", "-index", _openSsl.File(entry), "-CA", Pem(_ca), "-rsigner", Pem(signer), "-rkey", _openSsl.File(key), "-reqin", _openSsl.File(request), "-respout", response, "-nmin", "30").Expect();
        return File.ReadAllBytes(response);
    }
}
