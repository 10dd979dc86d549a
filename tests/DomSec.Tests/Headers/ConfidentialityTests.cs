using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Headers;

/// <summary>Header fields hidden around an encryption and put back where it ends.</summary>
public sealed class ConfidentialityTests
{
    private const string Header =
        "From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: Merger\r\nKeywords: secret\r\nComments: one\r\nComments: two\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\n";

    private static readonly byte[] _message = Encoding.ASCII.GetBytes(Header + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nWe buy them.\r\n");
    private static readonly DomainSigningRequest _next = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, HeaderConfidentiality = HeaderConfidentiality.Baseline };
    private readonly TestDoors _acme = TestDoors.ForAcme();
    private readonly TestDoors _partner = TestDoors.ForPartner();

    [Fact]
    [Trait("Requirement", "HP-02 HP-03 HP-04 HP-09")]
    public async Task Baseline_hides_subject_keywords_and_comments_and_decryption_puts_them_back()
    {
        byte[] signed = await _acme.SignedAsync(_message, _next);
        string payload = TestDoors.Text(SignedLayer.ContentOfEmptyLayer(signed));
        Assert.StartsWith(
            Header + "HP-Outer: From: Alice <alice@acme.example>\r\nHP-Outer: To: bob@partner.example\r\nHP-Outer: Subject: [...]\r\nHP-Outer: Date: Sat, 01 Jun 2024 12:00:00 +0000\r\nContent-Type: text/plain;\r\n hp=\"cipher\"\r\n\r\n",
            payload,
            StringComparison.Ordinal);

        (DomainEncryptionReport encryption, byte[] encrypted) = await _acme.EncryptAsync(signed);
        Assert.Equal(["Subject", "Keywords", "Comments"], encryption.ConcealedFields);
        Assert.StartsWith(
            "From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: [...]\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime",
            TestDoors.Text(encrypted),
            StringComparison.Ordinal);
        Assert.DoesNotContain("Merger", TestDoors.Text(encrypted), StringComparison.Ordinal);

        // HP-03: each outer field as sent is in HP-Outer, and nothing else is.
        IEnumerable<string> outside = TestDoors.Text(encrypted).Split("MIME-Version")[0].Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(outside, payload.Split("\r\n").Where(line => line.StartsWith("HP-Outer: ", StringComparison.Ordinal)).Select(line => line["HP-Outer: ".Length..]));

        (DomainDecryptionReport decryption, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        Assert.Equal(["Subject", "Keywords", "Comments"], decryption.RestoredFields);
        Assert.Equal(HeaderFieldState.Concealed, decryption.Classification!.Field("Subject").State);
        string text = TestDoors.Text(delivered);
        Assert.Contains("Subject: Merger\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Comments: one\r\nComments: two\r\n", text, StringComparison.Ordinal);
        Assert.Equal(SignedLayer.Content(signed), SignedLayer.Content(delivered));
        DomainSecurityReport report = await TestDoors.ForPartner(new() { RequireProtectedFrom = true }).ClassifyAsync(delivered);
        report.HasStatus(SecurityStatus.Pass);
        Assert.All(report.Headers.Fields, field => Assert.Equal(HeaderFieldState.Same, field.State));
        report.DoesNotRaise(SecurityFlags.HeaderForm);
    }

    [Fact]
    [Trait("Requirement", "HP-09")]
    public async Task Fields_are_left_hidden_when_that_is_asked_for()
    {
        byte[] encrypted = await _acme.EncryptedAsync(await _acme.SignedAsync(_message, _next));
        (DomainDecryptionReport report, byte[] delivered) = await _partner.DecryptAsync(encrypted, new() { RestoreHeaders = false });
        Assert.Empty(report.RestoredFields);
        Assert.Contains("Subject: [...]\r\n", TestDoors.Text(delivered), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "HP-09")]
    public async Task Fields_that_steer_filters_and_stores_are_never_put_outside()
    {
        byte[] message = Encoding.ASCII.GetBytes("X-Organization-SCL: -1\r\n" + TestDoors.Text(_message));
        var hidden = new Policy((name, value) => name is "Subject" or "X-Organization-SCL" ? null : value);
        byte[] encrypted = await _acme.EncryptedAsync(await _acme.SignedAsync(message, _next with { HeaderConfidentiality = hidden }));
        Assert.DoesNotContain("X-Organization-SCL", TestDoors.Text(encrypted), StringComparison.Ordinal);
        (DomainDecryptionReport report, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        Assert.Equal(["Subject"], report.RestoredFields);
        Assert.DoesNotContain("X-Organization-SCL", TestDoors.Text(delivered).Split("\r\n\r\n")[0], StringComparison.Ordinal);
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(delivered), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "HP-09")]
    public async Task Only_what_the_sender_hid_is_put_back()
    {
        byte[] encrypted = await _acme.EncryptedAsync(await _acme.SignedAsync(_message, _next));
        string changed = TestDoors.Text(encrypted).Replace("bob@partner.example", "carol@partner.example", StringComparison.Ordinal).Replace("[...]", "[SPAM] [...]", StringComparison.Ordinal);
        (DomainDecryptionReport report, byte[] delivered) = await _partner.DecryptAsync(Encoding.Latin1.GetBytes(changed));
        Assert.DoesNotContain("To", report.RestoredFields);
        Assert.Contains("To: carol@partner.example\r\n", TestDoors.Text(delivered), StringComparison.Ordinal);
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(delivered), StringComparison.Ordinal);
        report.Classification!.Raises(SecurityFlags.HeaderMismatch);
    }

    [Fact]
    [Trait("Requirement", "HP-02 HP-04")]
    public async Task Signed_only_message_keeps_its_header_when_it_is_encrypted_all_the_same()
    {
        // The payload says hp="clear" and is signed: nothing may be hidden that it does not know of.
        byte[] encrypted = await _acme.EncryptedAsync(await _acme.SignedAsync(_message));
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(encrypted), StringComparison.Ordinal);
        DomainSecurityReport report = await _partner.ClassifyAsync(encrypted);
        report.DoesNotRaise(SecurityFlags.HeaderMismatch);
        Assert.False(report.Headers.IsEncrypted);
    }

    [Theory]
    [InlineData(HeaderProtectionScheme.Auto)]
    [InlineData(HeaderProtectionScheme.None)]
    [Trait("Requirement", "HP-02 HP-03 HP-04 HP-15")]
    public async Task Unsigned_message_gets_the_cipher_payload_from_the_encryptor(HeaderProtectionScheme scheme)
    {
        byte[] message = [.. "Bcc: hidden@partner.example\r\n"u8, .. _message];
        byte[] encrypted = await _acme.EncryptedAsync(message, TestDoors.To("bob@partner.example") with { AllowWithoutDomainSignature = true, HeaderProtection = scheme });
        using var openSsl = new OpenSsl();
        string payload = TestDoors.Text(openSsl.DecryptMessage(encrypted, Ids.PartnerDca).Expect().Output);
        bool isProtected = scheme == HeaderProtectionScheme.Auto;
        Assert.Equal(isProtected, payload.Contains("hp=\"cipher\"", StringComparison.Ordinal));
        Assert.Equal(isProtected, payload.StartsWith(Header, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", payload, StringComparison.Ordinal);
        Assert.Equal(isProtected, TestDoors.Text(encrypted).Contains("Subject: [...]", StringComparison.Ordinal));

        DomainSecurityReport report = await _partner.ClassifyAsync(encrypted);
        Assert.Equal(HeaderProtectionLevel.None, report.HeaderProtection); // nobody signed it
        Assert.Equal(isProtected, report.Headers.IsEncrypted);
        (_, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        string text = TestDoors.Text(delivered);
        Assert.Contains("Subject: Merger\r\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split("From: "), part => part.StartsWith("Alice", StringComparison.Ordinal));
        Assert.DoesNotContain("HP-Outer", text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "HP-04")]
    public async Task Policy_of_the_host_is_asked_for_all_but_From_and_cannot_remove_Date()
    {
        var policy = new Policy((name, value) => name switch { "To" => "undisclosed-recipients:;", "Subject" => value, _ => null });
        (DomainEncryptionReport report, byte[] encrypted) = await _acme.EncryptAsync(await _acme.SignedAsync(_message, _next with { HeaderConfidentiality = policy }));
        Assert.DoesNotContain("From", policy.Asked);
        string text = TestDoors.Text(encrypted);
        Assert.StartsWith("From: Alice <alice@acme.example>\r\nTo: undisclosed-recipients:;\r\nSubject: Merger\r\nDate: Sat", text, StringComparison.Ordinal);
        Assert.Equal(["To", "Keywords", "Comments"], report.ConcealedFields);
        (await _partner.ClassifyAsync(encrypted)).HasStatus(SecurityStatus.Pass);
        foreach (string bad in new[] { "a\r\nX: b", "Gr\u00fc\u00dfe", new string('x', 1000) })
        {
            await Assert.ThrowsAsync<DomSecException>(() => _acme.SignAsync(_message, _next with { HeaderConfidentiality = new Policy((_, _) => bad) }));
        }
    }

    [Fact]
    [Trait("Requirement", "HP-13 HP-14")]
    public async Task Statuses_of_the_attribute_decide_what_stands_outside_and_what_is_put_back()
    {
        // An author's signed message: its payload cannot be touched, so the domain signature carries the header.
        byte[] authored = LayeredMessage.Of(_message).ClearSigned(Ids.Alice).ToOctets();
        byte[] signed = await _acme.SignedAsync(authored, _next with { HeaderProtection = HeaderProtectionScheme.Rfc7508 });
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(signed), StringComparison.Ordinal);
        (DomainEncryptionReport report, byte[] encrypted) = await _acme.EncryptAsync(signed);
        Assert.Equal(["Subject", "Keywords", "Comments"], report.ConcealedFields);
        string outside = TestDoors.Text(encrypted).Split("MIME-Version")[0];
        Assert.Equal("From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: [...]\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\n", outside);

        DomainSecurityReport found = await _partner.ClassifyAsync(encrypted);
        found.HasStatus(SecurityStatus.Pass);
        Assert.Equal(HeaderProtectionLevel.Rfc7508, found.HeaderProtection);
        (DomainDecryptionReport decryption, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        Assert.Equal(["Subject", "Keywords", "Comments"], decryption.RestoredFields);
        Assert.Equal(Encoding.ASCII.GetString(_message).Split("MIME-Version")[0].Split("\r\n").Order(), TestDoors.Text(delivered).Split("MIME-Version")[0].Split("\r\n").Order());
        (await _partner.ClassifyAsync(delivered)).HasStatus(SecurityStatus.Pass);
        Assert.Equal(LayeredMessage.Of(signed).Entity, LayeredMessage.Of(delivered).Entity);

        // RFC 7508 section 4.6.1: only when the content is signed and the attribute is there.
        (DomainEncryptionReport without, byte[] plain) = await _acme.EncryptAsync(await _acme.SignedAsync(authored));
        Assert.Empty(without.ConcealedFields);
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(plain), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Subject: Merger\r\n", "Date: ")]
    [InlineData(1, "", "Date: ")]
    [InlineData(2, "Subject: [...]\r\n", "Date: ")]
    [Trait("Requirement", "HP-13")]
    public async Task Mandatory_fields_are_kept_whatever_their_status(int status, string subject, string date)
    {
        byte[] signed = Protected.Signed(Header, Protected.Plain, signer => signer.SignedAttributes.Add(Protected.Attribute(
            1, [("From", "Alice <alice@acme.example>", status), ("Date", "Sat, 01 Jun 2024 12:00:00 +0000", status), ("Subject", "Merger", status)])));
        string text = TestDoors.Text(await _acme.EncryptedAsync(signed));
        Assert.Contains("From: Alice <alice@acme.example>\r\n", text, StringComparison.Ordinal);
        Assert.Contains(date, text, StringComparison.Ordinal);
        Assert.Equal(subject.Length > 0, text.Contains("Subject: ", StringComparison.Ordinal));
        Assert.Contains(subject, text, StringComparison.Ordinal);
        Assert.Contains("Keywords: secret\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Merger\r\nX-Injected: yes", false)]
    [InlineData("Merger\u0000", false)]
    [InlineData("Merger\r\n of two", true)]
    [InlineData("", true)]
    [Trait("Requirement", "HP-14")]
    public async Task Value_that_would_begin_another_field_is_not_written(string value, bool restored)
    {
        string header = Header.Replace("Subject: Merger\r\n", "", StringComparison.Ordinal);
        byte[] encrypted = Protected.Encrypted(header, Protected.Plain, signer => signer.SignedAttributes.Add(Protected.Attribute(0, [("Subject", value, 1)])));
        (DomainDecryptionReport report, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        Assert.Equal(restored, report.RestoredFields.Contains("Subject"));
        Assert.DoesNotContain("\r\nX-Injected", TestDoors.Text(delivered), StringComparison.Ordinal);
        (await _partner.ClassifyAsync(delivered)).HasStatus(restored ? SecurityStatus.Pass : SecurityStatus.Fail);
    }

    [Fact]
    [Trait("Requirement", "HP-14")]
    public async Task Attribute_whose_signer_nobody_trusts_restores_nothing()
    {
        string header = Header.Replace("Subject: Merger\r\n", "", StringComparison.Ordinal);
        byte[] layer = Protected.DomainLayer(Protected.Plain, signer => signer.SignedAttributes.Add(Protected.Attribute(1, [("Subject", "Pay now", 1)])), Ids.StrangerSigner);
        byte[] encrypted = Protected.Carry(header, Messages.EnvelopedData([Ids.PartnerDca], Messages.Carry([], layer, "signed-data")), "enveloped-data");
        (DomainDecryptionReport report, _) = await _partner.DecryptAsync(encrypted);
        Assert.Empty(report.RestoredFields);
    }

    [Fact]
    [Trait("Requirement", "HP-14")]
    public async Task Long_restored_value_is_folded_and_still_matches()
    {
        string subject = string.Join(' ', Enumerable.Repeat("word", 60));
        byte[] message = Encoding.ASCII.GetBytes(Header.Replace("Merger", subject, StringComparison.Ordinal) + "MIME-Version: 1.0\r\n");
        byte[] authored = [.. message, .. LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Entity];
        byte[] encrypted = await _acme.EncryptedAsync(await _acme.SignedAsync(authored, _next with { HeaderProtection = HeaderProtectionScheme.Rfc7508 }));
        (_, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        Assert.All(TestDoors.Text(delivered).Split("MIME-Version")[0].Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        (await _partner.ClassifyAsync(delivered)).HasStatus(SecurityStatus.Pass);
        Assert.Equal(subject, Messages.Parse(delivered).Subject);
    }

    [Theory]
    [InlineData(HeaderProtectionScheme.Auto, HeaderProtectionLevel.Rfc9788)]
    [InlineData(HeaderProtectionScheme.Rfc7508, HeaderProtectionLevel.Rfc7508)]
    [Trait("Requirement", "HP-02 HP-03 HP-04 HP-13")]
    public async Task Signer_that_encrypts_in_the_same_step_hides_in_the_same_step(HeaderProtectionScheme scheme, HeaderProtectionLevel level)
    {
        DomainSigningRequest request = _next with { HeaderProtection = scheme, RequireEncryption = true, Recipients = ["bob@partner.example"] };
        (DomainSigningReport report, byte[] encrypted) = await _acme.SignAsync(_message, scheme == HeaderProtectionScheme.Auto ? request with { HeaderConfidentiality = null } : request);
        Assert.Equal(["Subject", "Keywords", "Comments"], report.ConcealedFields);
        Assert.Equal("From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: [...]\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\n", TestDoors.Text(encrypted).Split("MIME-Version")[0]);
        DomainSecurityReport found = await _partner.ClassifyAsync(encrypted);
        Assert.Equal("A(S(S0(content)))", found.Structure);
        Assert.Equal(level, found.HeaderProtection);
        Assert.Equal(HeaderFieldState.Concealed, found.Field("Subject").State);
        (_, byte[] delivered) = await _partner.DecryptAsync(encrypted);
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(delivered), StringComparison.Ordinal);
        (await _partner.ClassifyAsync(delivered)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "HP-14")]
    public async Task Signer_that_ends_an_encryption_puts_the_fields_back()
    {
        // Encrypted by the author's side to our own authority; the domain signature goes on in the clear.
        TestDoors both = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca).Member(Ids.AcmeDca);
        byte[] encrypted = await both.EncryptedAsync(await both.SignedAsync(_message, _next), TestDoors.To("carol@acme.example") with { AllowHiddenRecipients = true });
        Assert.Contains("Subject: [...]\r\n", TestDoors.Text(encrypted), StringComparison.Ordinal);
        (DomainSigningReport report, byte[] signed) = await both.SignAsync(encrypted, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.True(report.ConfidentialityTerminated);
        Assert.Equal(["Subject", "Keywords", "Comments"], report.RestoredFields);
        Assert.Contains("Subject: Merger\r\n", TestDoors.Text(signed), StringComparison.Ordinal);
        DomainSecurityReport found = await _partner.ClassifyAsync(signed);
        found.HasStatus(SecurityStatus.Pass);
        Assert.All(found.Headers.Fields, field => Assert.Equal(HeaderFieldState.Same, field.State));
    }

    [Fact]
    [Trait("Requirement", "HP-09")]
    public async Task Large_message_streams_with_its_header_restored()
    {
        DomSecOptions small = new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } };
        TestDoors acme = TestDoors.ForAcme(small);
        byte[] encrypted = await acme.EncryptedAsync(await acme.SignedAsync(Messages.PlainOfSize(300_000), _next));
        Assert.Contains("Subject: [...]\r\n", TestDoors.Text(encrypted), StringComparison.Ordinal);
        (DomainDecryptionReport report, byte[] delivered) = await TestDoors.ForPartner(small).DecryptAsync(encrypted);
        Assert.Equal(["Subject"], report.RestoredFields);
        (await _partner.ClassifyAsync(delivered)).HasStatus(SecurityStatus.Pass);
    }

    private sealed class Policy(Func<string, string, string?> outside) : IHeaderConfidentialityPolicy
    {
        public List<string> Asked { get; } = [];

        public string? Outside(string name, string value)
        {
            Asked.Add(name);
            return outside(name, value);
        }
    }
}
