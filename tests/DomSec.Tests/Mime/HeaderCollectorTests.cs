using System.Text;
using DomSec.Ber;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

public sealed class HeaderCollectorTests
{
    [Theory]
    [InlineData("A: b\r\n\r\nbody", "A: b\r\n", "body")]
    [InlineData("A: b\n\nbody", "A: b\n", "body")]
    [InlineData("A: b\r\n\nbody", "A: b\r\n", "body")]
    [InlineData("A: b\n\r\nbody", "A: b\n", "body")]
    [InlineData("\r\nbody", "", "body")] // no header
    [InlineData("\nbody", "", "body")]
    [InlineData("\r\n\r\nbody", "", "\r\nbody")]
    [InlineData("A: b\r\n c\r\n\r\n\r\n", "A: b\r\n c\r\n", "\r\n")]
    [InlineData("A: b\r\n\r\n", "A: b\r\n", "")]
    [InlineData("A: b\r\n", "A: b\r\n", "")] // header only
    [InlineData("A: b", "A: b", "")]
    [InlineData("A: b\r\n\r", "A: b\r\n\r", "")]
    [InlineData("A: b\r\r\n\r\nx", "A: b\r\r\n", "x")]
    [InlineData("\rA\r\n\r\nx", "\rA\r\n", "x")]
    [InlineData("", "", "")]
    [InlineData(" \r\n\r\nx", " \r\n", "x")]
    public void The_header_ends_at_the_first_empty_line_in_every_chunking(string text, string header, string body)
    {
        byte[] octets = Encoding.Latin1.GetBytes(text);
        for (int chunk = 0; chunk <= octets.Length; chunk++)
        {
            Assert.Equal((header, body, false), Collect(octets, 1000, chunk));
        }
    }

    [Theory]
    [Trait("Requirement", "SEC-DOS-01")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void A_header_at_the_limit_is_read_and_one_octet_more_is_too_long_in_every_chunking(string newline)
    {
        string header = "Subject: 0123456789" + newline;
        byte[] octets = Encoding.Latin1.GetBytes(header + newline + "body");
        byte[] endless = Encoding.Latin1.GetBytes(header);
        for (int chunk = 0; chunk <= octets.Length; chunk++)
        {
            Assert.Equal((header, "body", false), Collect(octets, header.Length, chunk));
            Assert.Equal((null, null, true), Collect(octets, header.Length - 1, chunk));
            Assert.Equal((header, "", false), Collect(endless, header.Length, chunk));
            Assert.Equal((null, null, true), Collect(endless, header.Length - 1, chunk));
            Assert.Equal((null, null, true), Collect(Encoding.Latin1.GetBytes(new string('x', 50)), 49, chunk));
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void A_line_of_a_megabyte_in_single_octets_is_linear()
    {
        byte[] octets = [.. "X: "u8, .. Enumerable.Repeat((byte)'y', (1 << 20) - 10), .. "\r\n\r\nz"u8];
        (string? header, string? body, bool tooLong) = Collect(octets, 1 << 20, 1);
        Assert.Equal((octets.Length - 3, "z", false), (header!.Length, body, tooLong));
    }

    private static (string? Header, string? Body, bool TooLong) Collect(byte[] octets, int limit, int chunk)
    {
        EntityHeader? found = null;
        Recorder? body = null;
        var collector = new HeaderCollector(limit, OctetSink (header) =>
        {
            Assert.Null(found);
            found = header;
            return body = new Recorder();
        });
        Recorder.Push(collector, octets, chunk);
        Assert.Equal(found is null, collector.IsTooLong);
        Assert.Equal(found is null ? null : 1, body?.Completions);
        return (found is null ? null : Encoding.Latin1.GetString(found.Raw.Span), body?.Text, collector.IsTooLong);
    }
}
