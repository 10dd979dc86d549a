using DomSec.Mime;
using MimeKit;
using MimeKit.Encodings;

namespace DomSec.Tests.Mime;

public sealed class TransferDecoderTests
{
    [Fact]
    public void Malformed_uuencode_is_read_the_same_in_every_chunking()
    {
        // Found by fuzzing: MimeKit's decoder gives three octets more or less, by where a chunk ends.
        byte[] octets = Convert.FromBase64String("MHd6b2ViADgAAGgAQQB3Nm1QVQBIAHBTAABVR1oNCmJlZ2luIDY0NApUQQA1AEpFblpDbgBuAAorAABkOAAADQo=");
        string expected = Decode(octets, 0);
        for (int chunk = 1; chunk < octets.Length; chunk++)
        {
            Assert.Equal(expected, Decode(octets, chunk));
        }
    }

    [Fact]
    public void Uuencode_is_undone_in_every_chunking()
    {
        byte[] data = [.. Enumerable.Range(0, 200).Select(i => (byte)((i * 37) & 0xFF))];
        var encoder = new UUEncoder();
        byte[] lines = new byte[encoder.EstimateOutputLength(data.Length)];
        int length = encoder.Flush(data, 0, data.Length, lines);
        byte[] octets = [.. "begin 644 x\n"u8, .. lines.AsSpan(0, length), .. "`\nend\n"u8];
        foreach (int chunk in new[] { 0, 1, 2, 7, 61 })
        {
            Assert.Equal(Convert.ToHexString(data), Decode(octets, chunk));
        }
    }

    private static string Decode(byte[] octets, int chunk)
    {
        var output = new Recorder();
        Recorder.Push(TransferDecoder.For(ContentEncoding.UUEncode, output), octets, chunk);
        Assert.Equal(1, output.Completions);
        return Convert.ToHexString(output.Octets);
    }
}
