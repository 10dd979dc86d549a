using System.Text;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using MimeKit.Cryptography;

namespace DomSec.Interop.Tests.DomainSignatures;

/// <summary>A domain signature over what strangers signed before: after the peer has peeled it, the inner message is there octet for octet and verifies.</summary>
public sealed class EncapsulationTests
{
    public static TheoryData<string, CmsEncoding> Inputs
    {
        get
        {
            var cells = new TheoryData<string, CmsEncoding>();
            foreach (string input in (string[])["clear by MimeKit", "clear by OpenSSL", "opaque by the platform", "opaque BER by OpenSSL", "opaque by BouncyCastle", "8bit by the platform"])
            {
                cells.Add(input, CmsEncoding.Der);
                cells.Add(input, CmsEncoding.Ber);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Signed_message_keeps_its_octets_and_its_signature_under_the_domain_s(string input, CmsEncoding encoding)
    {
        TestIdentity alice = Identities.Alice();
        byte[] message = Input(input, alice);
        byte[] entity = Canonical(message);
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        byte[] signed = await gateway.SignAsync(message, AlgorithmProfile.Smime4 with { Encoding = encoding });

        using var openSsl = new OpenSsl();
        byte[] peeled = openSsl.Verify(Messages.CmsOf(signed), TestCa.Shared).Expect().Output;
        Assert.Equal(Encoding.Latin1.GetString(entity), Encoding.Latin1.GetString(peeled));
        // OpenSSL takes the CR off a multipart/signed's lines and, asked for binary, does not put them back before hashing.
        string[] options = input.StartsWith("clear", StringComparison.Ordinal) ? [] : ["-binary"];
        PeerResult inner = openSsl.VerifyMessage([.. "MIME-Version: 1.0\r\n"u8, .. peeled], TestCa.Shared, options);
        Assert.True(inner.Ok, inner.Error);
        Assert.Contains(input.StartsWith("8bit", StringComparison.Ordinal) ? "Köln" : "second quarter", inner.Text, StringComparison.Ordinal);

        // And back: our classifier names both.
        DomainSecurityReport report = await gateway.ClassifyAsync(signed);
        Assert.Equal((SecurityStatus.Pass, "S(S(content))", "acme.example", "alice@acme.example"), (report.Status, report.Structure, report.Domain?.Value, report.Originator));
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Broken_inner_signature_is_not_what_the_peer_accepts_after_peeling()
    {
        byte[] message = Input("clear by MimeKit", Identities.Alice());
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        byte[] peeled = OpenSslPeel(await gateway.SignAsync(message));
        using var openSsl = new OpenSsl();
        Assert.True(openSsl.VerifyMessage([.. "MIME-Version: 1.0\r\n"u8, .. peeled], TestCa.Shared).Ok);
        Assert.False(openSsl.VerifyMessage([.. "MIME-Version: 1.0\r\n"u8, .. SignedMessage.Altered(peeled)], TestCa.Shared).Ok);
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-08")]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Second_domain_signature_peels_to_the_first_octet_for_octet()
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing()).Own(Identities.Signing(TestKeyType.P256, "dept.acme.example"));
        byte[] first = await gateway.SignAsync(Messages.Plain("alice@dept.acme.example"), domain: "dept.acme.example");
        byte[] second = await gateway.SignAsync(first);
        byte[] peeled = OpenSslPeel(second);
        Assert.Equal(Messages.Split(first).Entity, peeled);
        byte[] emptyLayer = Peeling.CmsOfEntity(OpenSslPeel([.. "MIME-Version: 1.0\r\n"u8, .. peeled]));
        Assert.Equal(Messages.Split(Messages.Plain()).Entity, Peeling.ContentPrintedByOpenSsl(emptyLayer));

        DomainSecurityReport report = await gateway.ClassifyAsync(second);
        Assert.Equal((SecurityStatus.Pass, "S(S(S0(content)))", "acme.example"), (report.Status, report.Structure, report.Domain?.Value));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("html")]
    [InlineData("8bit")]
    [InlineData("binary")]
    [InlineData("lf")]
    [Trait("Requirement", "DS-ENC-05")]
    public async Task Unsigned_content_of_any_form_comes_out_of_the_empty_layer_as_it_was(string form)
    {
        byte[] message = form switch
        {
            "html" => Messages.HtmlMultipart(),
            "8bit" => Messages.EightBit(),
            "binary" => Messages.Binary(),
            "lf" => Messages.LfOnly(),
            _ => Messages.Plain(),
        };
        byte[] entity = Messages.Split(form == "lf" ? Messages.Plain() : message).Entity;
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        byte[] emptyLayer = Peeling.CmsOfEntity(OpenSslPeel(await gateway.SignAsync(message)));
        Assert.Equal(Encoding.Latin1.GetString(entity), Encoding.Latin1.GetString(Peeling.ContentPrintedByOpenSsl(emptyLayer)));
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-12")]
    public async Task Clear_signed_domain_signature_verifies_at_openssl_and_mimekit()
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        foreach (CmsEncoding encoding in (CmsEncoding[])[CmsEncoding.Der, CmsEncoding.Ber])
        {
            var request = new DomainSigningRequest
            {
                Domain = MailDomain.Parse("acme.example"),
                Evidence = OriginatorEvidence.External("test"),
                IsClearSigned = true,
                HeaderProtection = HeaderProtectionScheme.None,
                Profile = AlgorithmProfile.Smime4 with { Encoding = encoding },
            };
            DomainSigningResult result = await gateway.Doors.Signer.SignAsync(Messages.Parse(Messages.Plain()), request);
            var multipart = Assert.IsType<MultipartSigned>(result.Message.Body);
            using TemporarySecureMimeContext context = MimeKitPeer.Context();
            IDigitalSignature signature = Assert.Single(multipart.Verify(context, TestContext.Current.CancellationToken));
            Assert.True(signature.Verify());
            Assert.Equal("domain-signing-authority@acme.example", signature.SignerCertificate!.Email);

            byte[] message = Messages.ToOctets(result.Message);
            using var openSsl = new OpenSsl();
            byte[] peeled = openSsl.VerifyMessage(message, TestCa.Shared).Expect().Output;
            Assert.Equal(Messages.Split(Messages.Plain()).Entity, Peeling.ContentPrintedByOpenSsl(Peeling.CmsOfEntity(peeled)));
            DomainSecurityReport report = await gateway.ClassifyAsync(message);
            Assert.Equal((SecurityStatus.Pass, "S(S0(content))"), (report.Status, report.Structure));
        }

        Proof.Of(Peer.OpenSsl, Direction.Write, Feature.ClearSigned);
        Proof.Of(Peer.MimeKit, Direction.Write, Feature.ClearSigned);
    }

    private static byte[] Input(string input, TestIdentity alice) => input switch
    {
        "clear by MimeKit" => Messages.ClearSigned(alice),
        "clear by OpenSSL" => ClearByOpenSsl(alice),
        "opaque BER by OpenSSL" => SignedMessage.Opaque(OpenSslPeer.Sign(SignedMessage.Entity, [alice], new SignatureShape { Wire = Wire.Indefinite })),
        "opaque by BouncyCastle" => SignedMessage.Opaque(BouncyPeer.Sign(SignedMessage.Entity, [alice], new SignatureShape())),
        "8bit by the platform" => Messages.OpaqueSigned(alice, Messages.EightBit()),
        _ => Messages.OpaqueSigned(alice),
    };

    // The whole message is OpenSSL's, header and line ends (LF) included.
    private static byte[] ClearByOpenSsl(TestIdentity alice)
    {
        using var openSsl = new OpenSsl();
        return openSsl.Cms(
            "-sign", "-in", openSsl.File(SignedMessage.Entity), "-signer", openSsl.File(alice.Pem), "-inkey", openSsl.File(alice.KeyPem),
            "-from", "alice@acme.example", "-to", "bob@partner.example", "-subject", "Budget").Expect().Output;
    }

    /// <summary>The message's own entity, with CRLF as a gateway sends it.</summary>
    private static byte[] Canonical(byte[] message) =>
        Messages.Split(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(message).ReplaceLineEndings("\r\n"))).Entity;

    private static byte[] OpenSslPeel(byte[] message)
    {
        using var openSsl = new OpenSsl();
        return openSsl.Verify(Messages.CmsOf(message), TestCa.Shared).Expect().Output;
    }
}
