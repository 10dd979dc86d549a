using DomSec.Ber;

namespace DomSec.Tests.Ber;

public sealed class BerStringsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("0400", "")]
    [InlineData("0401410401420400", "4142")]
    [InlineData("24030401410401 42", "4142")]
    [InlineData("24800401410000040142", "4142")]
    [InlineData("2480248004014100000401420000", "4142")]
    [InlineData("2405 2403 040141", "41")]
    [InlineData("2407 2480 040141 0000", "41")]
    public void Concatenation_joins_the_leaves_of_any_nesting(string hex, string expected)
    {
        Assert.Equal(BerStatus.Ok, BerStrings.Concatenate(Octets(hex), out byte[] octets));
        Assert.Equal(Convert.FromHexString(expected), octets);
    }

    [Theory]
    [InlineData("0000", BerStatus.Malformed)] // end-of-contents where nothing is open
    [InlineData("2403 0401410000", BerStatus.Malformed)] // … and where a definite length is
    [InlineData("2480 040141 008100", BerStatus.Malformed)] // … and written in three octets
    [InlineData("2480 040141 0001ff", BerStatus.Malformed)]
    [InlineData("2480 040141", BerStatus.Truncated)]
    [InlineData("2480 040141 00", BerStatus.Truncated)]
    [InlineData("0402 41", BerStatus.Truncated)]
    [InlineData("2404 040141", BerStatus.Truncated)]
    [InlineData("2403 040241 42", BerStatus.Truncated)] // the leaf is longer than what holds it
    [InlineData("0201 01", BerStatus.UnexpectedTag)]
    [InlineData("3003 040141", BerStatus.UnexpectedTag)]
    public void Concatenation_reports_its_fault(string hex, object expected) =>
        Assert.Equal((BerStatus)expected, BerStrings.Concatenate(Octets(hex), out _));

    [Theory]
    [Trait("Requirement", "CMS-BER-01")]
    [InlineData("2404 2480 04054142434445 0000")] // the indefinite part runs over the end of the definite one around it
    [InlineData("2402 2480 0000")]
    [InlineData("2405 2480 040141 0000 040142")]
    [InlineData("2480 2404 2480 0401410000 0000")]
    [InlineData("2401 24 80 0000")]
    public void An_indefinite_part_that_outgrows_the_definite_one_around_it_is_a_fault_and_no_exception(string hex) =>
        Assert.NotEqual(BerStatus.Ok, BerStrings.Concatenate(Octets(hex), out _));

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Concatenation_goes_64_levels_deep_and_no_further()
    {
        Assert.Equal(BerStatus.Ok, BerStrings.Concatenate(Nested(BerReader.MaxDepth), out byte[] octets));
        Assert.Equal("A"u8.ToArray(), octets);
        Assert.Equal(BerStatus.TooDeep, BerStrings.Concatenate(Nested(BerReader.MaxDepth + 1), out _));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void Concatenation_of_a_million_one_octet_parts_is_linear()
    {
        byte[] parts = new byte[3_000_000];
        for (int i = 0; i < parts.Length; i += 3)
        {
            parts[i] = BerTag.OctetString;
            parts[i + 1] = 1;
            parts[i + 2] = (byte)(i & 0xFF);
        }

        Assert.Equal(BerStatus.Ok, BerStrings.Concatenate(parts, out byte[] octets));
        Assert.Equal(1_000_000, octets.Length);
    }

    [Fact]
    public void Every_string_of_up_to_six_octets_from_the_grammar_gives_a_status_and_no_exception()
    {
        byte[] alphabet = [0x00, 0x01, 0x02, 0x04, 0x24, 0x80, 0x81];
        int ok = 0;
        for (int length = 0; length <= 6; length++)
        {
            byte[] octets = new byte[length];
            for (int code = 0; code < (int)Math.Pow(alphabet.Length, length); code++)
            {
                int rest = code;
                for (int i = 0; i < length; i++)
                {
                    octets[i] = alphabet[rest % alphabet.Length];
                    rest /= alphabet.Length;
                }

                ok += BerStrings.Concatenate(octets, out _) == BerStatus.Ok ? 1 : 0;
                var reader = new BerReader(octets);
                reader.ReadOctetString();
                reader = new BerReader(octets);
                reader.ReadBitString();
            }
        }

        Assert.True(ok > 20);
    }

    [Theory]
    [InlineData("0302 00ff", "ff")]
    [InlineData("0301 00", "")]
    [InlineData("2380 0302 00aa 0302 00bb 0000", "aabb")]
    public void Bit_strings_give_their_octets(string hex, string expected)
    {
        var reader = new BerReader(Octets(hex));
        Assert.Equal(Convert.FromHexString(expected), reader.ReadBitString().ToArray());
        Assert.Equal(BerStatus.Ok, reader.Status);
    }

    [Theory]
    [InlineData("0300")]
    [InlineData("0302 08ff")]
    public void Bit_strings_without_a_count_of_unused_bits_are_malformed(string hex)
    {
        var reader = new BerReader(Octets(hex));
        reader.ReadBitString();
        Assert.Equal(BerStatus.Malformed, reader.Status);
    }

    private static byte[] Octets(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Nested(int depth)
    {
        byte[] result = "\u0004\u0001A"u8.ToArray();
        for (int i = 0; i < depth; i++)
        {
            result = [0x24, 0x80, .. result, 0, 0];
        }

        return result;
    }
}
