using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signing;

/// <summary>When the signer does not sign: RFC 3183 section 3.2.</summary>
public sealed class RefusalTests
{
    private static readonly DomainSigningRequest Request = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence };

    /// <summary>Certificates that break the naming convention, with the flag that says so.</summary>
    public static TheoryData<string, string> WrongNames { get; } = new()
    {
        { "no common name", "F-NAME-CN" },
        { "two common names", "F-NAME-CN" },
        { "a suffix", "F-NAME-CN" },
        { "a prefix", "F-NAME-CN" },
        { "another role", "F-NAME-CN" },
        { "a zero-width space", "F-NAME-CN" },
        { "a Cyrillic letter", "F-NAME-CN" },
        { "a wildcard", "F-NAME-CN" },
        { "a person's address", "F-NAME-LOCALPART" },
        { "a person's address besides", "F-NAME-LOCALPART" },
        { "a person's address in the subject", "F-NAME-LOCALPART" },
        { "a wildcard address", "F-NAME-LOCALPART" },
        { "another domain in the subject", "F-NAME-ADDRESS" },
    };

    [Theory]
    [MemberData(nameof(WrongNames))]
    [Trait("Requirement", "DS-NAM-01")]
    [Trait("Requirement", "DS-NAM-04")]
    [Trait("Requirement", "DS-NAM-05")]
    [Trait("Requirement", "DS-NAM-14")]
    [Trait("Requirement", "DS-NAM-18")]
    [Trait("Requirement", "DS-NAM-20")]
    [Trait("Requirement", "DS-NAM-26")]
    [Trait("Requirement", "DS-NAM-31")]
    [Trait("Requirement", "DS-DSG-06")]
    public async Task Own_certificate_that_is_named_wrongly_is_not_used(string name, string flag)
    {
        TestDoors doors = new TestDoors().Own(Misnamed(name));
        await AssertRefusedAsync(doors, Messages.Plain(), Request, flag);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-21")]
    public async Task Own_certificate_in_capitals_is_used()
    {
        TestIdentity signer = Ids.Signer(shape =>
        {
            shape.CommonNames[0] = "Domain-Signing-Authority";
            shape.Emails[0] = "DOMAIN-SIGNING-AUTHORITY@ACME.Example";
        });
        await new TestDoors().Own(signer).SignedAsync(Messages.Plain());
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-02")]
    [Trait("Requirement", "DS-DSG-04")]
    public async Task Missing_evidence_refuses_a_domain_signature() =>
        await AssertRefusedAsync(TestDoors.ForAcme(), Messages.Plain(), Request with { Evidence = null }, "RFC 3183 section 3.2");

    [Fact]
    [Trait("Requirement", "DS-DSG-02")]
    public async Task Review_needs_no_evidence_of_the_author() =>
        await TestDoors.ForAcme().SignedAsync(Messages.Plain("x@elsewhere.example"), new() { Domain = TestDoors.Acme, Type = SignatureType.Review });

    [Theory]
    [InlineData(SignatureType.Originator)]
    [InlineData(SignatureType.DelegatedOriginator)]
    public async Task Gateway_does_not_sign_as_a_person_whose_key_it_does_not_have(SignatureType type) =>
        await AssertRefusedAsync(TestDoors.ForAcme(), Messages.Plain(), Request with { Type = type }, "RFC 3183 section 3.5");

    [Fact]
    [Trait("Requirement", "DS-DSG-02")]
    [Trait("Requirement", "DS-DSG-04")]
    [Trait("Requirement", "SEC-DOM-04")]
    public async Task Originator_signature_as_evidence_has_to_be_there_valid_and_the_sender_s()
    {
        TestDoors doors = TestDoors.ForAcme();
        DomainSigningRequest request = Request with { Evidence = OriginatorEvidence.OriginatorSignature };
        await doors.SignedAsync(LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).ToOctets(), request);
        await doors.SignedAsync(await doors.SignedAsync(LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).ToOctets()), request);

        await AssertRefusedAsync(doors, Messages.Plain(), request, "RFC 3183 section 3.2");
        await AssertRefusedAsync(doors, LayeredMessage.Of(Messages.Plain()).Null().ToOctets(), request, "RFC 3183 section 3.2");
        await AssertRefusedAsync(doors, await doors.SignedAsync(Messages.Plain()), request, "RFC 3183 section 3.2");
        await AssertRefusedAsync(doors, LayeredMessage.Of(Messages.Plain("carol@acme.example")).Signed(Ids.Alice).ToOctets(), request, "RFC 3183 section 3.2");
        TestIdentity stranger = Ids.Stranger.IssuePerson("alice@acme.example", TestKeyType.P256);
        await AssertRefusedAsync(doors, LayeredMessage.Of(Messages.Plain()).Signed(stranger).ToOctets(), request, "RFC 3183 section 3.2");
    }

    [Theory]
    [InlineData("sales.acme.example", "alice@acme.example")]
    [InlineData("sales.acme.example", "alice@marketing.acme.example")]
    [InlineData("acme.example", "alice@evilacme.example")]
    [InlineData("acme.example", "alice@acme.example.evil.example")]
    [InlineData("acme.example", "alice@partner.example")]
    [Trait("Requirement", "DS-NAM-06")]
    [Trait("Requirement", "DS-NAM-22")]
    [Trait("Requirement", "DS-DSG-01")]
    [Trait("Requirement", "SEC-DOM-04")]
    public async Task Signer_that_does_not_cover_the_sender_refuses(string signer, string from)
    {
        TestDoors doors = new TestDoors().Own(TestCa.Shared.Issue(TestRole.DomainSigning, signer, TestKeyType.P256));
        await AssertRefusedAsync(doors, Messages.Plain(from), Request with { Domain = MailDomain.Parse(signer) }, "F-MAP-NOT-ASCENDANT");
    }

    [Theory]
    [InlineData("acme.example", "alice@acme.example")]
    [InlineData("acme.example", "alice@ACME.example")]
    [InlineData("acme.example", "alice@a.b.c.acme.example")]
    [Trait("Requirement", "DS-NAM-06")]
    [Trait("Requirement", "DS-DSG-01")]
    public async Task Signer_covers_its_domain_and_those_below(string signer, string from) =>
        await new TestDoors().Own(TestCa.Shared.Issue(TestRole.DomainSigning, signer, TestKeyType.P256)).SignedAsync(Messages.Plain(from));

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public async Task Public_suffix_signs_for_nobody_below_it()
    {
        TestDoors doors = new TestDoors().Own(TestCa.Shared.Issue(TestRole.DomainSigning, "co.nz", TestKeyType.P256));
        await AssertRefusedAsync(doors, Messages.Plain("alice@acme.co.nz"), Request with { Domain = MailDomain.Parse("co.nz") }, "F-MAP-PUBLIC-SUFFIX");
    }

    [Theory]
    [InlineData("Subject: no From\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From:\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: \r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: friends: alice@acme.example, carol@acme.example;\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: undisclosed:;\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: alice@acme.example\r\nFrom: alice@acme.example\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: alice@acme.example\r\nfrom: eve@evil.example\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: alice\r\n", "F-MAP-UNVERIFIABLE")]
    [InlineData("From: alice@acme.example, eve@evil.example\r\n", "F-MAP-NOT-ASCENDANT")]
    [InlineData("From: \"alice@acme.example\" <eve@evil.example>\r\n", "F-MAP-NOT-ASCENDANT")]
    [InlineData("From: (alice@acme.example) eve@evil.example\r\n", "F-MAP-NOT-ASCENDANT")]
    [InlineData("From: eve@evil.example (alice@acme.example)\r\n", "F-MAP-NOT-ASCENDANT")]
    [InlineData("From: =?utf-8?q?alice=40acme=2Eexample_?= <eve@evil.example>\r\n", "F-MAP-NOT-ASCENDANT")]
    [InlineData("From: eve@evil.example\r\nSender: alice@acme.example\r\n", "F-MAP-NOT-ASCENDANT")]
    [Trait("Requirement", "DS-NAM-30")]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task From_that_does_not_say_a_covered_sender_refuses(string fields, string flag) =>
        await AssertRefusedAsync(TestDoors.ForAcme(), Encoding.ASCII.GetBytes(fields + "\r\nHello\r\n"), Request, flag);

    [Theory]
    [InlineData("From: Alice <alice@acme.example>, carol@sales.acme.example\r\nSender: alice@acme.example\r\n")]
    [InlineData("From: \"eve@evil.example\" <alice@acme.example>\r\n")]
    [InlineData("From: alice@acme.example (eve@evil.example)\r\n")]
    [InlineData("From: Alice\r\n <alice@acme.example>\r\n")]
    [Trait("Requirement", "DS-NAM-30")]
    public async Task From_that_says_covered_senders_signs(string fields) => await TestDoors.ForAcme().SignedAsync(Encoding.ASCII.GetBytes(fields + "\r\nHello\r\n"));

    /// <summary>Signatures that must stop a domain from signing.</summary>
    public static TheoryData<string> BadSignatures { get; } = ["altered content", "altered signature", "unknown signer", "missing certificate", "expired", "unknown algorithm", "digest weak", "wrong role"];

    [Theory]
    [MemberData(nameof(BadSignatures))]
    [Trait("Requirement", "DS-DSG-03")]
    [Trait("Requirement", "DS-DSG-04")]
    [Trait("Requirement", "DS-DSG-05")]
    public async Task Signature_already_there_that_is_not_valid_refuses(string name)
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(layer => Spoil(layer, name)).ToOctets();
        (DomainSigningReport report, byte[] output) = await doors.SignAsync(message);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        report.Refusal.IsRefused("RFC 3183 section 3.2");
        Assert.NotNull(report.Precondition);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-03")]
    [Trait("Requirement", "DS-MLA-11")]
    public async Task Invalid_signature_deep_inside_refuses_and_one_under_a_valid_domain_signature_does_not()
    {
        LayeredMessage spoiled = LayeredMessage.Of(Messages.Plain()).Signed(layer => Spoil(layer, "altered content"));
        await AssertRefusedAsync(TestDoors.ForAcme(), spoiled.Signed(Ids.AcmeReviewer, OddSignatures.ReviewSig).ToOctets(), Request, "RFC 3183 section 3.2");
        await TestDoors.ForAcme().SignedAsync(spoiled.Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets());
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-04")]
    public async Task Signature_whose_revocation_cannot_be_told_defers()
    {
        TestDoors doors = TestDoors.ForAcme(new() { Revocation = RevocationMode.Required });
        (DomainSigningReport report, byte[] output) = await doors.SignAsync(LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).ToOctets());
        Assert.Equal(DomainOutcome.Deferred, report.Outcome);
        Assert.NotNull(report.Refusal);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-09")]
    [Trait("Requirement", "DS-DSG-03")]
    public async Task Encrypted_message_that_does_not_open_is_not_signed_and_one_that_opens_for_the_domain_only()
    {
        LayeredMessage signed = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice);
        await AssertRefusedAsync(TestDoors.ForAcme(), signed.Enveloped(Ids.PartnerDca).ToOctets(), Request, "DS-DSG-09");
        await AssertRefusedAsync(TestDoors.ForAcme(), signed.Enveloped(Ids.AcmeDca).ToOctets(), Request with { Type = SignatureType.AdditionalAttributes }, "RFC 3183 section 5");
    }

    [Fact]
    public async Task No_key_refuses() =>
        await AssertRefusedAsync(new TestDoors().Own(Ids.PartnerSigner), Messages.Plain(), Request, "RFC 3183 section 3.2");

    [Fact]
    [Trait("Requirement", "CERT-13")]
    public async Task Own_key_outside_its_validity_is_not_used()
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Time.SetUtcNow(TestCa.DefaultNotAfter.AddSeconds(1));
        await AssertRefusedAsync(doors, Messages.Plain(), Request, "RFC 5280 section 4.1.2.5");
        TestDoors early = new TestDoors().Own(Ids.Signer(shape => shape.NotBefore = TestDoors.Now.AddSeconds(1)));
        await AssertRefusedAsync(early, Messages.Plain(), Request, "RFC 5280 section 4.1.2.5");
    }

    [Fact]
    [Trait("Requirement", "CERT-09")]
    public async Task Own_key_that_may_not_sign_is_not_used() =>
        await AssertRefusedAsync(
            new TestDoors().Own(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", change: shape => shape.KeyUsage = X509KeyUsageFlags.KeyEncipherment)),
            Messages.Plain(),
            Request,
            "RFC 8550 section 4.4.2");

    [Fact]
    public async Task Newest_key_that_is_valid_signs()
    {
        TestIdentity old = Ids.Signer(shape => shape.NotBefore = TestDoors.Now.AddYears(-3));
        TestIdentity current = Ids.Signer(shape => shape.NotBefore = TestDoors.Now.AddDays(-3));
        TestIdentity next = Ids.Signer(shape => shape.NotBefore = TestDoors.Now.AddDays(3));
        TestDoors doors = new TestDoors().Own(old, current, next);
        Assert.Equal(current.Certificate, SignedLayer.Of(await doors.SignedAsync(Messages.Plain())).SignerInfos[0].Certificate);
        doors.Time.Advance(TimeSpan.FromDays(4));
        Assert.Equal(next.Certificate, SignedLayer.Of(await doors.SignedAsync(Messages.Plain())).SignerInfos[0].Certificate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("From: alice@acme.example\r\nContent-Type: multipart/signed; boundary=x\r\n\r\nno parts\r\n")]
    [InlineData("From: alice@acme.example\r\nContent-Type: application/pkcs7-mime\r\n\r\nnot CMS\r\n")]
    public async Task Message_that_cannot_be_read_is_refused_as_the_input_s_fault(string message)
    {
        (DomainSigningReport report, byte[] output) = await TestDoors.ForAcme().SignAsync(Encoding.ASCII.GetBytes(message));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.True(report.Refusal!.IsInputFault);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Message_of_a_refused_result_cannot_be_had()
    {
        DomainSigningResult result = await TestDoors.ForAcme().Signer.SignAsync(Messages.Parse(Messages.Plain("x@other.example")), Request);
        Assert.Equal(DomainOutcome.Refused, result.Outcome);
        Assert.Contains("F-MAP-NOT-ASCENDANT", Assert.Throws<InvalidOperationException>(() => result.Message).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_stops_before_and_while_reading()
    {
        TestDoors doors = TestDoors.ForAcme();
        using var cancelled = new CancellationTokenSource();
        using var source = new OddStream(Messages.PlainOfSize(100_000)) { OnRead = cancelled.Cancel };
        using var destination = new OddStream();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => doors.Signer.SignStreamAsync(source, destination, Request, cancelled.Token));
        using var again = new MemoryStream(Messages.Plain());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => doors.Signer.SignStreamAsync(again, destination, Request, cancelled.Token));
        Assert.Equal(0, destination.Writes);
    }

    [Fact]
    public async Task Key_that_fails_defers_and_nothing_is_written()
    {
        var doors = new TestDoors();
        doors.Community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new FailingKey());
        using var source = new MemoryStream(Messages.Plain());
        using var destination = new OddStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, Request);
        Assert.Equal(DomainOutcome.Deferred, report.Outcome);
        Assert.Contains("acme.example", report.Refusal!.Text, StringComparison.Ordinal);
        Assert.Equal(0, destination.Writes);
    }

    [Fact]
    public async Task Null_arguments_are_misuse()
    {
        IDomainSigner signer = TestDoors.ForAcme().Signer;
        await Assert.ThrowsAsync<ArgumentNullException>(() => signer.SignStreamAsync(null!, Stream.Null, Request));
        await Assert.ThrowsAsync<ArgumentNullException>(() => signer.SignStreamAsync(Stream.Null, null!, Request));
        await Assert.ThrowsAsync<ArgumentNullException>(() => signer.SignStreamAsync(Stream.Null, Stream.Null, null!));
    }

    /// <summary>Refused, for this rule, and the destination was not even touched.</summary>
    private static async Task AssertRefusedAsync(TestDoors doors, byte[] message, DomainSigningRequest request, string rule)
    {
        using var source = new MemoryStream(message);
        using var destination = new OddStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, request);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        report.Refusal.IsRefused(rule);
        Assert.Equal(0, destination.Writes);
    }

    private static TestIdentity Misnamed(string name) => Ids.Signer(shape =>
    {
        switch (name)
        {
            case "no common name":
                shape.CommonNames.Clear();
                break;
            case "two common names":
                shape.CommonNames.Add("domain-signing-authority");
                break;
            case "a suffix":
                shape.CommonNames[0] = "domain-signing-authority2";
                break;
            case "a prefix":
                shape.CommonNames[0] = "a domain-signing-authority";
                break;
            case "another role":
                shape.CommonNames[0] = "review-authority";
                break;
            case "a zero-width space":
                shape.CommonNames[0] = "domain-signing-\u200Bauthority";
                break;
            case "a Cyrillic letter":
                shape.CommonNames[0] = "dom\u0430in-signing-authority";
                break;
            case "a wildcard":
                shape.CommonNames[0] = "*";
                break;
            case "a person's address":
                shape.Emails[0] = "alice@acme.example";
                break;
            case "a person's address besides":
                shape.Emails.Add("alice@acme.example");
                break;
            case "a person's address in the subject":
                shape.SubjectEmails.Add("alice@acme.example");
                break;
            case "a wildcard address":
                shape.Emails[0] = "*@acme.example";
                break;
            case "another domain in the subject":
                shape.SubjectEmails.Add("domain-signing-authority@other.example");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "unknown");
        }
    });

    private static void Spoil(OddSignatures layer, string name)
    {
        switch (name)
        {
            case "altered content":
                layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32]);
                break;
            case "altered signature":
                layer.By(Ids.Alice, signer => signer.AlterSignature = signature => [.. signature[..^1], (byte)(signature[^1] ^ 1)]);
                break;
            case "unknown signer":
                layer.By(Ids.Stranger.IssuePerson("alice@acme.example", TestKeyType.P256));
                break;
            case "missing certificate":
                layer.By(Ids.Alice).IncludesCertificates = false;
                break;
            case "expired":
                layer.By(TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256, shape => shape.NotAfter = TestDoors.Now.AddDays(-1)));
                break;
            case "unknown algorithm":
                layer.By(Ids.Alice, signer => signer.SignatureAlgorithm = Tlv.Algorithm("1.2.3.4"));
                break;
            case "digest weak":
                layer.By(Ids.RsaAlice, signer => signer.Digest = HashAlgorithmName.SHA1);
                break;
            case "wrong role":
                layer.By(Ids.AcmeReviewer);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "unknown");
        }
    }

    /// <summary>A token that was pulled out.</summary>
    private sealed class FailingKey : ISigningKey
    {
        public ReadOnlyMemory<byte> Certificate => Ids.AcmeSigner.Der;

        public IReadOnlyList<ReadOnlyMemory<byte>> Chain => [];

        public ValueTask<byte[]> SignDataAsync(ReadOnlyMemory<byte> data, SigningAlgorithm algorithm, CancellationToken ct = default) =>
            ValueTask.FromException<byte[]>(new CryptographicException("The token is not there."));
    }
}
