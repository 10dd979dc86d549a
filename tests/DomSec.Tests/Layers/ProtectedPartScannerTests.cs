using System.Text;
using DomSec.Layers;

namespace DomSec.Tests.Layers;

[Trait("Requirement", "SEC-WRP-01")]
public sealed class ProtectedPartScannerTests
{
    [Theory]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=signed-data", true)]
    [InlineData("text\nCONTENT-TYPE:application/X-PKCS7-mime\ntext", true)]
    [InlineData("text\r\nContent-Type: multipart/signed; boundary=b\r\ntext", true)]
    [InlineData("text\r\nContent-Type:\r\n multipart/signed; boundary=b\r\ntext", true)] // folded
    [InlineData("Content-Type:\r\n\t (comment)\r\n application/pkcs7-mime", true)]
    [InlineData("", false)]
    [InlineData("X-Content-Type: application/pkcs7-mime", false)]
    [InlineData("> Content-Type: application/pkcs7-mime", false)]
    [InlineData("Content-Type: text/plain\r\n\r\napplication/pkcs7-mime", false)]
    [InlineData("Content-Type: text/plain\r\nmultipart/signed", false)]
    [InlineData("Content-Type: multipart/mixed", false)]
    public void Labels_of_protected_parts_are_found_in_every_chunking(string text, bool expected)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        for (int chunk = 0; chunk <= octets.Length; chunk++)
        {
            var scanner = new ProtectedPartScanner();
            Mime.Recorder.Push(scanner, octets, chunk);
            Assert.Equal(expected, scanner.Found);
        }
    }

    [Fact]
    public void Lines_of_any_length_are_passed_over()
    {
        byte[] octets = [.. new byte[1 << 20], .. "\nContent-Type: multipart/signed\n"u8];
        var scanner = new ProtectedPartScanner();
        Mime.Recorder.Push(scanner, octets, 1000);
        Assert.True(scanner.Found);
    }
}
