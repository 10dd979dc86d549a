using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using MimeKit;

namespace DomSec.Tests.Headers;

/// <summary>Header fields protected by the signer: in the payload (RFC 9788) or in an attribute (RFC 7508).</summary>
public sealed class SigningTests
{
    private const string Header =
        "Received: from a by b; Sat, 01 Jun 2024 12:00:00 +0000\r\nFrom: Alice <alice@acme.example>\r\nTo: bob@partner.example,\r\n carol@partner.example\r\nBcc: hidden@partner.example\r\n"
        + "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nKeywords: one\r\nKeywords: two\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\nHP-Outer: Subject: forged\r\nMIME-Version: 1.0\r\n";

    private static readonly DomainSigningRequest _auto = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence };
    private readonly TestDoors _doors = TestDoors.ForAcme();

    [Fact]
    [Trait("Requirement", "HP-02 HP-05 HP-08 HP-15")]
    public async Task Unsigned_message_gets_its_fields_into_the_payload()
    {
        byte[] message = Encoding.ASCII.GetBytes(Header + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\nText\r\n--b--\r\n");
        byte[] signed = await _doors.SignedAsync(message);
        string payload = TestDoors.Text(SignedLayer.ContentOfEmptyLayer(signed));
        Assert.Equal(
            "From: Alice <alice@acme.example>\r\nTo: bob@partner.example,\r\n carol@partner.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nKeywords: one\r\nKeywords: two\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\n"
            + "Content-Type: multipart/mixed; boundary=\"b\";\r\n hp=\"clear\"\r\n\r\n--b\r\n\r\nText\r\n--b--\r\n",
            payload);

        // Signing hides nothing outside.
        Assert.Contains("Bcc: hidden@partner.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nKeywords: one\r\n", TestDoors.Text(signed), StringComparison.Ordinal);
        DomainSecurityReport report = await TestDoors.ForPartner(new() { RequireProtectedFrom = true }).ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
        Assert.Equal(["Bcc"], report.Headers.Fields.Where(field => field.State != HeaderFieldState.Same).Select(field => field.Name));
    }

    [Theory]
    [InlineData("", "Content-Type: text/plain; charset=us-ascii; hp=\"clear\"\r\n")]
    [InlineData("Content-Type: text/plain\r\n", "Content-Type: text/plain;\r\n hp=\"clear\"\r\n")]
    [InlineData("Content-Type: text/plain; charset=utf-8;\r\n", "Content-Type: text/plain; charset=utf-8;\r\n hp=\"clear\"\r\n")]
    [InlineData("Content-Type: text/plain (text; hp=cipher)\r\n", null)] // a comment
    [InlineData("Content-Type: text/plain; hp=\"cipher\"\r\n", null)] // a stranger's
    [InlineData("Content-Type: text/plain; hp=cipher; hp=cipher; format=flowed\r\n", null)]
    [Trait("Requirement", "HP-02")]
    public async Task Parameter_is_set_whatever_the_field_looked_like(string field, string? expected)
    {
        byte[] signed = await _doors.SignedAsync(Encoding.ASCII.GetBytes("From: alice@acme.example\r\n" + field + "\r\nText\r\n"));
        byte[] payload = SignedLayer.ContentOfEmptyLayer(signed);
        MimeEntity entity = MimeEntity.Load(new MemoryStream(payload));
        Assert.Equal("clear", entity.ContentType.Parameters["hp"]);
        Assert.Single(entity.ContentType.Parameters, parameter => parameter.Name == "hp");
        if (expected is not null)
        {
            Assert.Contains("\r\n" + expected, TestDoors.Text(payload), StringComparison.Ordinal);
        }

        Assert.Equal(HeaderProtectionLevel.Rfc9788, (await _doors.ClassifyAsync(signed)).HeaderProtection);
    }

    [Fact]
    [Trait("Requirement", "HP-02")]
    public async Task Content_that_cannot_carry_the_parameter_is_signed_as_it_is_or_refused()
    {
        byte[] message = "From: alice@acme.example\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\nText\r\n"u8.ToArray();
        (DomainSigningReport report, byte[] signed) = await _doors.SignAsync(message);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(HeaderProtectionScheme.None, report.HeaderProtection);
        Assert.Equal(SecurityFlags.HeaderUnprotected, Assert.Single(report.Flags).Flag);
        (await _doors.ClassifyAsync(signed)).Raises(SecurityFlags.HeaderUnprotected);
        (report, _) = await _doors.SignAsync(message, _auto with { HeaderProtection = HeaderProtectionScheme.Rfc9788 });
        report.Refusal.IsRefused("9788");
    }

    [Theory]
    [InlineData(HeaderProtectionScheme.Auto, false)]
    [InlineData(HeaderProtectionScheme.Rfc9788, true)]
    [Trait("Requirement", "HP-02 HP-11")]
    public async Task Payload_of_a_signed_message_is_not_touched(HeaderProtectionScheme scheme, bool refused)
    {
        byte[] authored = LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).ToOctets();
        (DomainSigningReport report, byte[] signed) = await _doors.SignAsync(authored, _auto with { HeaderProtection = scheme });
        Assert.Equal(refused ? DomainOutcome.Refused : DomainOutcome.Applied, report.Outcome);
        if (refused)
        {
            report.Refusal.IsRefused("9788");
        }
        else
        {
            Assert.Equal(HeaderProtectionScheme.None, report.HeaderProtection);
            Assert.Equal(Messages.Split(authored).Entity, SignedLayer.Content(signed));
        }
    }

    [Fact]
    [Trait("Requirement", "HP-11 HP-12 HP-15")]
    public async Task Attribute_over_a_signed_message_protects_the_header_and_leaves_the_content()
    {
        byte[] authored = [.. Encoding.ASCII.GetBytes(Header), .. LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Entity];
        byte[] signed = await _doors.SignedAsync(authored, _auto with { HeaderProtection = HeaderProtectionScheme.Rfc7508 });
        Assert.Equal(LayeredMessage.Of(authored).Entity, SignedLayer.Content(signed));

        // The platform finds the attribute; its value is what RFC 7508 says, in DER, written here by hand.
        byte[] expected = Protected.Attribute(
            1,
            [("From", "Alice <alice@acme.example>", -1), ("To", "bob@partner.example, carol@partner.example", -1), ("Subject", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", -1), ("Keywords", "one", -1), ("Keywords", "two", -1), ("Date", "Sat, 01 Jun 2024 12:00:00 +0000", -1)]);
        System.Security.Cryptography.CryptographicAttributeObject attribute = Assert.Single(
            SignedLayer.Of(signed).SignerInfos[0].SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>(), found => found.Oid.Value == Protected.SecureHeaderFields);
        Assert.EndsWith(Convert.ToHexString(attribute.Values[0].RawData), Convert.ToHexString(expected), StringComparison.Ordinal);
        SignedLayer.Of(signed).CheckSignature(verifySignatureOnly: true);

        DomainSecurityReport report = await TestDoors.ForPartner(new() { RequireProtectedFrom = true }).ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc7508, report.HeaderProtection);
        string changed = TestDoors.Text(signed).Replace("Keywords: two\r\n", "", StringComparison.Ordinal);
        (await TestDoors.ForPartner().ClassifyAsync(Encoding.Latin1.GetBytes(changed))).HasStatus(SecurityStatus.Fail);
    }

    [Fact]
    [Trait("Requirement", "HP-12")]
    public async Task Two_signers_hold_the_same_attribute()
    {
        TestDoors doors = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeRsaSigner, Ids.AcmeDca);
        byte[] signed = await doors.SignedAsync(Messages.Plain(), _auto with { HeaderProtection = HeaderProtectionScheme.Rfc7508, IsClearSigned = true });
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.Equal(HeaderProtectionLevel.Rfc7508, report.HeaderProtection);
        report.DoesNotRaise(SecurityFlags.HeaderInconsistent);
    }

    [Theory]
    [InlineData("latin-1")]
    [InlineData("long")]
    [Trait("Requirement", "HP-12")]
    public async Task Header_that_cannot_stand_in_the_attribute_is_refused_and_not_half_protected(string what)
    {
        string fields = what == "long" ? "X-Long: " + string.Concat(Enumerable.Repeat("0123456789\r\n ", 4000)) + "end\r\n" : "Subject: Gr\u00fc\u00dfe\r\n";
        byte[] message = Encoding.Latin1.GetBytes("From: alice@acme.example\r\n" + fields + "\r\nText\r\n");
        (DomainSigningReport report, _) = await _doors.SignAsync(message, _auto with { HeaderProtection = HeaderProtectionScheme.Rfc7508 });
        report.Refusal.IsRefused("7508");
        Assert.Equal(HeaderProtectionLevel.Rfc9788, (await _doors.ClassifyAsync(await _doors.SignedAsync(message))).HeaderProtection); // RFC 9788 copies octets
    }

    [Fact]
    [Trait("Requirement", "HP-02")]
    public async Task OpenSSL_verifies_both_and_gives_the_payload_with_its_parameter()
    {
        using var openSsl = new OpenSsl();
        byte[] clear = await _doors.SignedAsync(Messages.Plain());
        string s0 = TestDoors.Text(openSsl.VerifyMessage(clear, TestCa.Shared).Expect().Output);
        Assert.Contains("application/pkcs7-mime", s0, StringComparison.Ordinal);
        string payload = TestDoors.Text(SignedLayer.ContentOfEmptyLayer(clear));
        Assert.Contains("hp=\"clear\"", payload, StringComparison.Ordinal);
        byte[] attribute = await _doors.SignedAsync(Messages.Plain(), _auto with { HeaderProtection = HeaderProtectionScheme.Rfc7508 });
        openSsl.VerifyMessage(attribute, TestCa.Shared).Expect();
        string printed = TestDoors.Text(openSsl.Run("asn1parse", "-inform", "DER", "-in", openSsl.File(Messages.CmsOf(attribute))).Expect().Output);
        Assert.Contains("VISIBLESTRING     :From", printed, StringComparison.Ordinal);
        Assert.Contains("UTF8STRING        :Budget", printed, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "HP-02 SM-MIM-03")]
    public async Task Binary_content_keeps_its_octets_behind_the_fields()
    {
        byte[] signed = await _doors.SignedAsync(Messages.Binary());
        byte[] payload = SignedLayer.ContentOfEmptyLayer(signed);
        Assert.Contains("hp=\"clear\"", TestDoors.Text(payload), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 256).Select(octet => (byte)octet), payload[^256..]);
    }

    [Fact]
    [Trait("Requirement", "HP-02")]
    public async Task Large_message_streams_with_its_fields()
    {
        TestDoors doors = TestDoors.ForAcme(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } });
        byte[] message = Messages.PlainOfSize(400_000);
        foreach (bool clear in new[] { false, true })
        {
            byte[] signed = await doors.SignedAsync(message, _auto with { IsClearSigned = clear });
            DomainSecurityReport report = await doors.ClassifyAsync(signed);
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
        }
    }

    [Fact]
    [Trait("Requirement", "HP-10 AR-07")]
    public async Task Layers_written_follow_one_another_without_anything_between()
    {
        // Every signature and encryption the doors can put around one another: each is directly in the one outside it, and no subject or text is touched.
        byte[] message = Messages.HtmlMultipart();
        byte[] signed = await _doors.SignedAsync(message, _auto with { IsClearSigned = true });
        byte[] reviewed = await _doors.SignedAsync(signed, _auto with { Type = SignatureType.Review });
        byte[] encrypted = await _doors.EncryptedAsync(reviewed);
        TestDoors partner = TestDoors.ForPartner();
        DomainSecurityReport report = await partner.ClassifyAsync(encrypted);
        Assert.Equal("A(S(S(S0(content))))", report.Structure);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
        (_, byte[] delivered) = await partner.DecryptAsync(encrypted);
        Assert.Equal(LayeredMessage.Of(reviewed).Entity, LayeredMessage.Of(delivered).Entity);
        Assert.Contains("Subject: Two forms\r\n", TestDoors.Text(delivered), StringComparison.Ordinal);
        (await partner.ClassifyAsync(delivered)).HasStatus(SecurityStatus.Pass);
    }
}
