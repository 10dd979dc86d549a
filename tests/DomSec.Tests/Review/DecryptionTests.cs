using DomSec.TestKit;

namespace DomSec.Tests.Review;

/// <summary>What the decrypting door gives away, loses or dies of.</summary>
public sealed class DecryptionTests(ReviewCommunity community) : IClassFixture<ReviewCommunity>
{
    private static ReadOnlySpan<byte> Data => [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];

    [Fact]
    [Trait("Requirement", "SEC-EFL-02")]
    public async Task Authenticated_encryption_around_CBC_does_not_authenticate_it()
    {
        byte[] cbc = await community.EncryptAsync(Messages.Plain(), ContentEncryption.Aes256Cbc);
        (DomainDecryptionReport report, byte[] output) = await community.DecryptAsync(await community.EncryptAsync(cbc));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-02")]
    public async Task Authenticated_encryption_inside_CBC_is_released()
    {
        byte[] gcm = await community.EncryptAsync(Messages.Plain());
        (DomainDecryptionReport report, _) = await community.DecryptAsync(await community.EncryptAsync(gcm, ContentEncryption.Aes256Cbc));
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Refusals_of_CBC_content_do_not_tell_whether_it_opened()
    {
        byte[] message = await community.EncryptAsync(Messages.Plain(), ContentEncryption.Aes256Cbc);
        (DomainDecryptionReport opened, _) = await community.DecryptAsync(message);
        byte[] cms = Messages.CmsOf(message);
        cms[^1] ^= 1; // in the last block: bad padding
        (DomainDecryptionReport failed, _) = await community.DecryptAsync(Messages.Carry(Messages.Split(message).Header, cms, "enveloped-data"));
        Assert.Equal(DomainOutcome.Refused, opened.Outcome);
        Assert.Equal(DomainOutcome.Refused, failed.Outcome);
        Assert.Equal(failed.Refusal, opened.Refusal);
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Refusal_of_CBC_content_with_a_header_beyond_the_limit_tells_nothing_either()
    {
        byte[] plain = ReviewCommunity.Octets("Content-Type: text/plain\r\nX-Long: " + new string('x', 2 << 20));
        byte[] message = Messages.Carry(ReviewCommunity.Octets("From: alice@acme.example\r\n"), Messages.EnvelopedData([community.Partner], plain), "enveloped-data");
        (DomainDecryptionReport opened, _) = await community.DecryptAsync(message);
        byte[] cms = Messages.CmsOf(message);
        cms[^1] ^= 1;
        (DomainDecryptionReport failed, _) = await community.DecryptAsync(Messages.Carry(ReviewCommunity.Octets("From: alice@acme.example\r\n"), cms, "enveloped-data"));
        Assert.Equal(failed.Refusal, opened.Refusal);
    }

    [Theory]
    [InlineData(0x02)] // signedData around text
    [InlineData(0x63)] // a type that does not exist
    [Trait("Requirement", "CMS-BER-02")]
    public async Task Encrypted_content_that_is_not_of_its_type_is_refused_and_does_not_throw(byte type)
    {
        byte[] message = await community.EncryptAsync(Messages.Plain());
        byte[] cms = Messages.CmsOf(message);
        cms[cms.AsSpan().IndexOf(Data) + Data.Length - 1] = type;
        (DomainDecryptionReport report, byte[] output) = await community.DecryptAsync(Messages.Carry(Messages.Split(message).Header, cms, "authEnveloped-data"));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-11")]
    public async Task Nested_CMS_without_MIME_is_released_in_an_entity()
    {
        byte[] signed = Messages.SignedData(community.Alice, Messages.Split(Messages.Plain()).Entity);
        byte[] message = Messages.Carry(ReviewCommunity.Octets("From: alice@acme.example\r\n"), Messages.EnvelopedData([community.Partner], SignedDataAlone(signed)), "enveloped-data");
        byte[] cms = Messages.CmsOf(message);
        cms[cms.AsSpan().LastIndexOf(Data) + Data.Length - 1] = 0x02;
        (DomainDecryptionReport report, byte[] output) = await community.DecryptAsync(Messages.Carry(Messages.Split(message).Header, cms, "enveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        DomainSecurityReport classified = await community.ClassifyAsync(output);
        Assert.Equal(SecurityStatus.Pass, classified.Status);
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-08")]
    public async Task Bare_CMS_around_a_whole_message_gives_the_whole_message()
    {
        byte[] message = Messages.Plain();
        (DomainDecryptionReport report, byte[] output) = await community.DecryptAsync(Messages.EnvelopedData([community.Partner], message), allowUnauthenticated: true);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(ReviewCommunity.Text(message), ReviewCommunity.Text(output));
    }

    [Theory]
    [InlineData("The figures for the budget.\r\n")]
    [InlineData("Hello Bob,\r\n\r\nthe figures.\r\n")]
    [Trait("Requirement", "SM-MIM-12")]
    public async Task Encrypted_text_without_a_header_is_not_lost(string text)
    {
        byte[] cms = Messages.EnvelopedData([community.Partner], ReviewCommunity.Octets(text));
        byte[] message = Messages.Carry(ReviewCommunity.Octets("From: alice@acme.example\r\n"), cms, "enveloped-data");
        (DomainDecryptionReport report, byte[] output) = await community.DecryptAsync(message, allowUnauthenticated: true);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.EndsWith("\r\n\r\n" + text, ReviewCommunity.Text(output), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-10")]
    public async Task Encryption_inside_an_empty_signature_layer_is_found()
    {
        byte[] message = await community.EncryptAsync(Messages.Plain());
        (byte[] header, byte[] entity) = Messages.Split(message);
        (DomainDecryptionReport report, _) = await community.DecryptAsync(Messages.Carry(header, EmptySignature(entity), "signed-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
    }

    private static byte[] EmptySignature(byte[] content)
    {
        using var output = new DomSec.Ber.PooledOctets();
        using var writer = new DomSec.Cms.Streaming.SignedDataWriter(output, ber: false, DomSec.Crypto.DigestAlgorithm.None);
        writer.Write(content);
        writer.Finish([], []);
        return output.ToArray();
    }

    /// <summary>The SignedData inside a ContentInfo.</summary>
    private static byte[] SignedDataAlone(byte[] contentInfo)
    {
        var reader = new System.Formats.Asn1.AsnReader(contentInfo, System.Formats.Asn1.AsnEncodingRules.BER);
        System.Formats.Asn1.AsnReader info = reader.ReadSequence();
        info.ReadObjectIdentifier();
        return info.ReadSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0)).ReadEncodedValue().ToArray();
    }
}
