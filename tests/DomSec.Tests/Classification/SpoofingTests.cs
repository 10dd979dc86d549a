using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Messages made to look like what they are not. None may pass.</summary>
public sealed class SpoofingTests
{
    [Fact]
    [Trait("Requirement", "DS-STA-16")]
    [Trait("Requirement", "SEC-CMS-05")]
    public async Task Appended_signer_that_does_not_verify_fails_the_layer_and_changes_no_role()
    {
        DomainSecurityReport report = await ClassifyAsync(Build.Layer(layer => layer
            .By(Ids.AcmeSigner, signer => signer.Types(DomainSig))
            .By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig).MessageDigest = new byte[32])));
        report.HasStatus(SecurityStatus.Fail);
        Assert.Equal(IdentityLevel.None, report.IdentityLevel);

        // What the domain's own signature says stays what it was.
        Assert.Equal(SecurityStatus.Pass, report.Signatures()[0].Verdict);
        report.DoesNotRaise(SecurityFlags.TypeInconsistent);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-16")]
    [Trait("Requirement", "CMS-SD-19")]
    public async Task Appended_signer_of_an_unknown_algorithm_and_other_types_changes_nothing()
    {
        DomainSecurityReport report = await ClassifyAsync(Build.Layer(layer => layer
            .By(Ids.AcmeSigner, signer => signer.Types(DomainSig))
            .By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig).SignatureAlgorithm = Tlv.Algorithm("1.2.3.4"))));
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.SignatureUnverifiable);
        report.DoesNotRaise(SecurityFlags.TypeInconsistent);
    }

    [Theory]
    [InlineData(DomainSig)]
    [InlineData(OriginatorSig)]
    [Trait("Requirement", "DS-STA-16")]
    [Trait("Requirement", "SEC-CMS-05")]
    public async Task Reviewed_message_does_not_pass_because_an_unverifiable_signer_claims_its_origin(string type)
    {
        DomainSecurityReport report = await ClassifyAsync(Build.Layer(layer => layer
            .By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig))
            .By(Ids.AcmeSigner, signer => signer.Types(type).SignatureAlgorithm = Tlv.Algorithm("1.2.3.4"))));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.Equal(IdentityLevel.None, report.IdentityLevel);
        Assert.Null(report.Domain);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-16")]
    public async Task Unverifiable_claim_in_an_outer_layer_does_not_take_the_decision_away_from_the_domain_s_layer()
    {
        byte[] message = LayeredMessage.Of(Build.DomainSigned()).Signed(layer => layer
            .By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig))
            .By(Ids.EvilSigner, signer => signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("1.2.3.4"))).ToOctets();
        DomainSecurityReport report = await ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(TestDoors.Acme, report.Domain);
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-04")]
    [Trait("Requirement", "DS-ENC-09")]
    public async Task Nothing_passes_without_a_signer()
    {
        byte[] entity = LayeredMessage.Of(Messages.Plain()).Entity;
        (byte[] Cms, string Type)[] layers =
        [
            (Null(entity), "signed-data"),
            (new OddSignatures(entity) { MoreCertificates = { Ids.AcmeSigner.Der } }.Encode(), "signed-data"),
            (new OddSignatures(entity) { IsDetached = true, MoreCertificates = { Ids.AcmeSigner.Der } }.Encode(), "signed-data"),
            (new OddSignatures(entity) { IsDetached = true }.Encode(), "certs-only"),
        ];
        foreach ((byte[] cms, string type) in layers)
        {
            DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, type).ToOctets());
            report.HasStatus(SecurityStatus.None);
            Assert.Empty(report.Signatures());
            Assert.Contains("smime=none", report.AuthenticationResults, StringComparison.Ordinal);
        }

        DomainSecurityReport clear = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => { }).ToOctets());
        clear.HasStatus(SecurityStatus.Neutral);
        Assert.NotNull(clear.Error);
    }

    [Theory]
    [InlineData("From: \"alice@acme.example\" <eve@evil.example>\r\n")]
    [InlineData("From: (alice@acme.example) eve@evil.example\r\n")]
    [InlineData("From: eve@evil.example (alice@acme.example)\r\n")]
    [InlineData("From: =?utf-8?q?=3Calice=40acme=2Eexample=3E?= <eve@evil.example>\r\n")]
    [InlineData("From: alice@acme.example <eve@evil.example>\r\n")]
    [InlineData("From: <alice@acme.example> <eve@evil.example>\r\n")]
    [InlineData("From: alice@acme.example, eve@evil.example\r\n")]
    [InlineData("From: alice@acme.example;eve@evil.example\r\n")]
    [InlineData("From: eve@evil.example\r\nFrom: alice@acme.example\r\n")]
    [InlineData("From: alice@acme.example\r\nFROM: eve@evil.example\r\n")]
    [InlineData("From: alice@acme.example\r\nFrom : eve@evil.example\r\n")]
    [InlineData("From: staff: alice@acme.example;\r\n")]
    [InlineData("From: alice@acme.example@evil.example\r\n")]
    [InlineData("From: \"alice@acme.example\"@evil.example\r\n")]
    [InlineData("From: @acme.example:eve@evil.example\r\n")]
    [InlineData("From: alice@acme.example\0.evil.example\r\n")]
    [InlineData("From: alice@acme.example.\r\n .evil.example\r\n")]
    [InlineData("From: alice@acme.example..\r\n")]
    [InlineData("From: alice@[192.0.2.1]\r\n")]
    [InlineData("From: alice\r\n")]
    [InlineData("From:\r\n")]
    [InlineData("Sender: alice@acme.example\r\n")]
    [InlineData("Resent-From: alice@acme.example\r\nFrom: eve@evil.example\r\n")]
    [Trait("Requirement", "SEC-WRP-02")]
    [Trait("Requirement", "DS-NAM-22")]
    [Trait("Requirement", "DS-NAM-30")]
    public async Task Sender_that_is_not_plainly_of_the_signer_s_domain_does_not_pass(string header)
    {
        DomainSecurityReport report = await ClassifyAsync(Build.WithHeader(header + "To: bob@partner.example\r\n"));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Equal(IdentityLevel.None, report.IdentityLevel);
        Assert.Null(report.Domain);
        Assert.Contains(report.Flags, flag => flag.Flag == SecurityFlags.MapNotAscendant || flag.Flag == SecurityFlags.MapUnverifiable);
    }

    [Fact]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task From_inside_the_signed_content_is_not_the_message_s()
    {
        byte[] inner = [.. "From: alice@acme.example\r\nSubject: inside\r\n"u8, .. LayeredMessage.Of(Messages.Plain()).Entity];
        byte[] cms = new OddSignatures(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Messages.Carry([], Null(inner), "signed-data"))))
            .By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).Encode();
        byte[] message = Messages.Carry("From: eve@evil.example\r\n"u8.ToArray(), cms, "signed-data");
        DomainSecurityReport report = await ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Policy);
        report.Raises(SecurityFlags.MapNotAscendant);
    }

    [Fact]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task Two_content_types_are_no_protection()
    {
        string signed = TestDoors.Text(Build.DomainSigned());
        DomainSecurityReport report = await ClassifyAsync(Encoding.Latin1.GetBytes("Content-Type: text/html\r\n" + signed));
        report.HasStatus(SecurityStatus.None);
        Assert.Equal("content", report.Structure);
    }

    [Theory]
    [InlineData("boundary=\"a\"; boundary=\"b\"")]
    [InlineData("boundary=\"b\"; boundary=\"a\"")]
    [InlineData("boundary=b;boundary=a")]
    [InlineData("boundary=b (\") ; BOUNDARY = a")]
    [InlineData("boundary=b; boundary*0=a")]
    [InlineData("boundary*=us-ascii''a; boundary=b")]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task Boundary_that_is_given_twice_does_not_let_other_content_pass(string boundaries)
    {
        // Split at "b", only the innocent text is signed; split at "a", a reader sees the other.
        byte[] detached = new OddSignatures("Content-Type: text/plain\r\n\r\nInnocent"u8.ToArray()) { IsDetached = true }.By(Ids.Alice).Encode();
        string signature = "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(detached) + "\r\n";
        string message = $"From: alice@acme.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; {boundaries}\r\n\r\n"
            + "--a\r\nContent-Type: text/plain\r\n\r\nPay!\r\n--a\r\n" + signature + "--a--\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nInnocent\r\n--b\r\n" + signature + "--b--\r\n";
        DomainSecurityReport report = await ClassifyAsync(Encoding.ASCII.GetBytes(message));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
    }

    [Fact]
    public async Task Boundary_that_is_given_once_may_look_like_a_parameter() =>
        (await ClassifyAsync(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).ToOctets())
            .Replace("signed-", "_boundary=_", StringComparison.Ordinal).Replace("pkcs7-_boundary=_", "pkcs7-signed-", StringComparison.Ordinal)))).HasStatus(SecurityStatus.Pass);

    [Fact]
    [Trait("Requirement", "SEC-WRP-01")]
    [Trait("Requirement", "NDR-07")]
    public async Task Signed_part_does_not_make_the_message_signed()
    {
        string part = Encoding.Latin1.GetString(LayeredMessage.Of(Build.DomainSigned()).Entity);
        foreach (string type in new[] { "multipart/mixed", "multipart/alternative", "multipart/related", "multipart/report; report-type=delivery-status" })
        {
            DomainSecurityReport report = await ClassifyAsync(Encoding.Latin1.GetBytes(
                $"From: alice@acme.example\r\nContent-Type: {type}; boundary=x\r\n\r\n--x\r\n\r\nText\r\n--x\r\n{part}\r\n--x--\r\n"));
            report.HasStatus(SecurityStatus.None);
            report.Raises(SecurityFlags.Partial);
            Assert.Empty(report.Signatures());
        }
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-11")]
    public async Task Detached_signature_with_other_content_inside_does_not_pass()
    {
        byte[] other = "Content-Type: text/plain\r\n\r\nSomething else\r\n"u8.ToArray();
        LayeredMessage same = LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.Alice).IsDetached = false);
        (await ClassifyAsync(same.ToOctets())).HasStatus(SecurityStatus.Pass);
        LayeredMessage different = LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.Alice).IsDetached = false, firstPart: other);
        DomainSecurityReport report = await ClassifyAsync(different.ToOctets());
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.Null(report.Originator);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-17")]
    [Trait("Requirement", "SEC-CMS-01")]
    public async Task Authority_whose_attributes_were_stripped_is_no_author()
    {
        // From is the authority's own address, so that an author it would be.
        byte[] message = LayeredMessage.Of(Messages.Plain("domain-signing-authority@acme.example")).Signed(layer => layer.By(Ids.AcmeSigner, signer => signer.HasSignedAttributes = false)).ToOctets();
        DomainSecurityReport report = await new TestDoors(new() { AcceptSignaturesWithoutSignedAttributes = true }).ClassifyAsync(message);
        report.Raises(SecurityFlags.RoleWithoutType);
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.Equal(SecurityStatus.Policy, report.Signatures()[0].Verdict);
        Assert.Equal(IdentityLevel.None, report.IdentityLevel);
        Assert.Empty(report.Signatures()[0].Types);
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-06")]
    public async Task Certificate_of_another_name_with_the_same_key_does_not_take_the_signature_over()
    {
        // The same key, certified for evil.example: signingCertificate names the one that was used.
        TestIdentity twin = TestCa.Shared.Issue(TestRole.DomainSigning, "evil.example", TestKeyType.P256, shape =>
        {
            shape.KeyName = "acme.example/domain-signing-authority";
            shape.Serial = Ids.AcmeSigner.Certificate.SerialNumberBytes.ToArray();
        });
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Ids.AcmeSigner.Der);
        byte[] named = Attribute("1.2.840.113549.1.9.16.2.47", Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, hash)))));
        byte[] swapped = LayeredMessage.Of(Messages.Plain("x@evil.example")).Null().Signed(layer =>
        {
            layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig).SignedAttributes.Add(named)).IncludesCertificates = false;
            layer.MoreCertificates.Add(twin.Der);
        }).ToOctets();
        DomainSecurityReport report = await ClassifyAsync(swapped);
        report.HasStatus(SecurityStatus.Fail);
        report.Raises(SecurityFlags.SignatureInvalid);
    }

    private static Task<DomainSecurityReport> ClassifyAsync(byte[] message) => TestDoors.ForPartner().ClassifyAsync(message);
}
