using DomSec.Ber;
using DomSec.Mime;
using DomSec.TestKit;

namespace DomSec.Tests.Review;

/// <summary>Unusual but possible forms of messages: nothing is lost, nothing throws, nothing takes for ever.</summary>
public sealed class MessageFormTests(ReviewCommunity community) : IClassFixture<ReviewCommunity>
{
    [Theory]
    [InlineData("30887FFFFFFFFFFFFFFF")]
    [InlineData("308006092A864886F70D010702A0887FFFFFFFFFFFFFFF")]
    [Trait("Requirement", "SEC-DOS-05")]
    public async Task Length_near_the_largest_number_is_an_error_and_does_not_throw(string hex)
    {
        DomainSecurityReport report = await community.ClassifyAsync([.. Convert.FromHexString(hex), .. new byte[64]]);
        Assert.NotNull(report.Error);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-10")]
    public async Task Binary_pkcs7_mime_is_read_as_it_is()
    {
        byte[] signed = await community.SignAsync(Messages.Plain(body: string.Concat(Enumerable.Range(0, 50).Select(i => $"Line {i}\r\n"))));
        byte[] cms = [.. Messages.CmsOf(signed), 0x0A];
        byte[] header = ReviewCommunity.Octets("From: alice@acme.example\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        Assert.Contains(Enumerable.Range(1, cms.Length - 2), i => cms[i] == 0x0A && cms[i - 1] != 0x0D);
        DomainSecurityReport report = await community.ClassifyAsync([.. header, .. cms]);
        Assert.Null(report.Error);
        Assert.Equal(SecurityStatus.Pass, report.Status);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-10")]
    public async Task Clear_signed_message_with_LF_alone_still_verifies()
    {
        byte[] signed = [.. Messages.ClearSigned(community.Alice).Where(octet => octet != '\r')];
        DomainSecurityReport report = await community.ClassifyAsync(signed);
        Assert.Equal(SecurityStatus.Pass, report.Status);
    }

    [Theory]
    [InlineData("From alice Mon Nov 23 10:00:00 2026\r\nFrom: alice@acme.example\r\n")]
    [InlineData(" X: y\r\nFrom: alice@acme.example\r\n")]
    [Trait("Requirement", "SM-MIM-01")]
    public async Task Header_that_cannot_be_read_is_refused_and_not_dropped(string fields)
    {
        (DomainSigningReport report, byte[] output) = await community.TrySignAsync(ReviewCommunity.Octets(fields + "\r\nBody\r\n"), SignatureType.Review);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-01")]
    public async Task Line_without_a_colon_in_a_header_stays_as_it_is()
    {
        byte[] signed = await community.SignAsync(ReviewCommunity.Octets("From: alice@acme.example\r\njunk line\r\nSubject: s\r\n\r\nBody\r\n"));
        Assert.StartsWith("From: alice@acme.example\r\njunk line\r\nSubject: s\r\n", ReviewCommunity.Text(signed), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void Header_in_one_octet_chunks_takes_linear_time()
    {
        long looked = System.Diagnostics.Stopwatch.GetTimestamp();
        var collector = new HeaderCollector(1 << 20, _ => new PooledOctets());
        Span<byte> one = [(byte)'x'];
        for (int i = 0; i < 1 << 20; i++)
        {
            collector.Write(one);
        }

        collector.Complete();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(looked).TotalSeconds, 0, 4);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public async Task Boundary_longer_than_MIME_allows_is_no_security_layer()
    {
        // RFC 2046 section 5.1.1: at most 70 characters; the splitter holds back that much at every line.
        string boundary = new('b', 100_000);
        DomainSecurityReport report = await community.ClassifyAsync(
            ReviewCommunity.Octets($"From: alice@acme.example\r\nContent-Type: multipart/signed; boundary={boundary}\r\n\r\n--{boundary}--\r\n"));
        Assert.Equal("content", report.Structure);
    }

    [Fact]
    [Trait("Requirement", "DS-SEC-03")]
    public void Pooled_octets_are_cleared_even_after_a_reset()
    {
        var octets = new PooledOctets(64);
        octets.Write("plaintext"u8);
        ReadOnlyMemory<byte> view = octets.Memory;
        octets.Reset();
        octets.Dispose();
        Assert.Equal(-1, view.Span.IndexOfAnyExcept((byte)0));
    }
}
