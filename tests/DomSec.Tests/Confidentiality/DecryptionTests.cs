using System.Security.Cryptography;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;

namespace DomSec.Tests.Confidentiality;

/// <summary>A confidentiality authority decrypts, or does not, and then always says the same.</summary>
public sealed class DecryptionTests
{
    private static readonly LayeredMessage Signed = LayeredMessage.Of(Build.DomainSigned());

    /// <summary>Everything that a sender can do to an encrypted message, by name.</summary>
    private static readonly Dictionary<string, Action<OddEnvelope>> Alterations = new(StringComparer.Ordinal)
    {
        // In CBC mode this bit is also one of the padding's last octet, which then never holds; a bit of the last block would leave it to chance.
        ["ciphertext altered near its end"] = envelope => Address(envelope).AlterCiphertext = octets => Flip(octets, octets.Length - 17),
        ["ciphertext cut to nothing"] = envelope => Address(envelope).AlterCiphertext = _ => [],
        ["ciphertext cut inside a block"] = envelope => Address(envelope).AlterCiphertext = octets => octets[..^1],
        ["content key altered"] = envelope => Address(envelope, alterKey: key => Flip(key, 0)),
        ["content key too short"] = envelope => Address(envelope, alterKey: key => key[..16]),
        ["content key too long"] = envelope => Address(envelope, alterKey: key => [.. key, .. key]),
        ["content key of one octet"] = envelope => Address(envelope, alterKey: key => key[..1]),
        ["encrypted key altered"] = envelope => Address(envelope, alterEncryptedKey: key => Flip(key, key.Length - 1)),
        ["encrypted key too short"] = envelope => Address(envelope, alterEncryptedKey: key => key[1..]),
        ["encrypted key of zeros"] = envelope => Address(envelope, alterEncryptedKey: key => new byte[key.Length]),
        ["encrypted key empty"] = envelope => Address(envelope, alterEncryptedKey: _ => []),
        ["encrypted key beyond the modulus"] = envelope => Address(envelope, alterEncryptedKey: key => Enumerable.Repeat((byte)0xFF, key.Length).ToArray()),
        ["parameters of another length"] = envelope => Address(envelope).StatedParameters = Tlv.Of(Tlv.OctetString, new byte[8]),
    };

    public static TheoryData<string> AlterationNames { get; } = [.. Alterations.Keys];

    [Theory]
    [MemberData(nameof(AlterationNames))]
    [Trait("Requirement", "SEC-ORC-01")]
    [Trait("Requirement", "SEC-ORC-02")]
    [Trait("Requirement", "SEC-ORC-03")]
    [Trait("Requirement", "NDR-06")]
    [Trait("Requirement", "CMS-AE-02")]
    [Trait("Requirement", "SEC-EFL-04")]
    public async Task Whatever_was_altered_the_answer_is_that_of_a_wrong_key(string name)
    {
        foreach ((bool authenticated, bool oaep) in new[] { (true, true), (true, false), (false, true), (false, false) })
        {
            Answer wrongKey = await AskAsync(WithAnotherKey(), authenticated, oaep, envelope => Address(envelope));
            Answer altered = await AskAsync(TestDoors.ForPartner(), authenticated, oaep, Alterations[name]);
            Assert.Equal(wrongKey, altered);
            Assert.Equal(DomainOutcome.Refused, altered.Outcome);
        }

        // Unaltered it opens: the above fails for the reason given.
        Answer right = await AskAsync(TestDoors.ForPartner(), authenticated: true, oaep: false, envelope => Address(envelope));
        Assert.Equal(DomainOutcome.Applied, right.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-03")]
    [Trait("Requirement", "CMS-AE-02")]
    public async Task Altered_tag_is_answered_like_a_wrong_key()
    {
        Answer wrongKey = await AskAsync(WithAnotherKey(), authenticated: true, oaep: true, envelope => Address(envelope));
        Assert.Equal(wrongKey, await AskAsync(TestDoors.ForPartner(), authenticated: true, oaep: true, envelope => Address(envelope).AlterTag = tag => Flip(tag, 15)));
        Assert.Equal(wrongKey, await AskAsync(TestDoors.ForPartner(), authenticated: true, oaep: true, envelope => Address(envelope).AlterTag = tag => Flip(tag, 0)));
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-03")]
    [Trait("Requirement", "DS-CRY-08")]
    public async Task Altered_key_agreement_is_answered_like_a_wrong_key()
    {
        TestDoors sender = TestDoors.ForAcme();
        sender.Community.RemoveMember(TestDoors.Partner);
        byte[] message = await sender.Member(Ids.PartnerCurveDca).EncryptedAsync(Signed.ToOctets());
        byte[] cms = Messages.CmsOf(message);
        AuthEnvelopedData enveloped = AuthEnvelopedData.GetInstance(ContentInfo.GetInstance(Asn1Object.FromByteArray(cms)).Content);
        var agreement = (KeyAgreeRecipientInfo)RecipientInfo.GetInstance(enveloped.RecipientInfos[0]).Info;
        byte[] wrapped = RecipientEncryptedKey.GetInstance(agreement.RecipientEncryptedKeys[0]).EncryptedKey.GetOctets();
        byte[] point = agreement.Originator.OriginatorKey.PublicKey.GetBytes();
        byte[] ukm = agreement.UserKeyingMaterial.GetOctets();
        byte[] header = Messages.Split(message).Header;
        var answers = new List<Answer>();
        foreach (byte[] field in new[] { wrapped, point, ukm, enveloped.Mac.GetOctets(), enveloped.AuthEncryptedContentInfo.EncryptedContent.GetOctets() })
        {
            byte[] altered = Flip(cms, cms.AsSpan().IndexOf(field) + field.Length - 1);
            answers.Add(await AskAsync(new TestDoors().Own(Ids.PartnerCurveDca), Messages.Carry(header, altered, "authEnveloped-data")));
        }

        Assert.Equal(DomainOutcome.Refused, answers[0].Outcome);
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(DomainOutcome.Applied, (await AskAsync(new TestDoors().Own(Ids.PartnerCurveDca), message)).Outcome);
    }

    [Theory]
    [InlineData(12, 12, true)]
    [InlineData(12, 0, true)]
    [InlineData(13, 13, true)]
    [InlineData(16, 16, true)]
    [InlineData(16, 0, false)]
    [InlineData(16, 12, false)]
    [InlineData(12, 16, false)]
    [InlineData(11, 11, false)]
    [InlineData(8, 8, false)]
    [InlineData(4, 4, false)]
    [InlineData(1, 1, false)]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-06")]
    [Trait("Requirement", "CMS-AE-08")]
    [Trait("Requirement", "SEC-GCM-02")]
    public async Task Tag_is_as_long_as_stated_and_no_shorter_than_12(int size, int stated, bool opens)
    {
        Answer answer = await AskAsync(TestDoors.ForPartner(), authenticated: true, oaep: true, envelope =>
        {
            Address(envelope).TagSize = Math.Max(12, size);
            envelope.StatedTagSize = stated;
            envelope.AlterTag = tag => tag[..size];
        });
        Assert.Equal(opens ? DomainOutcome.Applied : DomainOutcome.Refused, answer.Outcome);
    }

    [Fact]
    public async Task Content_key_that_does_not_fit_the_stated_cipher_does_not_open()
    {
        foreach ((int size, string cipher) in new[] { (24, OddEnvelope.Aes256Cbc), (24, OddEnvelope.Aes128Cbc), (32, OddEnvelope.Aes128Cbc), (16, OddEnvelope.Aes256Cbc) })
        {
            Answer answer = await AskAsync(TestDoors.ForPartner(), authenticated: false, oaep: false, envelope =>
            {
                envelope.Key = RandomNumberGenerator.GetBytes(size);
                Address(envelope).StatedCipher = cipher;
            });
            Assert.Equal(DomainOutcome.Refused, answer.Outcome);
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DWN-01")]
    public async Task Authenticated_content_that_is_relabelled_is_not_opened()
    {
        // As EnvelopedData with the same cipher, as CBC over whole blocks with the same keys, and CBC content as AuthEnvelopedData.
        Action<OddEnvelope>[] relabelled =
        [
            envelope => Address(envelope).StatedType = OddEnvelope.EnvelopedData,
            envelope =>
            {
                Address(envelope).StatedType = OddEnvelope.EnvelopedData;
                envelope.StatedCipher = OddEnvelope.Aes256Cbc;
                envelope.StatedParameters = Tlv.Of(Tlv.OctetString, new byte[16]);
                envelope.AlterCiphertext = octets => octets[..(octets.Length / 16 * 16)];
            },
            envelope =>
            {
                Address(envelope).IsAuthenticated = false;
                envelope.StatedType = OddEnvelope.AuthEnvelopedData;
            },
        ];
        Answer wrongKey = await AskAsync(WithAnotherKey(), authenticated: true, oaep: true, envelope => Address(envelope));
        foreach (Action<OddEnvelope> relabel in relabelled)
        {
            byte[] message = Envelope(true, true, relabel);
            Answer answer = await AskAsync(TestDoors.ForPartner(), message, new() { AllowUnauthenticatedContent = true });
            Assert.Equal(wrongKey.Refusal, answer.Refusal);
            Assert.Equal(DomainOutcome.Refused, answer.Outcome);
            Assert.False((await TestDoors.ForPartner().ClassifyAsync(message)).Layers[0].IsOpened);
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-02")]
    [Trait("Requirement", "LCD-10")]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Unauthenticated_content_is_released_only_on_request_and_its_refusal_tells_nothing()
    {
        byte[] unsigned = LayeredMessage.Of(Messages.Plain()).Enveloped(Ids.PartnerDca).ToOctets();
        Answer refused = await AskAsync(TestDoors.ForPartner(), unsigned);
        Answer wrongKey = await AskAsync(WithAnotherKey(), authenticated: false, oaep: false, envelope => Address(envelope));
        Assert.Equal(wrongKey.Refusal, refused.Refusal);
        Assert.Equal(wrongKey.Log, refused.Log, StringComparer.Ordinal);
        Assert.Equal(DomainOutcome.Applied, (await AskAsync(TestDoors.ForPartner(), unsigned, new() { AllowUnauthenticatedContent = true })).Outcome);

        // Signed inside, or encrypted with authentication, it needs no permission; an empty layer or a spoiled signature is no authentication.
        LayeredMessage plain = LayeredMessage.Of(Messages.Plain());
        Assert.Equal(DomainOutcome.Applied, (await AskAsync(TestDoors.ForPartner(), plain.Signed(Ids.Alice).Enveloped(Ids.PartnerDca).ToOctets())).Outcome);
        Assert.Equal(DomainOutcome.Applied, (await AskAsync(TestDoors.ForPartner(), Envelope(true, true, envelope => Address(envelope)))).Outcome);
        Assert.Equal(DomainOutcome.Refused, (await AskAsync(TestDoors.ForPartner(), plain.Null().Enveloped(Ids.PartnerDca).ToOctets())).Outcome);
        LayeredMessage spoiled = plain.Signed(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32]));
        Assert.Equal(DomainOutcome.Refused, (await AskAsync(TestDoors.ForPartner(), spoiled.Enveloped(Ids.PartnerDca).ToOctets())).Outcome);
    }

    [Fact]
    [Trait("Requirement", "CMS-ED-08")]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Every_own_recipient_is_tried_up_to_the_limit()
    {
        foreach ((int bogus, bool opens) in new[] { (1, true), (15, true), (16, false) })
        {
            Answer answer = await AskAsync(TestDoors.ForPartner(), authenticated: true, oaep: true, envelope =>
            {
                for (int i = 0; i < bogus; i++)
                {
                    Address(envelope, alterKey: key => Flip(key, 0));
                }

                Address(envelope);
            });
            Assert.Equal(opens ? DomainOutcome.Applied : DomainOutcome.Refused, answer.Outcome);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-08")]
    public async Task Recipient_is_found_by_key_identifier_too()
    {
        Answer answer = await AskAsync(TestDoors.ForPartner(), authenticated: true, oaep: true, envelope => envelope.For(Ids.PartnerDca, usesKeyIdentifier: true));
        Assert.Equal(DomainOutcome.Applied, answer.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-02")]
    public async Task PKCS_1_key_transport_can_be_switched_off()
    {
        TestDoors strict = TestDoors.ForPartner(new() { DecryptPkcs1KeyTransport = false });
        Answer wrongKey = await AskAsync(WithAnotherKey(), authenticated: true, oaep: false, envelope => Address(envelope));
        Assert.Equal(wrongKey, await AskAsync(strict, authenticated: true, oaep: false, envelope => Address(envelope)));
        Assert.Equal(DomainOutcome.Applied, (await AskAsync(strict, Envelope(true, true, envelope => envelope.For(Ids.PartnerDca)))).Outcome);
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=x", "--x\r\nContent-Type: text/html\r\n\r\n<img src=\"http://evil.example/\r\n--x\r\n{0}\r\n--x\r\nContent-Type: text/html\r\n\r\n\">\r\n--x--\r\n")]
    [InlineData("multipart/alternative; boundary=x", "--x\r\n\r\nText\r\n--x\r\n{0}\r\n--x--\r\n")]
    [InlineData("message/rfc822", "From: x@evil.example\r\n{0}")]
    [InlineData("multipart/report; report-type=delivery-status; boundary=x", "--x\r\n\r\nFailed\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@evil.example\r\n{0}\r\n--x--\r\n")]
    [Trait("Requirement", "SEC-EFL-01")]
    [Trait("Requirement", "SEC-WRP-01")]
    [Trait("Requirement", "NDR-07")]
    public async Task Encrypted_part_inside_other_content_is_not_opened(string type, string body)
    {
        string part = TestDoors.Text(Signed.Enveloped(Ids.PartnerDca).Entity);
        byte[] message = Encoding.Latin1.GetBytes($"From: eve@evil.example\r\nContent-Type: {type}\r\n\r\n" + body.Replace("{0}", part, StringComparison.Ordinal));
        using var source = new MemoryStream(message);
        using var destination = new OddStream();
        DomainDecryptionReport report = await TestDoors.ForPartner().Encryptor.DecryptStreamAsync(source, destination, new() { AllowUnauthenticatedContent = true });
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Equal(0, destination.Writes);
        Assert.Equal("content", report.Classification!.Structure);
        report.Classification.Raises(SecurityFlags.Partial);
        Assert.Equal(ConfidentialityLevel.None, report.Classification.Confidentiality);
    }

    [Fact]
    [Trait("Requirement", "SEC-WRP-02")]
    [Trait("Requirement", "DS-SEC-05")]
    [Trait("Requirement", "DS-SEC-06")]
    public async Task Fields_of_the_decrypted_entity_do_not_replace_the_message_s_own()
    {
        byte[] inner = [.. "From: boss@acme.example\r\nSubject: Pay\r\nReply-To: eve@evil.example\r\nBcc: x@evil.example\r\n"u8, .. LayeredMessage.Of(Messages.Plain()).Entity];
        byte[] cms = new OddEnvelope(inner).For(Ids.PartnerDca).Encode();
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner().DecryptAsync(
            Messages.Carry("From: alice@acme.example\r\nTo: bob@partner.example\r\nSubject: Budget\r\n"u8.ToArray(), cms, "authEnveloped-data"));
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.True(report.ConfidentialityTerminated);
        MimeKit.MimeMessage message = Messages.Parse(output);
        Assert.Equal("alice@acme.example", message.From.ToString());
        Assert.Equal("Budget", message.Subject);
        Assert.Empty(message.ReplyTo);
        Assert.DoesNotContain("evil", TestDoors.Text(output), StringComparison.Ordinal);
        Assert.DoesNotContain("boss", TestDoors.Text(output), StringComparison.Ordinal);
        Assert.Contains("Budget of the second quarter.", TestDoors.Text(output), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-03")]
    [Trait("Requirement", "DS-SEC-06")]
    public async Task Signatures_inside_stay_as_they_were()
    {
        byte[] signed = LayeredMessage.Of(Messages.HtmlMultipart()).ClearSigned(Ids.Alice).Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner().DecryptAsync(LayeredMessage.Of(signed).Enveloped(Ids.PartnerDca).ToOctets());
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal("E(S(S(content)))", report.Classification!.Structure);
        Assert.Equal(Messages.Split(signed).Entity, Messages.Split(output).Entity);
    }

    [Fact]
    public async Task Encryption_in_encryption_is_peeled_as_far_as_it_opens()
    {
        LayeredMessage inner = Signed.Enveloped(Ids.PartnerDca);
        (DomainDecryptionReport both, byte[] output) = await TestDoors.ForPartner().DecryptAsync(inner.Enveloped(Ids.PartnerDca).ToOctets());
        Assert.Equal(DomainOutcome.Applied, both.Outcome);
        Assert.Equal(Signed.Entity, Messages.Split(output).Entity);
        byte[] sealedInside = LayeredMessage.Of(Messages.Carry(Messages.Split(Messages.Plain()).Header, new OddEnvelope(Signed.Enveloped(Ids.Bob).Entity).For(Ids.PartnerDca).Encode(), "authEnveloped-data")).ToOctets();
        (DomainDecryptionReport outer, byte[] left) = await TestDoors.ForPartner().DecryptAsync(sealedInside);
        Assert.Equal(DomainOutcome.Applied, outer.Outcome);
        Assert.Equal("E(?)", (await TestDoors.ForPartner().ClassifyAsync(left)).Structure);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-11")]
    public async Task Signature_around_the_encryption_has_to_be_good()
    {
        LayeredMessage encrypted = Signed.Enveloped(Ids.PartnerDca);
        (DomainDecryptionReport good, byte[] output) = await TestDoors.ForPartner().DecryptAsync(encrypted.Signed(Ids.Alice).ToOctets());
        Assert.Equal(DomainOutcome.Applied, good.Outcome);
        Assert.Equal(Signed.Entity, Messages.Split(output).Entity);
        (DomainDecryptionReport spoiled, byte[] nothing) = await TestDoors.ForPartner()
            .DecryptAsync(encrypted.Signed(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32])).ToOctets());
        spoiled.Refusal.IsRefused("RFC 3183 section 5.1");
        Assert.Empty(nothing);
    }

    [Theory]
    [InlineData("plain", "RFC 3183 section 4")]
    [InlineData("signed", "RFC 3183 section 4")]
    [InlineData("empty", "RFC 5652 section 6")]
    [InlineData("broken", "RFC 5652 section 6")]
    public async Task Message_that_is_not_encrypted_or_not_readable_is_the_input_s_fault(string what, string rule)
    {
        byte[] message = what switch
        {
            "plain" => Messages.Plain(),
            "signed" => Build.DomainSigned(),
            "empty" => [],
            _ => Messages.Carry(Messages.Split(Messages.Plain()).Header, Messages.CmsOf(Signed.Enveloped(Ids.PartnerDca).ToOctets())[..^20], "enveloped-data"),
        };
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner().DecryptAsync(message);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        report.Refusal.IsRefused(rule);
        Assert.True(report.Refusal!.IsInputFault);
        Assert.False(report.ConfidentialityTerminated);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Only_the_requested_domain_s_keys_decrypt()
    {
        TestDoors doors = TestDoors.ForPartner().Own(Ids.AcmeDca);
        byte[] message = Signed.Enveloped(Ids.PartnerDca).ToOctets();
        Assert.Equal(DomainOutcome.Refused, (await doors.DecryptAsync(message, new() { Domain = TestDoors.Acme })).Report.Outcome);
        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(message, new() { Domain = TestDoors.Partner })).Report.Outcome);
        Assert.Equal(DomainOutcome.Applied, (await doors.DecryptAsync(message)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "CERT-13")]
    public async Task Key_whose_certificate_expired_still_decrypts()
    {
        TestDoors doors = TestDoors.ForPartner();
        doors.Time.SetUtcNow(TestCa.DefaultNotAfter.AddDays(1));
        (DomainDecryptionReport report, byte[] output) = await doors.DecryptAsync(Envelope(true, true, envelope => Address(envelope)));
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.NotEmpty(output);
    }

    [Fact]
    public async Task Source_that_cannot_seek_decrypts_the_same()
    {
        TestDoors doors = TestDoors.ForPartner(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 4 << 10 } });
        byte[] message = LayeredMessage.Of(Build.DomainSigned(null, Messages.PlainOfSize(100_000))).Enveloped(Ids.PartnerDca).ToOctets();
        using var source = new OddStream(message);
        using var destination = new OddStream();
        Assert.Equal(DomainOutcome.Applied, (await doors.Encryptor.DecryptStreamAsync(source, destination, new())).Outcome);
        Assert.Equal((await doors.DecryptAsync(message)).Output, destination.ToArray());
    }

    private static byte[] Flip(byte[] octets, int at) => [.. octets[..at], (byte)(octets[at] ^ 1), .. octets[(at + 1)..]];

    private static OddEnvelope Address(OddEnvelope envelope, Func<byte[], byte[]>? alterKey = null, Func<byte[], byte[]>? alterEncryptedKey = null) =>
        envelope.For(Ids.PartnerDca, alterKey, alterEncryptedKey);

    private static byte[] Envelope(bool authenticated, bool oaep, Action<OddEnvelope> build)
    {
        var envelope = new OddEnvelope(Signed.Entity) { IsAuthenticated = authenticated, UsesOaep = oaep };
        build(envelope);
        return Messages.Carry(Messages.Split(Messages.Plain()).Header, envelope.Encode(), authenticated ? "authEnveloped-data" : "enveloped-data");
    }

    /// <summary>partner.example with another key under the same issuer and serial number.</summary>
    private static TestDoors WithAnotherKey() => new TestDoors().Own(TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example", change: shape =>
    {
        shape.Serial = Ids.PartnerDca.Certificate.SerialNumberBytes.ToArray();
        shape.KeyName = "acme.example/domain-confidentiality-authority";
    }));

    private static Task<Answer> AskAsync(TestDoors doors, bool authenticated, bool oaep, Action<OddEnvelope> build) => AskAsync(doors, Envelope(authenticated, oaep, build));

    private static async Task<Answer> AskAsync(TestDoors doors, byte[] message, DomainDecryptionRequest? request = null)
    {
        using var source = new MemoryStream(message);
        using var destination = new OddStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, request ?? new());
        Assert.Equal(report.Outcome == DomainOutcome.Applied, destination.Writes > 0);
        DomainSecurityReport classified = report.Classification!;
        return new Answer(
            report.Outcome,
            report.Refusal,
            report.ConfidentialityTerminated,
            string.Join(' ', classified.Flags.Select(flag => flag.Flag.Id + ": " + flag.Detail)),
            $"{classified.Status} {classified.Structure} {classified.Confidentiality} {classified.Error} {classified.AuthenticationResults}",
            string.Join('\n', doors.Log.Lines));
    }

    /// <summary>Everything that a sender, or whoever reads the log, could tell one failure from another by.</summary>
    private sealed record Answer(DomainOutcome Outcome, Refusal? Refusal, bool IsTerminated, string Flags, string Report, string Log);
}
