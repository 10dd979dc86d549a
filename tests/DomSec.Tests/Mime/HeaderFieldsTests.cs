using System.Text;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

/// <summary>The short way through a header against MimeKit's parser: where the short way is taken, both see the same fields.</summary>
public sealed class HeaderFieldsTests
{
    private static readonly string[] _pieces =
    [
        "From", "Sender", "Content-Type", "content-transfer-encoding", "Content-", "MIME-Version", "X", "-x", ">From", "From ", ":", " :", ": ", "a@b.example", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ", "\r\n\t", "\n ",
        " ", "\t", "\0", "\u00e4", "--b", "text/plain; charset=us-ascii", "base64", "=?utf-8?q?x?=", ";", "\"", "\\", "(", "\u007f",
    ];

    [Fact]
    public void Plain_headers_take_the_short_way() =>
        Assert.Equal(4, HeaderFields.TrySplit("From: a@b.example\r\nSubject: folded\r\n\tand on\r\nContent-Type: text/plain\r\nX-Empty:\r\n"u8.ToArray())!.Count);

    [Theory]
    [InlineData("no colon\r\n")]
    [InlineData("From a@b.example\r\nFrom: a@b.example\r\n")]
    [InlineData("From : a@b.example\r\n")]
    [InlineData(" From: a@b.example\r\n")]
    [InlineData("From: a@b.example\rFrom: c@d.example\r\n")]
    [InlineData("From: a@b.example\r\n \r\nTo: c@d.example\r\n")]
    [InlineData("From: a@b.example\0\r\n")]
    [InlineData("From: a@b.example")]
    [InlineData("Fr\u00f6m: a@b.example\r\n")]
    [InlineData("")]
    public void Odd_headers_are_left_to_the_parser(string header) => Assert.Null(HeaderFields.TrySplit(Encoding.Latin1.GetBytes(header)));

    [Fact]
    [Trait("Requirement", "SEC-WRP-02")]
    public void Both_ways_see_the_same_fields()
    {
        var random = new Random(20261123);
        int compared = 0;
        for (int round = 0; round < 60_000; round++)
        {
            var text = new StringBuilder();
            for (int field = random.Next(4); field >= 0; field--)
            {
                text.Append(_pieces[random.Next(7)]).Append(": ");
                for (int piece = random.Next(5); piece > 0; piece--)
                {
                    text.Append(_pieces[random.Next(_pieces.Length)]);
                }

                text.Append("\r\n");
            }

            byte[] raw = Encoding.Latin1.GetBytes(text.ToString());
            if (HeaderFields.TrySplit(raw) is not { } split)
            {
                continue;
            }

            compared++;
            IReadOnlyList<HeaderField> parsed = HeaderFields.Parse(raw);
            Assert.True(parsed.Count == split.Count, Escaped(raw));
            for (int i = 0; i < split.Count; i++)
            {
                Assert.True(split[i].Octets.Span.SequenceEqual(parsed[i].Octets.Span) && split[i].Value.Span.SequenceEqual(parsed[i].Value.Span), Escaped(raw));
                Assert.True(split[i].IsContent == parsed[i].IsContent && !parsed[i].IsStray, Escaped(raw));
                Assert.True(split[i].Id == parsed[i].Id || split[i].Id == MimeKit.HeaderId.Unknown, Escaped(raw));
                Assert.Equal(Relevant(parsed[i].Id), split[i].Id);
            }
        }

        Assert.InRange(compared, 5_000, int.MaxValue);
    }

    private static MimeKit.HeaderId Relevant(MimeKit.HeaderId id) => id is MimeKit.HeaderId.From or MimeKit.HeaderId.Sender or MimeKit.HeaderId.ContentType
        or MimeKit.HeaderId.ContentTransferEncoding or MimeKit.HeaderId.ContentDisposition or MimeKit.HeaderId.MimeVersion ? id : MimeKit.HeaderId.Unknown;

    private static string Escaped(byte[] raw) => Uri.EscapeDataString(Encoding.Latin1.GetString(raw));
}
