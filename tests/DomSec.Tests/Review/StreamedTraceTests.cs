using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Review;

/// <summary>What a pass that led nowhere leaves behind.</summary>
public sealed class StreamedTraceTests
{
    private const string StrayPart =
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n--m--\r\n";

    private const string NestedPart =
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n--m--\r\n";

    private static readonly DomSecOptions _small = new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 4 << 10 } };

    [Theory]
    [InlineData(StrayPart, "padding")]
    [InlineData(StrayPart, "cut")]
    [InlineData(StrayPart, "trailing")]
    [InlineData(NestedPart, "padding")]
    [InlineData(NestedPart, "cut")]
    [InlineData(NestedPart, "trailing")]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Content_that_did_not_open_in_the_end_leaves_no_trace_of_what_was_inside(string part, string how)
    {
        // A signed layer ends before the encrypted one does, so what is inside it was read to its end; then the padding is wrong, or the structure ends too early.
        string filler = Convert.ToBase64String(RandomNumberGenerator.GetBytes(30_000), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n");
        byte[] inner = Messages.Carry([], OddSignatures.Null(Encoding.ASCII.GetBytes(part)), "signed-data");
        inner = Encoding.ASCII.GetBytes($"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\r\n\r\n--s\r\n{Encoding.ASCII.GetString(inner)}\r\n--s\r\nContent-Type: application/pkcs7-signature\r\n\r\n{filler}\r\n--s--\r\n{filler}\r\n");
        var envelope = new OddEnvelope(inner) { IsAuthenticated = false };
        envelope.For(Ids.PartnerDca);
        if (how == "padding")
        {
            envelope.AlterCiphertext = octets => [.. octets[..^17], (byte)(octets[^17] ^ 0x55), .. octets[^16..]];
        }

        byte[] cms = envelope.Encode();
        cms = how switch { "cut" => cms[..^100], "trailing" => [.. cms, 1, 2, 3], _ => cms };
        byte[] message = Messages.Carry("From: alice@acme.example\r\n"u8.ToArray(), cms, "enveloped-data");
        DomainSecurityReport streamed = await TestDoors.ForPartner(_small).ClassifyAsync(message);
        DomainSecurityReport held = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(ReportText.Of(held).Replace("IsOurs = False", "IsOurs = True", StringComparison.Ordinal), ReportText.Of(streamed)); // whose it is stands in the message, whether it opened does not
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-09")]
    public async Task Content_beside_a_signature_that_can_be_read_once_is_read_once()
    {
        // Inside the detached content is a clear-signed message that was altered on its way, which the diagnosis would want to read once more.
        byte[] clear = LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Entity;
        clear[clear.AsSpan().IndexOf("quarter"u8)] ^= 0x20;
        byte[] signature = Messages.SignedData(Ids.RsaAlice, clear, detached: true);
        TestDoors doors = new();
        using var seekable = new MemoryStream(clear);
        DomainSecurityReport expected = await doors.ClassifyAsync(signature, new() { DetachedContent = seekable });
        Assert.Equal([SignatureFact.Valid, SignatureFact.Invalid], expected.Signatures().Select(s => s.Signature));
        using var pipe = new OddStream(clear);
        DomainSecurityReport report = await doors.ClassifyAsync(signature, new() { DetachedContent = pipe });
        Assert.Equal([SignatureFact.Valid, SignatureFact.Invalid], report.Signatures().Select(s => s.Signature));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Ciphertext_that_compression_made_does_not_grow_in_memory_between_two_chunks()
    {
        // 8 MB of noise as a preamble buy the ratio for hundreds of MB of zeros, which twice compressed arrive with one chunk of the source.
        const int Zeros = 500_000_000;
        byte[] start = [.. Encoding.ASCII.GetBytes("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\r\n\r\n"), .. RandomNumberGenerator.GetBytes(6_000_000),
            .. Encoding.ASCII.GetBytes("\r\n--s\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: binary\r\n\r\n")];
        byte[] oid = Tlv.Oid(OddEnvelope.EnvelopedData);
        byte[] algorithm = Tlv.Algorithm(OddEnvelope.Aes256Cbc, Tlv.Of(Tlv.OctetString, new byte[16]));
        byte[] recipients = Tlv.Of(Tlv.Set, Tlv.Of(Tlv.Sequence, Tlv.Integer(0), Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence), Tlv.Integer(7)), Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null), Tlv.Of(Tlv.OctetString, new byte[256])));
        byte[] envelope =
        [
            0x30, 0x80, .. oid, 0xA0, 0x80, 0x30, 0x80, .. Tlv.Integer(0), .. recipients, 0x30, 0x80, .. Tlv.Oid(OddSignatures.Data), .. algorithm,
            0xA0, 0x80, 0x04, 0x84, (Zeros >> 24) & 0xFF, (Zeros >> 16) & 0xFF, (Zeros >> 8) & 0xFF, Zeros & 0xFF,
        ];
        byte[] message = [.. "From: alice@acme.example\r\nContent-Type: application/pkcs7-mime; smime-type=compressed-data\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. Compressed(Compressed([.. start, .. envelope], Zeros), 0)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(SecurityStatus.Neutral, report.Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    private static byte[] Compressed(byte[] content, int zeros)
    {
        using var compressed = new MemoryStream();
        compressed.Write("Content-Type: application/pkcs7-mime; smime-type=compressed-data\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8);
        byte[] head = zeros == 0 ? [] : compressed.ToArray();
        compressed.SetLength(0);
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(content);
            byte[] block = new byte[1_000_000];
            for (int left = zeros; left > 0; left -= block.Length)
            {
                zlib.Write(block, 0, Math.Min(left, block.Length));
            }
        }

        byte[] octets = compressed.ToArray();
        byte[] cms =
        [
            0x30, 0x80, .. Tlv.Oid("1.2.840.113549.1.9.16.1.9"), 0xA0, 0x80, 0x30, 0x80, .. Tlv.Integer(0), .. Tlv.Algorithm("1.2.840.113549.1.9.16.3.8"),
            0x30, 0x80, .. Tlv.Oid(OddSignatures.Data), 0xA0, 0x80, 0x04, 0x84, (byte)(octets.Length >> 24), (byte)((octets.Length >> 16) & 0xFF), (byte)((octets.Length >> 8) & 0xFF), (byte)(octets.Length & 0xFF), .. octets,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        return [.. head, .. cms];
    }
}
