using System.Text;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

public sealed class SignedMultipartSplitterTests
{
    [Theory]
    [Trait("Requirement", "SM-MIM-10")]
    [InlineData("--b\nfirst\n--b\nsecond\n--b--\n", "first", "second")]
    [InlineData("--b\nfirst\n--b\nsecond\n--b--", "first", "second")] // nothing behind the last delimiter
    [InlineData("preamble\n--b\nfirst\n--b\nsecond\n--b--\nepilogue\n--b\nignored\n--b--\n", "first", "second")]
    [InlineData("\n\n--b\nfirst\n--b\nsecond\n--b--\n", "first", "second")]
    [InlineData("--b \t \nfirst\n--b  \nsecond\n--b-- \n", "first", "second")] // RFC 2046 section 5.1.1: transport padding
    [InlineData("--b\nfirst\n\n\n--b\nsecond\n--b--\n", "first\n\n", "second")] // RFC 1847 section 2.1: only the last line end is the delimiter's
    [InlineData("--b\n\n--b\nsecond\n--b--\n", "", "second")]
    [InlineData("--b\n--b\nsecond\n--b--\n", "", "second")]
    [InlineData("--b\nfirst\n--b\n--b--\n", "first", "")]
    [InlineData("--b\nfirst\n--bb\n--b\nsecond\n--b--\n", "first\n--bb", "second")] // a longer boundary that begins alike
    [InlineData("--b\nfirst\n--b-\n--b\nsecond\n--b--\n", "first\n--b-", "second")]
    [InlineData("--b\nfirst\n--b--x\n--b\nsecond\n--b--\n", "first\n--b--x", "second")]
    [InlineData("--b\nfirst\n --b\n--b\nsecond\n--b--\n", "first\n --b", "second")]
    [InlineData("--b\nfirst --b\n--b\nsecond\n--b--\n", "first --b", "second")]
    [InlineData("--b\nfirst\n--a\n-\n--\n--b\nsecond\n--b--\n", "first\n--a\n-\n--", "second")]
    [InlineData("--b\n--b.inner\nx\n--b.inner--\n--b\nsecond\n--b--\n", "--b.inner\nx\n--b.inner--", "second")]
    [InlineData("--b x\n--b\nfirst\n--b\nsecond\n--b--\n", "first", "second")]
    public void Two_parts_are_taken_apart_octet_for_octet(string text, string first, string second) => Everywhere(text, first, second, true);

    [Theory]
    [InlineData("", null, null)]
    [InlineData("no delimiter at all\n", null, null)]
    [InlineData("--b\nfirst\n--b\nsecond\n", "first", "second\n")] // cut: the last line end may not be a delimiter's
    [InlineData("--b\nfirst\n--b\nsecond\n--b", "first", "second")] // a third part begins
    [InlineData("--b\nfirst\n--b\nsecond\n--b-", "first", "second\n--b-")]
    [InlineData("--b\nfirst", "first", null)]
    [InlineData("--b\nfirst\n--b--\n", "first", null)] // one part
    [InlineData("--b--\n", null, null)]
    [InlineData("--b\nfirst\n--b\nsecond\n--b\nthird\n--b--\n", "first", "second")] // three parts
    [InlineData("--b\nfirst\n--b\nsecond\n--b\nthird\n--b\nfourth\n--b--\n", "first", "second")]
    public void Anything_but_two_parts_and_a_last_delimiter_is_told(string text, string? first, string? second) => Everywhere(text, first, second, false);

    [Fact]
    public void A_carriage_return_before_a_delimiter_line_is_its_own_only_in_a_pair()
    {
        Check("--b\r\nfirst\r\r\n--b\r\nsecond\r\n--b--\r\n", "first\r", "second", true);
        Check("--b\r\nfirst\n--b\r\nsecond\n--b--\r\n", "first", "second", true);
        Check("--b\r\nfir\rst\r--b\r\n--b\r\nsecond\r\n--b--\r\n", "fir\rst\r--b", "second", true);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void Blanks_behind_a_delimiter_are_bounded_alike_in_every_chunking()
    {
        foreach (int blanks in new[] { 998, 999, 1000, 1001, 5000 })
        {
            string line = "--b" + new string(' ', blanks);
            bool short_ = blanks < 999;
            Check(
                $"--b\r\nfirst\r\n{line}\r\nsecond\r\n--b\r\nthird\r\n--b--\r\n",
                short_ ? "first" : $"first\r\n{line}\r\nsecond",
                short_ ? "second" : "third",
                !short_,
                [0, 1, 7, 500, 1003]);
        }
    }

    [Fact]
    public void Special_characters_in_a_boundary_are_plain_octets()
    {
        foreach (string boundary in new[] { "a.b", "=_x'()+,-./:=?", "--", "\u00e9", "b\\" })
        {
            (string first, string second, bool two) = Split($"--{boundary}\r\n1\r\n--{boundary}\r\n2\r\n--{boundary}--\r\n", boundary, 0, 0);
            Assert.Equal(("1", "2", true), (first, second, two));
        }
    }

    private static void Everywhere(string text, string? first, string? second, bool two)
    {
        Check(text, first, second, two);
        Check(Crlf(text)!, Crlf(first), Crlf(second), two);
    }

    private static string? Crlf(string? text) => text?.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static void Check(string text, string? first, string? second, bool two, IReadOnlyList<int>? chunks = null)
    {
        foreach (int chunk in chunks ?? [0, 1, 2, 3, 5])
        {
            Assert.Equal((first ?? "", second ?? "", two), Split(text, "b", chunk, 0));
        }

        for (int at = 1; chunks is null && at < text.Length; at++)
        {
            Assert.Equal((first ?? "", second ?? "", two), Split(text, "b", -1, at));
        }
    }

    private static (string First, string Second, bool Two) Split(string text, string boundary, int chunk, int at)
    {
        var first = new Recorder();
        var second = new Recorder();
        var splitter = new SignedMultipartSplitter(boundary, first, second);
        byte[] octets = Encoding.Latin1.GetBytes(text);
        if (chunk < 0)
        {
            Recorder.PushSplit(splitter, octets, at);
        }
        else
        {
            Recorder.Push(splitter, octets, chunk);
        }

        Assert.InRange(first.Completions, 0, 1);
        Assert.InRange(second.Completions, 0, first.Completions);
        return (first.Text, second.Text, splitter.HasTwoParts);
    }
}
