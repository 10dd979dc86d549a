using System.Text;
using CsCheck;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

public sealed class CanonicalLinesTests
{
    [Theory]
    [Trait("Requirement", "SM-MIM-01")]
    [InlineData("", "")]
    [InlineData("\n", "\r\n")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\r", "\r")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("\r\r\n", "\r\r\n")]
    [InlineData("\n\r", "\r\n\r")]
    [InlineData("a\nb\r\nc\rd", "a\r\nb\r\nc\rd")]
    [InlineData("a\n\r\n", "a\r\n\r\n")]
    [InlineData("\r\n\n\r\n\n", "\r\n\r\n\r\n\r\n")]
    public void Bare_line_feeds_and_nothing_else_change(string text, string expected)
    {
        byte[] octets = Encoding.Latin1.GetBytes(text);
        for (int at = 0; at <= octets.Length; at++)
        {
            var output = new Recorder();
            Recorder.PushSplit(new CanonicalLines(output), octets, at);
            Assert.Equal(expected, output.Text);
            Assert.Equal(1, output.Completions);
        }
    }

    [Fact]
    public void Any_mixture_in_any_chunks_is_canonical_and_stays_so() =>
        Gen.Select(Gen.OneOf(Gen.Const('a'), Gen.Const('\r'), Gen.Const('\n')).Array[0, 60], Gen.Int[1, 9]).Sample(
            (characters, chunk) =>
            {
                string text = new(characters);
                string expected = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
                Assert.Equal(expected, Canonical(text, chunk));
                Assert.Equal(expected, Canonical(expected, chunk));
            },
            iter: 5000,
            threads: 1);

    private static string Canonical(string text, int chunk)
    {
        var output = new Recorder();
        Recorder.Push(new CanonicalLines(output), Encoding.Latin1.GetBytes(text), chunk);
        return output.Text;
    }
}
