using System.Text;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

[Trait("Requirement", "CMS-BER-10")]
public sealed class PemDecoderTests
{
    [Theory]
    [InlineData("-----BEGIN PKCS7-----\nQUJD\n-----END PKCS7-----\n", "ABC")]
    [InlineData("-----BEGIN CMS-----\r\nQUJD\r\nQUI=\r\n-----END CMS-----\r\n", "ABCAB")]
    [InlineData("-----BEGIN SMIME-----\nQQ==\n-----END SMIME-----", "A")]
    [InlineData("-----BEGIN CMS-----\nQUJD\n-----END CMS-----\n-----BEGIN CMS-----\nQUJD\n-----END CMS-----\n", "ABC")] // the first one
    [InlineData("-----BEGIN CMS-----\nQUJD", "ABC")]
    [InlineData("-----BEGIN CMS-----\n-----END CMS-----\n", "")]
    [InlineData("-----BEGIN CMS-----", "")]
    [InlineData("", "")]
    public void The_lines_between_the_first_pair_are_decoded_in_every_chunking(string text, string expected)
    {
        byte[] octets = Encoding.Latin1.GetBytes(text);
        for (int chunk = 0; chunk <= octets.Length; chunk++)
        {
            var output = new Recorder();
            Recorder.Push(new PemDecoder(output), octets, chunk);
            Assert.Equal(expected, output.Text);
            Assert.Equal(1, output.Completions);
        }
    }
}
