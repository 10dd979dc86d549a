using System.Security.Cryptography;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Layers;

/// <summary>Encrypted content beyond what is held: the same answers as for content that is held, good or bad.</summary>
public sealed class StreamedEnvelopeTests
{
    private static readonly DomSecOptions _small = new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 4 << 10 } };

    // Large enough for several chunks of the source, and nothing that compression makes small.
    private static readonly byte[] _message = Messages.Plain(
        body: Convert.ToBase64String(RandomNumberGenerator.GetBytes(300_000), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n") + "\r\n");

    private static readonly LayeredMessage _signed = LayeredMessage.Of(Build.DomainSigned(null, _message));

    private static readonly Dictionary<string, Action<OddEnvelope>> _failures = new(StringComparer.Ordinal)
    {
        ["padding of another block type"] = envelope => Address(envelope, alterEncryptedKey: key => new byte[key.Length]),
        ["content key too short"] = envelope => Address(envelope, alterKey: key => key[..16]),
        ["content key too long"] = envelope => Address(envelope, alterKey: key => [.. key, 1]),
        ["content key altered"] = envelope => Address(envelope, alterKey: key => Flip(key, 31)),
        ["encrypted key altered"] = envelope => Address(envelope, alterEncryptedKey: key => Flip(key, 20)),
        ["encrypted key empty"] = envelope => Address(envelope, alterEncryptedKey: _ => []),
        ["last block but one altered"] = envelope => Address(envelope).AlterCiphertext = octets => Flip(octets, octets.Length - 17), // CBC: the padding; GCM: the tag
        ["first block altered"] = envelope => Address(envelope).AlterCiphertext = octets => [.. RandomNumberGenerator.GetBytes(600), .. octets[600..]],
        ["cut inside a block"] = envelope => Address(envelope).AlterCiphertext = octets => octets[..^1],
        ["parameters of another length"] = envelope => Address(envelope).StatedParameters = Tlv.Of(Tlv.OctetString, new byte[8]),
    };

    private static readonly Dictionary<string, Action<OddEnvelope>> _badTags = new(StringComparer.Ordinal)
    {
        ["tag altered"] = envelope => Address(envelope).AlterTag = tag => Flip(tag, 15),
        ["tag truncated"] = envelope => Address(envelope).AlterTag = tag => tag[..12],
        ["tag empty"] = envelope => Address(envelope).AlterTag = _ => [],
        ["tag longer"] = envelope => Address(envelope).AlterTag = tag => [.. tag, 0],
        ["content type that the tag does not cover"] = envelope => Address(envelope).ContentType = OddSignatures.SignedData,
    };

    public static TheoryData<string> Failures { get; } = [.. _failures.Keys];

    public static TheoryData<string> BadTags { get; } = [.. _badTags.Keys];

    // From the outside in, around a signed message: E is CBC, A is GCM, P is ChaCha20-Poly1305 and Q the same with attributes, K is GCM under a derived
    // key, D is GCM with the SignedData directly inside, X an X.400 ContentInfo, C compression, S a domain signature, B any of them in BER.
    [Theory]
    [InlineData("E")]
    [InlineData("A")]
    [InlineData("P")]
    [InlineData("Q")]
    [InlineData("K")]
    [InlineData("D")]
    [InlineData("X")]
    [InlineData("EE")]
    [InlineData("AA")]
    [InlineData("AE")]
    [InlineData("EA")]
    [InlineData("QA")]
    [InlineData("AQE")]
    [InlineData("EAA")]
    [InlineData("AD")]
    [InlineData("SE")]
    [InlineData("SA")]
    [InlineData("CA")]
    [InlineData("AC")]
    [InlineData("ACA")]
    [InlineData("BE")]
    [InlineData("BABE")]
    [InlineData("BD")]
    [Trait("Requirement", "CMS-GEN-03 CMS-AE-02 CMS-AE-03 CMS-AE-09 CMS-ED-05 CMS-CMP-01 PQ-CEK-01")]
    public async Task Streamed_content_gives_the_report_and_the_message_that_held_content_gives(string layers)
    {
        byte[] message = Wrap(layers);
        (DomainDecryptionReport held, byte[] heldOutput) = await TestDoors.ForPartner().DecryptAsync(message);
        (DomainDecryptionReport streamed, byte[] output) = await TestDoors.ForPartner(_small).DecryptAsync(message);
        Assert.True(held.Outcome == DomainOutcome.Applied, $"{held.Refusal} {held.Classification!.Structure}");
        Assert.True(streamed.Outcome == DomainOutcome.Applied, $"{streamed.Refusal} {streamed.Classification!.Structure}");
        Assert.Equal(ReportText.Of(held.Classification!), ReportText.Of(streamed.Classification!));
        Assert.Equal(SecurityStatus.Pass, streamed.Classification!.Status);
        Assert.EndsWith("(S(S0(content" + new string(')', streamed.Classification.Structure.Count(c => c == '(')), streamed.Classification.Structure, StringComparison.Ordinal);
        Assert.True(heldOutput.AsSpan().SequenceEqual(output));
        Assert.Equal(ReportText.Of(held.Classification!), ReportText.Of(await TestDoors.ForPartner(_small).ClassifyAsync(message)));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    [Trait("Requirement", "SEC-ORC-03 SEC-ORC-01 CMS-AE-02 CMS-ED-07 SEC-EFL-04")]
    public async Task Every_failure_reads_like_a_wrong_key_held_and_streamed(string name)
    {
        foreach (bool authenticated in new[] { true, false })
        {
            Answer wrongKey = await AskAsync(WithAnotherKey(_small), authenticated, envelope => Address(envelope));
            Answer streamed = await AskAsync(TestDoors.ForPartner(_small), authenticated, _failures[name]);
            Answer held = await AskAsync(TestDoors.ForPartner(), authenticated, _failures[name]);
            Assert.Equal(wrongKey, streamed);
            Assert.Equal(wrongKey, held);
            Assert.Equal((DomainOutcome.Refused, 0), (streamed.Outcome, streamed.Written));
            Assert.Equal(DomainOutcome.Applied, (await AskAsync(TestDoors.ForPartner(_small), authenticated, envelope => Address(envelope))).Outcome);
        }
    }

    [Theory]
    [MemberData(nameof(BadTags))]
    [Trait("Requirement", "SEC-ORC-03 CMS-AE-02 CMS-AE-03 CMS-AE-05 SEC-GCM-02 SEC-EFL-04")]
    public async Task Every_bad_tag_reads_like_a_wrong_key_held_and_streamed(string name)
    {
        Answer wrongKey = await AskAsync(WithAnotherKey(_small), authenticated: true, envelope => Address(envelope));
        Assert.Equal(wrongKey, await AskAsync(TestDoors.ForPartner(_small), authenticated: true, _badTags[name]));
        Assert.Equal(wrongKey, await AskAsync(TestDoors.ForPartner(), authenticated: true, _badTags[name]));
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Plaintext_that_is_noise_reads_like_a_wrong_key_held_and_streamed()
    {
        Answer wrongKey = await AskAsync(WithAnotherKey(_small), authenticated: false, envelope => Address(envelope));
        byte[] noise = Messages.Carry(_header, Address(new OddEnvelope([0, .. RandomNumberGenerator.GetBytes(400_000)]) { IsAuthenticated = false }).Encode(), "enveloped-data");
        byte[] nearly = Messages.Carry(_header, Address(new OddEnvelope([0x30, 0x83, 0x06, 0x1A, 0x81, .. RandomNumberGenerator.GetBytes(400_000)]) { IsAuthenticated = false }).Encode(), "enveloped-data");
        foreach (byte[] message in new[] { noise, nearly })
        {
            Assert.Equal(wrongKey, await AskAsync(TestDoors.ForPartner(_small), message));
            Assert.Equal(wrongKey, await AskAsync(TestDoors.ForPartner(), message));
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-02 LCD-10")]
    public async Task Cbc_gadget_is_never_released_streamed_or_held()
    {
        // One bit of one block: the block before it becomes noise, the bit itself what the attacker wants; padding and form stay right.
        byte[] message = Envelope(authenticated: false, envelope => Address(envelope).AlterCiphertext = octets => Flip(octets, 160_000));
        foreach (DomSecOptions options in new[] { _small, new DomSecOptions() })
        {
            (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner(options).DecryptAsync(message);
            Assert.Equal(DomainOutcome.Refused, report.Outcome);
            Assert.Empty(output);
            Assert.NotEqual(SecurityStatus.Pass, report.Classification!.Status);
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-02")]
    public async Task Unsigned_cbc_content_is_refused_by_default_and_streamed_on_request()
    {
        byte[] message = LayeredMessage.Of(_message).Enveloped(Ids.PartnerDca).ToOctets();
        (DomainDecryptionReport refused, byte[] nothing) = await TestDoors.ForPartner(_small).DecryptAsync(message);
        Assert.Equal(DomainOutcome.Refused, refused.Outcome);
        Assert.Empty(nothing);
        (DomainDecryptionReport released, byte[] output) = await TestDoors.ForPartner(_small).DecryptAsync(message, new() { AllowUnauthenticatedContent = true });
        Assert.Equal(DomainOutcome.Applied, released.Outcome);
        Assert.True(Messages.Split(output).Entity.AsSpan().SequenceEqual(Messages.Split(_message).Entity));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "SEC-DWN-01")]
    public async Task Authenticated_content_relabelled_as_cbc_is_not_opened(bool derived)
    {
        byte[] message = Envelope(authenticated: true, envelope =>
        {
            Address(envelope).StatedType = OddEnvelope.EnvelopedData;
            byte[] cbc = Tlv.Algorithm(OddEnvelope.Aes256Cbc, Tlv.Of(Tlv.OctetString, new byte[16]));
            (envelope.StatedCipher, envelope.StatedParameters) = derived ? ("1.2.840.113549.1.9.16.3.31", cbc) : (OddEnvelope.Aes256Cbc, Tlv.Of(Tlv.OctetString, new byte[16]));
            envelope.AlterCiphertext = octets => octets[..(octets.Length / 16 * 16)];
        });
        foreach (DomSecOptions options in new[] { _small, new DomSecOptions() })
        {
            Answer answer = await AskAsync(TestDoors.ForPartner(options), message, new() { AllowUnauthenticatedContent = true });
            Assert.Equal((DomainOutcome.Refused, 0), (answer.Outcome, answer.Written));
            Assert.Contains("E(?)", answer.Report, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "SEC-EFL-04 CMS-AE-02")]
    public async Task Nothing_inside_is_touched_before_the_tag_was_right(bool streamed)
    {
        byte[] inner = Wrap("A");
        foreach (bool right in new[] { true, false })
        {
            var outer = new OddEnvelope(Messages.Split(inner).Entity) { AlterTag = tag => right ? tag : Flip(tag, 0) };
            var keys = new CountingKeys(TestDoors.ForPartner().Community);
            TestDoors doors = new TestDoors(streamed ? _small : null) { Keys = keys };
            DomainSecurityReport report = await doors.ClassifyAsync(Messages.Carry(_header, Address(outer).Encode(), "authEnveloped-data"));
            Assert.Equal(right ? "A(A(S(S0(content))))" : "A(?)", report.Structure);
            Assert.Equal(right ? 2 : 1, keys.Count); // a key is used once, however many passes there are
        }
    }

    [Theory]
    [InlineData("A", 3)]
    [InlineData("E", 2)]
    [InlineData("AE", 3)]
    [Trait("Requirement", "CMS-AE-02")]
    public async Task Source_that_changes_before_the_release_is_an_input_output_error(string layers, int pass)
    {
        byte[] message = Wrap(layers);
        TestDoors doors = TestDoors.ForPartner(_small);
        using var destination = new MemoryStream();
        using (var good = new ChangingStream(message, changesAt: int.MaxValue))
        {
            Assert.Equal(DomainOutcome.Applied, (await doors.Encryptor.DecryptStreamAsync(good, destination, new(), TestContext.Current.CancellationToken)).Outcome);
            Assert.Equal(pass, good.Passes);
        }

        using var changing = new ChangingStream(message, changesAt: pass);
        IOException thrown = await Assert.ThrowsAsync<IOException>(() => doors.Encryptor.DecryptStreamAsync(changing, destination, new(), TestContext.Current.CancellationToken));
        Assert.Contains("changed", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "CMS-ED-08 SEC-DOS-01")]
    public async Task Every_own_recipient_is_tried_for_streamed_content_up_to_the_limit()
    {
        foreach (bool authenticated in new[] { true, false })
        {
            foreach (int bogus in new[] { 1, 15, 16 })
            {
                byte[] message = Envelope(authenticated, envelope =>
                {
                    for (int i = 0; i < bogus; i++)
                    {
                        Address(envelope, alterKey: _ => RandomNumberGenerator.GetBytes(32));
                    }

                    Address(envelope);
                });
                (DomainDecryptionReport report, _) = await TestDoors.ForPartner(_small).DecryptAsync(message);
                Assert.Equal(bogus < 16 ? DomainOutcome.Applied : DomainOutcome.Refused, report.Outcome);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-08")]
    public async Task Ccm_is_opened_when_held_and_beyond_that_says_why_not()
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] message = Messages.Carry(_header, Address(new OddEnvelope(_signed.Entity)
        {
            StatedCipher = "2.16.840.1.101.3.4.1.47",
            StatedParameters = Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, nonce), Tlv.Integer(16)),
            Cipher = (key, content) =>
            {
                using var ccm = new AesCcm(key);
                (byte[] ciphertext, byte[] tag) = (new byte[content.Length], new byte[16]);
                ccm.Encrypt(nonce, content, ciphertext, tag);
                return (ciphertext, tag);
            },
        }).Encode(), "authEnveloped-data");
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(message)).Report.Outcome);
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner(_small).DecryptAsync(message);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
        report.Classification!.Raises(SecurityFlags.Limit);
        Assert.Equal("A(?)", report.Classification!.Structure);
    }

    [Fact]
    [Trait("Requirement", "SEC-KEY-01")]
    public async Task Content_keys_and_plaintext_are_wiped_when_the_walk_ends()
    {
        TestDoors doors = TestDoors.ForPartner();
        foreach (DomSecOptions options in new[] { _small, new DomSecOptions() })
        {
            using var source = new MessageSource(Wrap("AE"));
            MessageWalk walk = await new MessageWalker(doors.Community, options).WalkAsync(source, new DomainClassificationRequest(), TestContext.Current.CancellationToken);
            byte[][] keys = [walk.Opened.Find(0)!.ContentKey!, walk.Opened.Find(1)!.ContentKey!];
            Assert.All(keys, key => Assert.Contains(key, octet => octet != 0));
            Assert.Equal(options == _small, walk.Layers[1].Plaintext is null);
            Assert.Equal(options == _small, walk.Layers[1].Facts is not null);
            walk.Dispose();
            Assert.All(keys, key => Assert.DoesNotContain(key, octet => octet != 0));
            Assert.All(walk.Layers, layer => Assert.True(layer.Plaintext is null && layer.Facts is null && layer.Ciphertext is null));
        }
    }

    [Fact]
    public async Task Nested_cms_that_is_not_whole_is_refused_streamed_as_held()
    {
        byte[] structure = Structure(Messages.CmsOf([.. _header, .. _signed.Entity]));
        foreach ((byte[] content, bool good) in new[] { (structure, true), ([.. structure, 0, 0], false), (structure[..^1], false) })
        {
            byte[] message = Messages.Carry(_header, Address(WithType(new OddEnvelope(content), OddSignatures.SignedData)).Encode(), "authEnveloped-data");
            foreach (DomSecOptions options in new[] { _small, new DomSecOptions() })
            {
                Assert.Equal(good ? DomainOutcome.Applied : DomainOutcome.Refused, (await TestDoors.ForPartner(options).DecryptAsync(message)).Report.Outcome);
            }
        }
    }

    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;

    private static byte[] Flip(byte[] octets, int at) => [.. octets[..at], (byte)(octets[at] ^ 1), .. octets[(at + 1)..]];

    private static OddEnvelope Address(OddEnvelope envelope, Func<byte[], byte[]>? alterKey = null, Func<byte[], byte[]>? alterEncryptedKey = null) =>
        envelope.For(Ids.PartnerDca, alterKey, alterEncryptedKey);

    private static byte[] Envelope(bool authenticated, Action<OddEnvelope> build)
    {
        var envelope = new OddEnvelope(_signed.Entity) { IsAuthenticated = authenticated, UsesOaep = false };
        build(envelope);
        return Messages.Carry(_header, envelope.Encode(), authenticated ? "authEnveloped-data" : "enveloped-data");
    }

    private static byte[] Wrap(string layers)
    {
        LayeredMessage message = _signed.WithHeader(System.Text.Encoding.ASCII.GetString(_header));
        bool ber = false;
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            ber = i > 0 && layers[i - 1] == 'B';
            byte[] content = layers[i] is 'D' or 'X' ? Messages.CmsOf([.. _header, .. message.Entity]) : message.Entity;
            message = layers[i] switch
            {
                'E' => Carry(new OddEnvelope(content) { IsAuthenticated = false }),
                'A' => Carry(new OddEnvelope(content)),
                'K' => Carry(Derived(content)),
                'P' => Carry(ChaCha(content, [])),
                'Q' => Carry(ChaCha(content, OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(OddSignatures.Data)))),
                'D' => Carry(WithType(new OddEnvelope(Structure(content)), OddSignatures.SignedData)),
                'X' => Carry(WithType(new OddEnvelope(content), "1.2.840.113549.1.9.16.1.6")),
                'C' => message.Carry(CompressedLayerTests.Compress(content), "compressed-data"),
                'S' => message.Null().Signed(Ids.AcmeSigner, OddSignatures.DomainSig),
                _ => message,
            };
        }

        return message.ToOctets();

        LayeredMessage Carry(OddEnvelope envelope)
        {
            byte[] cms = Address(envelope).Encode();
            return message.Carry(ber ? BerReencoder.ToIndefinite(cms, 1000) : cms, envelope.IsAuthenticated ? "authEnveloped-data" : "enveloped-data");
        }
    }

    private static OddEnvelope Derived(byte[] content)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] inner = Tlv.Algorithm(OddEnvelope.Aes256Gcm, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, nonce), Tlv.Integer(16)));
        return new OddEnvelope(content)
        {
            StatedCipher = "1.2.840.113549.1.9.16.3.31",
            StatedParameters = inner,
            Cipher = (key, plain) =>
            {
                using var gcm = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, "The Cryptographic Message Syntax"u8.ToArray(), inner), 16);
                (byte[] ciphertext, byte[] tag) = (new byte[plain.Length], new byte[16]);
                gcm.Encrypt(nonce, plain, ciphertext, tag);
                return (ciphertext, tag);
            },
        };
    }

    private static OddEnvelope ChaCha(byte[] content, byte[] attributes)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        return new OddEnvelope(content)
        {
            StatedCipher = "1.2.840.113549.1.9.16.3.18",
            StatedParameters = Tlv.Of(Tlv.OctetString, nonce),
            Attributes = attributes.Length == 0 ? [] : Tlv.Of(0xA1, attributes),
            Cipher = (key, plain) =>
            {
                using var chaCha = new System.Security.Cryptography.ChaCha20Poly1305(key);
                (byte[] ciphertext, byte[] tag) = (new byte[plain.Length], new byte[16]);
                chaCha.Encrypt(nonce, plain, ciphertext, tag, attributes.Length == 0 ? [] : Tlv.Of(Tlv.Set, attributes));
                return (ciphertext, tag);
            },
        };
    }

    /// <summary>RFC 5083 section 2.1: content that is not id-data names its type in authAttrs.</summary>
    private static OddEnvelope WithType(OddEnvelope envelope, string type)
    {
        byte[] attribute = OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(type));
        envelope.ContentType = type;
        envelope.Attributes = Tlv.Of(0xA1, attribute);
        envelope.AssociatedData = Tlv.Of(Tlv.Set, attribute);
        return envelope;
    }

    /// <summary>What is inside a ContentInfo's [0].</summary>
    private static byte[] Structure(byte[] contentInfo)
    {
        var reader = new DomSec.Ber.BerReader(contentInfo);
        DomSec.Ber.BerReader info = reader.ReadSequence();
        info.ReadOid();
        return info.ReadElement().Content.ToArray();
    }

    private static TestDoors WithAnotherKey(DomSecOptions options) => new TestDoors(options).Own(TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example", change: shape =>
    {
        shape.Serial = Ids.PartnerDca.Certificate.SerialNumberBytes.ToArray();
        shape.KeyName = "acme.example/domain-confidentiality-authority";
    }));

    private static Task<Answer> AskAsync(TestDoors doors, bool authenticated, Action<OddEnvelope> build) => AskAsync(doors, Envelope(authenticated, build));

    private static async Task<Answer> AskAsync(TestDoors doors, byte[] message, DomainDecryptionRequest? request = null)
    {
        using var source = new MemoryStream(message);
        using var destination = new OddStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, request ?? new());
        return new Answer(report.Outcome, report.Refusal, report.ConfidentialityTerminated, ReportText.Of(report.Classification!) + report.Classification!.Error, string.Join('\n', doors.Log.Lines), report.Outcome == DomainOutcome.Applied ? -1 : destination.Writes);
    }

    /// <summary>Everything that a sender, or whoever reads the log, could tell one failure from another by.</summary>
    private sealed record Answer(DomainOutcome Outcome, Refusal? Refusal, bool IsTerminated, string Report, string Log, int Written);

    /// <summary>A stream whose content is another one from some reading on: one octet near the end of the outermost CMS object is changed.</summary>
    private sealed class ChangingStream(byte[] octets, int changesAt) : MemoryStream([.. octets], 0, octets.Length, writable: true, publiclyVisible: false)
    {
        public int Passes { get; private set; }

        public override long Position
        {
            get => base.Position;
            set
            {
                base.Position = value;
                if (value == 0 && ++Passes == changesAt)
                {
                    byte[] end = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"u8.ToArray();
                    base.Position = octets.Length - end.Length - 40;
                    Write(octets.AsSpan(octets.Length - 40 - end.Length, end.Length).IndexOf((byte)'\n') < 0 ? end : end[..20]);
                    base.Position = 0;
                }
            }
        }
    }
}
