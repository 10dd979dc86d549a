using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Headers;

/// <summary>Header fields in the payload (RFC 9788) and in a wrapped message (RFC 8551 section 3.1), read.</summary>
public sealed class PayloadReadingTests
{
    [Fact]
    [Trait("Requirement", "HP-01 HP-06")]
    public async Task Sample_of_the_RFC_is_protected_and_another_From_around_it_costs_the_identity()
    {
        var doors = new TestDoors(trustsShared: false);
        doors.Community.AddAnchor(X509CertificateLoader.LoadCertificateFromFile(Vectors.Path("rfc9216/3.1_rsa-certification-authority-root-certificate.crt")));
        byte[] sample = Vectors.Bytes("header-protection/smime-one-part-hp.eml");
        DomainSecurityReport report = await doors.ClassifyAsync(sample);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
        Assert.Equal("alice@smime.example", report.Originator);
        Assert.Equal(["Subject", "Message-ID", "From", "To", "Date", "User-Agent"], report.Headers.Fields.Select(field => field.Name));
        Assert.All(report.Headers.Fields, field => Assert.Equal(HeaderFieldState.Same, field.State));
        report.DoesNotRaise(SecurityFlags.HeaderUnprotected);

        string other = TestDoors.Text(sample).Replace("From: Alice <alice@smime.example>", "From: Alice <alice@smime.example>, Eve <eve@smime.example>", StringComparison.Ordinal);
        DomainSecurityReport spoofed = await doors.ClassifyAsync(Encoding.Latin1.GetBytes(other));
        spoofed.Raises(SecurityFlags.HeaderFrom);
        spoofed.HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "HP-01")]
    public async Task Captured_message_sent_again_under_another_From_of_the_domain_loses_the_identity_when_From_is_protected()
    {
        TestDoors doors = TestDoors.ForPartner();
        byte[] honest = Protected.Signed(Protected.Fields, Protected.Payload());
        DomainSecurityReport report = await doors.ClassifyAsync(honest);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
        Assert.Equal(IdentityLevel.Domain, report.IdentityLevel);
        Assert.DoesNotContain(report.Flags, flag => flag.Flag.Id.StartsWith("F-HEADER", StringComparison.Ordinal));

        DomainSecurityReport replayed = await doors.ClassifyAsync(Protected.Signed(Protected.Fields.Replace("alice@", "chief@", StringComparison.Ordinal), Protected.Payload()));
        replayed.HasStatus(SecurityStatus.Policy);
        replayed.Raises(SecurityFlags.HeaderFrom);
        replayed.Raises(SecurityFlags.HeaderMismatch);
        Assert.Null(replayed.Domain);
        Assert.Equal(IdentityLevel.None, replayed.IdentityLevel);
        Assert.Equal(HeaderProtectionLevel.None, replayed.HeaderProtection);
        Assert.Contains("policy", replayed.AuthenticationResults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, SecurityStatus.Pass)]
    [InlineData(true, SecurityStatus.Policy)]
    [Trait("Requirement", "HP-01")]
    public async Task Unprotected_From_is_told_and_costs_the_identity_only_when_required(bool required, SecurityStatus status)
    {
        TestDoors doors = TestDoors.ForPartner(new() { RequireProtectedFrom = required });
        DomainSecurityReport report = await doors.ClassifyAsync(Protected.Signed(Protected.Fields, Protected.Plain));
        report.Raises(SecurityFlags.HeaderUnprotected);
        report.HasStatus(status);
        (await doors.ClassifyAsync(Protected.Signed(Protected.Fields, Protected.Payload()))).HasStatus(SecurityStatus.Pass);

        // An author's own signature names the author's address: it needs no more.
        (await doors.ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).ToOctets())).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "HP-01")]
    public async Task What_a_stranger_signs_around_the_message_covers_nothing()
    {
        // The captured message has no protection; the replayer's own signature around it claims the new From.
        const string Spoofed = "From: chief@acme.example\r\nTo: bob@partner.example\r\n";
        var around = new OddSignatures(Messages.Carry([], Protected.DomainLayer(Protected.Plain), "signed-data"));
        around.By(Ids.StrangerSigner, signer => signer.SignedAttributes.Add(Protected.Attribute(1, [("From", "chief@acme.example", -1)])));
        DomainSecurityReport report = await TestDoors.ForPartner(new() { RequireProtectedFrom = true }).ClassifyAsync(Protected.Carry(Spoofed, around.Encode(), "signed-data"));
        Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
        report.HasStatus(SecurityStatus.Policy);
    }

    [Theory]
    [InlineData("Subject: Budget", "Subject: [list] Budget", "Subject", HeaderFieldState.Differs)]
    [InlineData("Subject: Budget\r\n", "", "Subject", HeaderFieldState.Missing)]
    [InlineData("Subject: Budget", "Subject:\r\n  Budget ", "Subject", HeaderFieldState.Same)]
    [InlineData("Subject: Budget", "Reply-To: eve@evil.example\r\nSubject: Budget", "Reply-To", HeaderFieldState.Unprotected)]
    [InlineData("From: Alice <", "From: \"The Bank\" <", "From", HeaderFieldState.Differs)]
    [InlineData("Subject: Budget", "Subject: Budget\r\nSubject: Pay now", "Subject", HeaderFieldState.Differs)]
    [Trait("Requirement", "HP-06")]
    public async Task Field_outside_is_compared_with_its_protected_copy(string old, string changed, string name, HeaderFieldState state)
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Protected.Fields.Replace(old, changed, StringComparison.Ordinal), Protected.Payload()));
        Assert.Equal(state, report.Field(name).State);
        Assert.Equal(state is HeaderFieldState.Differs or HeaderFieldState.Missing, report.FlagIds().Contains("F-HEADER-MISMATCH"));

        // Addresses decide about the identity, nothing else does.
        report.HasStatus(SecurityStatus.Pass);
        Assert.True(report.Headers.IsFromProtected);
    }

    [Fact]
    [Trait("Requirement", "HP-08")]
    public async Task Fields_added_on_the_way_are_legitimate()
    {
        const string Added = "Received: from a by b; Sat, 01 Jun 2024 12:00:01 +0000\r\nAuthentication-Results: x; none\r\nList-Id: <l.example>\r\nARC-Seal: i=1\r\n";
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Added + Protected.Fields, Protected.Payload()));
        Assert.All(report.Headers.Fields, field => Assert.Equal(HeaderFieldState.Same, field.State));
        report.DoesNotRaise(SecurityFlags.HeaderMismatch);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("nested")]
    [InlineData("null layer only")]
    [InlineData("unopened")]
    [Trait("Requirement", "HP-06")]
    public async Task The_parameter_counts_on_a_signed_payload_only(string where)
    {
        string payload = Protected.Payload();
        byte[] message = where switch
        {
            "plain" => Encoding.ASCII.GetBytes(payload),
            "nested" => Protected.Signed(Protected.Fields, $"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{payload}--b\r\nContent-Type: text/plain\r\n\r\nfooter\r\n--b--\r\n"),
            "null layer only" => Protected.Carry(Protected.Fields, OddSignatures.Null(Encoding.ASCII.GetBytes(payload)), "signed-data"),
            _ => Protected.Carry(Protected.Fields, Messages.EnvelopedData([Ids.AcmeDca], Encoding.ASCII.GetBytes(Protected.Payload("cipher"))), "enveloped-data"),
        };
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
        Assert.False(report.Headers.IsFromProtected);
    }

    [Fact]
    [Trait("Requirement", "HP-06 HP-10")]
    public async Task Footer_between_the_layers_ends_the_envelope_and_its_protection()
    {
        string inner = TestDoors.Text(Messages.Carry([], Protected.DomainLayer(Protected.Payload()), "signed-data"));
        string message = Protected.Fields + $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{inner}\r\n--b\r\nContent-Type: text/plain\r\n\r\nChecked by the gateway.\r\n--b--\r\n";
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Encoding.ASCII.GetBytes(message));
        report.HasStatus(SecurityStatus.None);
        report.Raises(SecurityFlags.Partial);
        Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection);
    }

    [Theory]
    [InlineData("cipher")] // without encryption
    [InlineData("both")]
    [Trait("Requirement", "HP-06")]
    public async Task Mode_that_does_not_fit_is_told(string mode)
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Protected.Fields.Replace("Budget", "[...]", StringComparison.Ordinal), Protected.Payload(mode)));
        report.Raises(SecurityFlags.HeaderForm);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(mode == "cipher", report.Headers.IsFromProtected);
        Assert.False(report.Headers.IsEncrypted);
    }

    [Fact]
    [Trait("Requirement", "HP-03 HP-06")]
    public async Task Field_that_the_sender_hid_is_concealed_and_another_value_there_differs()
    {
        string payload = Protected.Payload("cipher", more: "HP-Outer: From: Alice <alice@acme.example>\r\nHP-Outer: To: bob@partner.example\r\nHP-Outer: Subject: [...]\r\nHP-Outer: Date: Sat, 01 Jun 2024\r\n 12:00:00 +0000\r\n");
        string header = Protected.Fields.Replace("Subject: Budget", "Subject: [...]", StringComparison.Ordinal).Replace("Message-ID: <1@acme.example>\r\n", "", StringComparison.Ordinal);
        TestDoors doors = TestDoors.ForPartner();
        DomainSecurityReport report = await doors.ClassifyAsync(Protected.Encrypted(header, payload));
        Assert.Equal(HeaderFieldState.Concealed, report.Field("Subject").State);
        Assert.Equal(["Budget"], report.Field("Subject").ProtectedValues);
        Assert.Equal(["[...]"], report.Field("Subject").OuterValues);
        Assert.Equal(HeaderFieldState.Concealed, report.Field("Message-ID").State);
        Assert.Equal(HeaderFieldState.Same, report.Field("Date").State);
        Assert.True(report.Headers.IsEncrypted);
        report.DoesNotRaise(SecurityFlags.HeaderMismatch);
        report.HasStatus(SecurityStatus.Pass);

        DomainSecurityReport changed = await doors.ClassifyAsync(Protected.Encrypted(header.Replace("[...]", "Pay now", StringComparison.Ordinal), payload));
        Assert.Equal(HeaderFieldState.Differs, changed.Field("Subject").State);
        changed.Raises(SecurityFlags.HeaderMismatch);
    }

    [Theory]
    [InlineData("Alice <alice@acme.example>", HeaderProtectionLevel.Rfc8551)]
    [InlineData("eve@evil.example", HeaderProtectionLevel.None)] // looks like a forwarded message, and may be one
    [Trait("Requirement", "HP-05")]
    public async Task Wrapped_message_is_read(string from, HeaderProtectionLevel level)
    {
        string payload = $"Content-Type: message/rfc822\r\n\r\nFrom: {from}\r\nTo: bob@partner.example\r\nSubject: Budget\r\nContent-Type: text/plain\r\n\r\nText\r\n";
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Protected.Fields, payload));
        Assert.Equal(level, report.HeaderProtection);
        Assert.Equal(level == HeaderProtectionLevel.None, report.FlagIds().Contains("F-HEADER-MISMATCH"));
        report.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "HP-01 HP-06")]
    public async Task Message_that_OpenSSL_signed_around_protected_fields_is_read()
    {
        using var openSsl = new OpenSsl();
        string payload = openSsl.File(Protected.Payload());
        byte[] body = openSsl.Cms("-sign", "-nodetach", "-outform", "SMIME", "-in", payload, "-signer", openSsl.File(Ids.Alice.Pem), "-inkey", openSsl.File(Ids.Alice.KeyPem)).Expect().Output;
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync([.. Encoding.ASCII.GetBytes(Protected.Fields), .. body]);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc9788, report.HeaderProtection);
    }

    [Fact]
    [Trait("Requirement", "HP-07")]
    public async Task Legacy_display_element_is_seen_and_decides_nothing()
    {
        string payload = Protected.Fields + "Content-Type: text/plain; hp-legacy-display=\"1\"; hp=\"clear\"\r\n\r\nFrom: chief@acme.example\r\nSubject: Pay now\r\n\r\nText\r\n";
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Protected.Fields, payload));
        Assert.True(report.Headers.HasLegacyDisplay);
        Assert.Equal(["Budget"], report.Field("Subject").ProtectedValues);
        Assert.Equal(["Alice <alice@acme.example>"], report.Field("From").ProtectedValues);
        report.HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData("bob@partner.example", "partner.example", false)]
    [InlineData("BOB@Partner.example", null, false)]
    [InlineData("victim@partner.example", "partner.example", true)]
    [InlineData(null, "partner.example", false)]
    [InlineData(null, "elsewhere.example", true)]
    [InlineData(null, null, false)]
    [Trait("Requirement", "SEC-DOM-06")]
    public async Task Message_encrypted_again_for_somebody_it_does_not_name_is_told(string? recipient, string? domain, bool told)
    {
        TestDoors doors = TestDoors.ForPartner();
        doors.Community.AddDecryptionKey(MailDomain.Parse("elsewhere.example"), new DomSec.Providers.SoftwareDecryptionKey(Ids.PartnerDca.Certificate));
        var request = new DomainClassificationRequest { Domain = domain is null ? null : MailDomain.Parse(domain), Recipients = recipient is null ? null : [recipient] };
        DomainSecurityReport report = await doors.ClassifyAsync(Protected.Encrypted(Protected.Fields, Protected.Payload()), request);
        Assert.Equal(told, report.FlagIds().Contains("F-RECIPIENT-NOT-NAMED"));
        report.HasStatus(SecurityStatus.Pass);

        // Signed only, or nothing protected: there is nothing to say.
        (await doors.ClassifyAsync(Protected.Signed(Protected.Fields, Protected.Payload()), request)).DoesNotRaise(SecurityFlags.RecipientNotNamed);
        (await doors.ClassifyAsync(Protected.Encrypted(Protected.Fields, Protected.Plain), request)).DoesNotRaise(SecurityFlags.RecipientNotNamed);
    }

    [Fact]
    [Trait("Requirement", "HP-01")]
    public async Task Hostile_fields_are_escaped_in_the_report()
    {
        string fields = Protected.Fields + "X-Odd: \u001b[2J\u202egnp\r\n";
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Protected.Signed(Protected.Fields, Protected.Payload(fields: fields)));
        Assert.All(report.Headers.Fields.SelectMany(field => field.ProtectedValues.Append(field.Name)), text => Assert.DoesNotContain(text, character => char.IsControl(character) || character == '\u202e'));
    }
}
