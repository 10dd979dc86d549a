using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;

namespace DomSec.Tests.Layers;

/// <summary>What OpenSSL encrypted, held and streamed; what we encrypt, opened by Bouncy Castle and the platform.</summary>
public sealed class StrangerEnvelopeTests
{
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;
    private static readonly byte[] _entity = Messages.Split(Messages.PlainOfSize(250_000)).Entity;

    [Theory]
    [InlineData("aes-128-cbc", "aes128-cbc")]
    [InlineData("aes-192-cbc", "aes192-cbc")]
    [InlineData("aes-256-cbc", "aes256-cbc")]
    [InlineData("aes-128-gcm", "aes128-gcm")]
    [InlineData("aes-192-gcm", "aes192-gcm")]
    [InlineData("aes-256-gcm", "aes256-gcm")]
    [InlineData("des3", "des-ede3-cbc")]
    [InlineData("des", "des-cbc")]
    [InlineData("rc2-40", "rc2-cbc")]
    [InlineData("rc2-64", "rc2-cbc")]
    [InlineData("rc2-128", "rc2-cbc")]
    [Trait("Requirement", "LCD-03 LCD-04 CMS-GEN-03 CMS-AE-05 CMS-AE-10")]
    public async Task Openssl_s_message_opens_held_and_streamed(string cipher, string name)
    {
        using var openSsl = new OpenSsl();
        foreach (string[] form in new string[][] { [], ["-stream", "-indef"] })
        {
            byte[] cms = openSsl.Encrypt(_entity, [Ids.PartnerDca], ["-" + cipher, "-provider", "legacy", "-provider", "default", .. form]);
            byte[] message = Messages.Carry(_header, cms, cipher.EndsWith("gcm", StringComparison.Ordinal) ? "authEnveloped-data" : "enveloped-data");
            foreach (int held in new[] { 4 << 10, 4 << 20 })
            {
                TestDoors doors = TestDoors.ForPartner(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = held } });
                (DomainDecryptionReport report, byte[] output) = await doors.DecryptAsync(message, new() { AllowUnauthenticatedContent = true });
                Assert.True(report.Outcome == DomainOutcome.Applied, $"{report.Refusal}");
                Assert.True(_entity.AsSpan().SequenceEqual(Messages.Split(output).Entity));
                Assert.Equal(name, report.Classification!.Layers[0].ContentEncryption);
                Assert.Equal(cipher.StartsWith("rc2", StringComparison.Ordinal) || cipher.StartsWith("des", StringComparison.Ordinal), report.Classification.Flags.Any(flag => flag.Flag == SecurityFlags.AlgorithmWeak));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "CMS-AE-09 PQ-CEK-01")]
    public async Task Our_chacha20_poly1305_opens_with_bouncy_castle_s_structures_and_the_platform_s_cipher(bool derived)
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] signed = await doors.SignedAsync([.. _header, .. _entity]);
        byte[] message = await doors.EncryptedAsync(signed, TestDoors.To("bob@partner.example") with { Profile = new() { ContentEncryption = ContentEncryption.ChaCha20Poly1305, DeriveContentKey = derived } });
        AuthEnvelopedData data = AuthEnvelopedData.GetInstance(ContentInfo.GetInstance(Asn1Object.FromByteArray(Messages.CmsOf(message))).Content);
        KeyTransRecipientInfo transport = data.RecipientInfos.Cast<Asn1Encodable>().Select(info => (KeyTransRecipientInfo)RecipientInfo.GetInstance(info).Info).First(info => IssuerAndSerialNumber.GetInstance(info.RecipientIdentifier.ID).SerialNumber.Value.ToByteArrayUnsigned().AsSpan().SequenceEqual(Ids.PartnerDca.Certificate.SerialNumberBytes.Span.TrimStart((byte)0)));
        using RSA rsa = Ids.PartnerDca.Certificate.GetRSAPrivateKey()!;
        byte[] key = rsa.Decrypt(transport.EncryptedKey.GetOctets(), RSAEncryptionPadding.OaepSHA256);
        Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier algorithm = data.AuthEncryptedContentInfo.ContentEncryptionAlgorithm;
        if (derived)
        {
            Assert.Equal("1.2.840.113549.1.9.16.3.31", algorithm.Algorithm.Id);
            key = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, "The Cryptographic Message Syntax"u8.ToArray(), algorithm.Parameters.ToAsn1Object().GetDerEncoded());
            algorithm = Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier.GetInstance(algorithm.Parameters);
        }

        byte[] ciphertext = data.AuthEncryptedContentInfo.EncryptedContent.GetOctets();
        byte[] plain = new byte[ciphertext.Length];
        using var chaCha = new ChaCha20Poly1305(key);
        chaCha.Decrypt(Asn1OctetString.GetInstance(algorithm.Parameters).GetOctets(), ciphertext, data.Mac.GetOctets(), plain);
        Assert.True(plain.AsSpan().SequenceEqual(Messages.Split(signed).Entity));
    }

    [Fact]
    [Trait("Requirement", "SEC-KEY-01")]
    public async Task Neither_log_nor_report_nor_exception_holds_a_key_or_plaintext()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        const string Secret = "The quick brown fox";
        var texts = new List<string>();
        foreach (int held in new[] { 4 << 10, 4 << 20 })
        {
            foreach (bool alters in new[] { true, false })
            {
                TestDoors doors = TestDoors.ForPartner(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = held } });
                byte[] cms = new OddEnvelope(_entity) { Key = key, AlterTag = tag => alters ? new byte[16] : tag }.For(Ids.PartnerDca).Encode();
                (DomainDecryptionReport report, _) = await doors.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"));
                Assert.Equal(alters ? DomainOutcome.Refused : DomainOutcome.Applied, report.Outcome);
                texts.AddRange(doors.Log.Lines);
                texts.Add($"{report.Refusal} {report.Classification!.Error} {Properties.ReportText.Of(report.Classification)}");
            }
        }

        foreach (string text in texts)
        {
            Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToHexString(key)[..16], text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(key)[..12], text, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Every kind of failure is refused with the same words. With DOMSEC_MEASURE set it also writes what each took, for a quiet machine: time is
    /// never asserted.
    /// </summary>
    [Theory]
    [InlineData(4 << 10)]
    [InlineData(4 << 20)]
    [Trait("Requirement", "SEC-ORC-01 SEC-ORC-02 SEC-ORC-03")]
    public async Task Failures_are_refused_alike_and_their_times_can_be_looked_at(int held)
    {
        int rounds = Environment.GetEnvironmentVariable("DOMSEC_MEASURE") is null ? 1 : 60;
        var refusals = new HashSet<string>(StringComparer.Ordinal);
        byte[] content = LayeredMessage.Of(Build.DomainSigned(null, Messages.PlainOfSize(1 << 20))).Entity;
        var kinds = new Dictionary<string, Action<OddEnvelope>>(StringComparer.Ordinal)
        {
            ["encrypted key altered"] = envelope => envelope.For(Ids.PartnerDca, alterEncryptedKey: octets => [.. octets[..^1], (byte)(octets[^1] ^ 1)]),
            ["key too short"] = envelope => envelope.For(Ids.PartnerDca, alterKey: octets => octets[..16]),
            ["key altered"] = envelope => envelope.For(Ids.PartnerDca, alterKey: octets => [.. octets[..^1], (byte)(octets[^1] ^ 1)]),
            ["padding or tag"] = envelope => envelope.For(Ids.PartnerDca).AlterCiphertext = octets => [.. octets[..^17], (byte)(octets[^17] ^ 1), .. octets[^16..]],
            ["last line altered"] = envelope => envelope.For(Ids.PartnerDca).AlterCiphertext = octets => [.. octets[..^32], (byte)(octets[^32] ^ 1), .. octets[^31..]], // CBC: as above, but for the padding, which is right
            ["beginning altered"] = envelope => envelope.For(Ids.PartnerDca).AlterCiphertext = octets => [.. octets[..400], (byte)(octets[400] ^ 1), .. octets[401..]], // CBC: the form
            ["inside altered"] = envelope => envelope.For(Ids.PartnerDca).AlterCiphertext = octets => [.. octets[..500_000], (byte)(octets[500_000] ^ 1), .. octets[500_001..]],
        };
        foreach (bool authenticated in new[] { true, false })
        {
            foreach ((string kind, Action<OddEnvelope> build) in kinds)
            {
                var envelope = new OddEnvelope(content) { IsAuthenticated = authenticated, UsesOaep = false };
                build(envelope);
                byte[] message = Messages.Carry(_header, envelope.Encode(), "enveloped-data");
                TestDoors doors = TestDoors.ForPartner(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = held } });
                var times = new List<double>();
                for (int i = 0; i < rounds; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    (DomainDecryptionReport report, byte[] output) = await doors.DecryptAsync(message);
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    Assert.Empty(output);
                    refusals.Add($"{report.Outcome} {report.Refusal}");
                }

                times.Sort();
                TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(authenticated ? "GCM" : "CBC")} {kind}: median {times[times.Count / 2]:F2} ms, 10 % {times[times.Count / 10]:F2}, 90 % {times[times.Count * 9 / 10]:F2}"));
            }
        }

        Assert.Single(refusals);
    }
}
