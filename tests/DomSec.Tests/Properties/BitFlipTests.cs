using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.TestKit;
using DomSec.Tests.Cms;

namespace DomSec.Tests.Properties;

/// <summary>
/// One flipped bit, at every place of the decoded CMS object. What no signature covers (the certificates beside it, the announced digest,
/// version numbers) may change; what is signed or encrypted may not, unnoticed.
/// </summary>
public sealed class BitFlipTests
{
    [Theory]
    [InlineData(CmsEncoding.Der)]
    [InlineData(CmsEncoding.Ber)]
    [Trait("Requirement", "SEC-CMS-05")]
    [Trait("Requirement", "CMS-SD-06")]
    public async Task No_single_bit_of_a_signed_message_passes_with_other_content(CmsEncoding encoding)
    {
        byte[] message = await TwoDomains.Ec.SignAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { Encoding = encoding });
        byte[] cms = Messages.CmsOf(message);
        byte[] content = RecordingSink.ContentOf(cms);
        int contentAt = encoding == CmsEncoding.Der ? cms.AsSpan().IndexOf(content) : cms.AsSpan().IndexOf(content.AsSpan(0, 64));
        Assert.True(contentAt > 0);
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParseSet(RecordingSink.Decode(cms).Sink[CmsField.SignerInfos], DomSecLimits.Default, out IReadOnlyList<SignerInfo> signers));
        int attributesAt = cms.AsSpan().IndexOf(signers[0].SignedAttributes!.Element.Raw.Span);
        int signatureEnd = cms.AsSpan().IndexOf(signers[0].Signature.Span) + signers[0].Signature.Length;
        Assert.InRange(attributesAt, 1, signatureEnd);
        int passed = 0;
        for (int bit = 0; bit < cms.Length * 8; bit++)
        {
            cms[bit / 8] ^= (byte)(1 << (bit % 8));
            DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(SeedCorpus.Replace(message, cms));
            Assert.Null(ReportText.Flaw(report));
            if (report.Status == SecurityStatus.Pass)
            {
                passed++;
                Assert.True(bit / 8 < contentAt || bit / 8 >= contentAt + content.Length, $"bit {bit} of the content passes");
                Assert.True(bit / 8 < attributesAt || bit / 8 >= signatureEnd, $"bit {bit} of the signed attributes or the signature passes");
                (RecordingSink sink, _) = RecordingSink.Decode(cms);
                Assert.True(content.AsSpan().SequenceEqual(sink.Content), $"bit {bit} passes with other content");
                Assert.Equal("S(S0(content))", report.Structure);
                Assert.Equal(TwoDomains.Acme, report.Domain);
            }

            cms[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // Versions and announced digests are hints, for a broken certificate the directory has a whole one, and the confidentiality authority's certificate
        // that comes along (DS-DCA-08) is no part of what is signed; the rest matters.
        int offered = TwoDomains.Ec.AcmeAuthority.Der.Length;
        Assert.InRange(passed, 1, ((cms.Length - offered) * 8 / 4) + (offered * 8));
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-05")]
    public async Task No_single_bit_of_a_reviewed_message_passes_with_other_content()
    {
        byte[] message = await TwoDomains.Ec.SignAsync(await TwoDomains.Ec.SignAsync(Messages.Plain()), type: SignatureType.Review);
        byte[] cms = Messages.CmsOf(message);
        byte[] content = RecordingSink.ContentOf(cms);
        for (int bit = 0; bit < cms.Length * 8; bit += 1 + (bit % 5))
        {
            cms[bit / 8] ^= (byte)(1 << (bit % 8));
            DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(SeedCorpus.Replace(message, cms));
            Assert.True(report.Status != SecurityStatus.Pass || content.AsSpan().SequenceEqual(RecordingSink.Decode(cms).Sink.Content), $"bit {bit}");
            cms[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task No_single_bit_of_a_clear_signed_message_passes_with_other_content()
    {
        TestIdentity alice = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256);
        byte[] message = Messages.ClearSigned(alice);
        Assert.Equal(SecurityStatus.Pass, (await TwoDomains.Ec.ClassifyAsync(message)).Status);
        byte[] before = await DigestAsync(message);
        int start = message.AsSpan().IndexOf("\r\n\r\n"u8);
        for (int bit = start * 8; bit < message.Length * 8; bit++)
        {
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            if ((await TwoDomains.Ec.ClassifyAsync(message)).Status == SecurityStatus.Pass)
            {
                byte[] after = await DigestAsync(message);
                Assert.True(before.AsSpan().SequenceEqual(after), $"bit {bit}");
            }

            message[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        static async Task<byte[]> DigestAsync(byte[] octets)
        {
            using MessageWalk walk = await TwoDomains.Ec.WalkAsync(octets);
            return walk.Layers[0].ContentDigests[DigestAlgorithm.Sha256];
        }
    }

    [Theory]
    [InlineData(CmsEncoding.Der)]
    [InlineData(CmsEncoding.Ber)]
    [Trait("Requirement", "CMS-AE-02")]
    [Trait("Requirement", "CMS-AE-03")]
    public async Task No_single_bit_of_a_gcm_encrypted_message_opens_to_another_plaintext(CmsEncoding encoding)
    {
        // Without a signature inside: the tag alone stands between the attacker and the reader.
        byte[] message = await TwoDomains.Ec.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { Encoding = encoding }, withoutSignature: true);
        byte[] expected = (await TwoDomains.Ec.DecryptAsync(message))!;
        Assert.NotNull(expected);
        byte[] cms = Messages.CmsOf(message);
        int opened = 0;
        for (int bit = 0; bit < cms.Length * 8; bit++)
        {
            cms[bit / 8] ^= (byte)(1 << (bit % 8));
            byte[]? plain = await TwoDomains.Ec.DecryptAsync(SeedCorpus.Replace(message, cms));
            if (plain is not null)
            {
                opened++;
                Assert.True(expected.AsSpan().SequenceEqual(plain), $"bit {bit} opens to something else");
            }

            cms[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.InRange(opened, 1, cms.Length * 8 * 9 / 10);
    }
}
