using System.IO.Compression;
using System.Security.Cryptography;
using DomSec.Cms;
using DomSec.Layers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Cms;
using DomSec.Tests.Hosting;
using Org.BouncyCastle.Cms;

namespace DomSec.Tests.Layers;

/// <summary>CompressedData (RFC 3274), by Bouncy Castle and by the platform's zlib.</summary>
public sealed class CompressedLayerTests
{
    private const string Zlib = "1.2.840.113549.1.9.16.3.8";

    /// <summary>By Bouncy Castle.</summary>
    public static byte[] Compress(byte[] content) =>
        new CmsCompressedDataGenerator().Generate(new CmsProcessableByteArray(content), CmsCompressedDataGenerator.ZLib).GetEncoded();

    [Fact]
    [Trait("Requirement", "CMS-CMP-01")]
    public async Task Compressed_layers_by_bouncy_castle_are_read_through()
    {
        LayeredMessage signed = LayeredMessage.Of(Build.DomainSigned());
        byte[] around = signed.Carry(Compress(signed.Entity), "compressed-data").ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(around);
        Assert.Equal(("C(S(S0(content)))", SecurityStatus.Pass), (report.Structure, report.Status));
        Assert.DoesNotContain(report.Flags, flag => flag.Flag == SecurityFlags.Opaque);
        LayeredMessage plain = LayeredMessage.Of(Messages.Plain());
        byte[] inside = plain.Carry(Compress(plain.Entity), "compressed-data").Null().Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        report = await TestDoors.ForPartner().ClassifyAsync(inside);
        Assert.Equal(("S(S0(C(content)))", SecurityStatus.Pass), (report.Structure, report.Status));
    }

    [Fact]
    [Trait("Requirement", "CMS-CMP-01")]
    public void Inner_type_decides_what_is_inside()
    {
        byte[] signed = RawBer.Signed(RawBer.Octets("Content-Type: text/plain\r\n\r\nHello\r\n"u8.ToArray()));
        var info = new DomSec.Ber.BerReader(signed);
        DomSec.Ber.BerReader fields = info.ReadSequence();
        fields.ReadOid();
        byte[] structure = fields.ReadElement().Content.ToArray();
        foreach ((byte[] cms, string expected) in new[]
        {
            (Compressed(Deflate(structure), RawBer.SignedData), "C(S0(content))"),
            (Compressed(Deflate(signed), "1.2.840.113549.1.9.16.1.6"), "C(S0(content))"),
            (Compressed(Deflate("A: b\r\n\r\nx"u8.ToArray())), "C(content)"),
            (Compressed(Convert.FromHexString("789c030000000001")), "C(content)"),
            (Compressed(Deflate(structure), RawBer.SignedData, "1.2.3.4"), "C(?)"), // not zlib
            (Compressed(Deflate(structure), "1.2.3"), "C(?)"),
            (Compressed(Deflate(Mime(Compressed(Deflate("A: b\r\n\r\nx"u8.ToArray()))))), "C(C(content))"),
        })
        {
            foreach (int chunk in new[] { 1, 7, 100_000 })
            {
                Assert.Equal(expected, Structure(cms, chunk, out _));
            }
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-CMP-01")]
    public void Truncated_corrupt_and_trailing_octets_are_malformed_and_leave_nothing_inside()
    {
        byte[] signed = RawBer.Signed(RawBer.Octets([.. "Content-Type: text/plain\r\n\r\n"u8, .. RandomNumberGenerator.GetBytes(50_000)]));
        byte[] zlib = Deflate(Mime(signed));
        Assert.Equal("C(S0(content))", Structure(Compressed(zlib), 1000, out _));
        byte[] checksum = [.. zlib[..^1], (byte)(zlib[^1] ^ 1)];
        foreach (byte[] bad in new byte[][] { zlib[..^1], zlib[..^5], zlib[..(zlib.Length / 2)], checksum, [.. zlib, 0], [.. zlib, .. zlib], [], [0x78], [0x1F, 0x8B, .. zlib[2..]], RandomNumberGenerator.GetBytes(500), zlib[2..] })
        {
            foreach (int chunk in new[] { 1, 1000, 1_000_000 })
            {
                Assert.Equal("?", Structure(Compressed(bad), chunk, out MessageLayer layer));
                Assert.Equal(CmsStatus.Malformed, layer.Fault.Status);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-CMP-01 SEC-DOS-01 SEC-DOS-02")]
    public void Bomb_is_a_limit_however_it_is_nested()
    {
        byte[] bomb = Deflate(new byte[200 << 20]); // about 1:1000
        Assert.InRange(bomb.Length, 100_000, 300_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("?", Structure(Compressed(bomb), 100_000, out MessageLayer layer));
        Assert.Equal(CmsStatus.Limit, layer.Fault.Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);

        // Compression in compression does not multiply the ratio.
        byte[] nested = Compressed(Deflate([.. "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. Compressed(bomb)]));
        Assert.InRange(nested.Length, 300, 5000);
        Assert.DoesNotContain("content", Structure(nested, 100, out _), StringComparison.Ordinal);
        Assert.Contains(Walk(nested, 100).Layers, inner => inner.Fault.Status == CmsStatus.Limit);
    }

    [Theory]
    [InlineData(1 << 20, true)] // free
    [InlineData((1 << 20) + 200_000, false)]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Ratio_holds_beyond_what_is_free(int length, bool good)
    {
        // About 1 KiB of message, so that 100 times that is less than what the second one has too much.
        byte[] content = new byte[length];
        "A: b\r\n\r\n"u8.CopyTo(content);
        byte[] cms = Compressed(Deflate(content));
        Assert.InRange(cms.Length, 900, 1500);
        Assert.Equal(good ? "C(content)" : "?", Structure(cms, 100, out _));
    }

    [Fact]
    [Trait("Requirement", "SEC-HIS-01")]
    public async Task Nothing_is_ever_compressed_on_its_way_out()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] message = await doors.EncryptedAsync(await doors.SignedAsync(Messages.PlainOfSize(100_000)));
        Assert.InRange(message.Length, 100_000, int.MaxValue); // text of one repeated line would become a few hundred octets
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.DoesNotContain("C(", report.Structure, StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(AlgorithmProfile).GetProperties(), property => property.Name.Contains("ompress", StringComparison.Ordinal));
    }

    private static byte[] Deflate(byte[] content)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal))
        {
            zlib.Write(content);
        }

        return output.ToArray();
    }

    private static byte[] Compressed(byte[] zlib, string type = RawBer.Data, string algorithm = Zlib) =>
        RawBer.ContentInfo(RawBer.CompressedData, RawBer.Seq(RawBer.Int(0), RawBer.Seq(RawBer.Oid(algorithm)), RawBer.Seq(RawBer.Oid(type), RawBer.Definite(0xA0, RawBer.Octets(zlib)))));

    private static byte[] Mime(byte[] cms) => [.. "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. cms];

    private static string Structure(byte[] cms, int chunk, out MessageLayer outer)
    {
        MessageWalk walk = Walk(cms, chunk);
        outer = walk.Layers[0];
        return DomSec.Classification.StructureText.Of(walk);
    }

    private static MessageWalk Walk(byte[] cms, int chunk)
    {
        var reader = new LayerReader(DomSecLimits.Default, allDigests: false);
        for (int position = 0; position < cms.Length; position += chunk)
        {
            reader.Write(cms.AsSpan(position, Math.Min(chunk, cms.Length - position)));
        }

        reader.Complete();
        return new MessageWalk(reader);
    }
}
