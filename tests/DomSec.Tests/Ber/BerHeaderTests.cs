using DomSec.Ber;

namespace DomSec.Tests.Ber;

public sealed class BerHeaderTests
{
    [Theory]
    [InlineData("3000", 0x30, 2, 0L)]
    [InlineData("3080", 0x30, 2, -1L)]
    [InlineData("048101", 0x04, 3, 1L)]
    [InlineData("04820001", 0x04, 4, 1L)]
    [InlineData("0488000000000000 0001", 0x04, 10, 1L)]
    [InlineData("04887fffffffffffffff", 0x04, 10, long.MaxValue)]
    [InlineData("1f8181810102", 0x1f, 6, 2L)]
    public void A_header_of_any_length_form_is_read(string hex, int tag, int length, long content)
    {
        Assert.Equal(BerStatus.Ok, BerHeader.TryRead(Octets(hex), out BerHeader header));
        Assert.Equal(new BerHeader((byte)tag, length, content), header);
    }

    [Theory]
    [Trait("Requirement", "CMS-BER-02")]
    [InlineData("0480")] // X.690 section 8.1.3.2: a primitive element has a definite length
    [InlineData("30ff")] // section 8.1.3.5 c
    [InlineData("3089000000000000000001")]
    [InlineData("30888000000000000000")] // negative, were it signed
    [InlineData("1f818181818101")]
    public void A_header_that_cannot_be_one_is_malformed(string hex) =>
        Assert.Equal(BerStatus.Malformed, BerHeader.TryRead(Octets(hex), out _));

    [Fact]
    public void Every_prefix_of_a_header_is_truncated()
    {
        foreach (string hex in new[] { "3000", "04820100", "1f818101820001", "1f01847fffffff", "0488000000000000ffff" })
        {
            byte[] octets = Octets(hex);
            for (int i = 0; i < octets.Length; i++)
            {
                Assert.Equal(BerStatus.Truncated, BerHeader.TryRead(octets.AsSpan(0, i), out _));
            }

            Assert.Equal(BerStatus.Ok, BerHeader.TryRead(octets, out BerHeader header));
            Assert.Equal(octets.Length, header.HeaderLength);
            Assert.InRange(header.HeaderLength, 2, BerHeader.MaxLength);
        }
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(127L)]
    [InlineData(128L)]
    [InlineData(255L)]
    [InlineData(256L)]
    [InlineData(65535L)]
    [InlineData(65536L)]
    [InlineData((long)int.MaxValue)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    public void What_is_written_is_minimal_and_read_back(long content)
    {
        Span<byte> written = stackalloc byte[DerHeader.MaxLength];
        int length = DerHeader.Write(written, BerTag.Set, content);
        Assert.Equal(DerHeader.LengthOf(content), length);
        Assert.Equal(BerStatus.Ok, BerHeader.TryRead(written[..length], out BerHeader header));
        Assert.Equal(new BerHeader(BerTag.Set, length, content), header);
        Assert.True(length == 2 || written[2] != 0);
    }

    private static byte[] Octets(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
