using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Tests.Ber;

public sealed class BerReaderTests
{
    [Fact]
    public void Indefinite_sequence_gives_the_same_contents_as_the_definite_one()
    {
        var definite = new BerReader(Convert.FromHexString("3006020101040141"));
        var indefinite = new BerReader(Convert.FromHexString("30800201012480040141000000" + "00"));
        BerReader a = definite.ReadSequence();
        BerReader b = indefinite.ReadSequence();
        Assert.Equal(a.ReadSmallInteger(), b.ReadSmallInteger());
        Assert.Equal(a.ReadOctetString(), b.ReadOctetString().ToArray());
        Assert.False(a.HasData || b.HasData);
        Assert.True(definite.Ok && indefinite.Ok && a.Ok && b.Ok);
    }

    [Theory]
    [InlineData("", BerStatus.Truncated)]
    [InlineData("30", BerStatus.Truncated)]
    [InlineData("3003020101ff", BerStatus.Ok)]
    [InlineData("30040201", BerStatus.Truncated)]
    [InlineData("0480", BerStatus.Malformed)]
    [InlineData("30ff", BerStatus.Malformed)]
    [InlineData("3088ffffffffffffffff", BerStatus.Malformed)]
    [InlineData("30847fffffff", BerStatus.Truncated)]
    [InlineData("0000", BerStatus.Malformed)]
    [InlineData("3080020101", BerStatus.Truncated)]
    public void Reading_an_element_reports_its_fault(string hex, object expected)
    {
        var reader = new BerReader(Convert.FromHexString(hex));
        reader.ReadElement();
        Assert.Equal((BerStatus)expected, reader.Status);
    }

    [Fact]
    public void A_million_nested_indefinite_lengths_are_refused_at_the_limit()
    {
        byte[] bomb = new byte[2_000_000];
        for (int i = 0; i < bomb.Length; i += 2)
        {
            bomb[i] = 0x30;
            bomb[i + 1] = 0x80;
        }

        var reader = new BerReader(bomb);
        reader.ReadElement();
        Assert.Equal(BerStatus.TooDeep, reader.Status);
    }

    [Fact]
    public void Constructed_octet_strings_of_any_nesting_concatenate()
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushOctetString())
        {
            using (writer.PushOctetString())
            {
                writer.WriteOctetString("ab"u8);
                writer.WriteOctetString([]);
            }

            writer.WriteOctetString("c"u8);
        }

        byte[] encoded = writer.Encode();
        encoded[0] |= 0x20;
        encoded[2] |= 0x20;
        var reader = new BerReader(encoded);
        Assert.Equal("abc"u8.ToArray(), reader.ReadOctetString().ToArray());
        Assert.True(reader.Ok);
    }

    [Theory]
    [InlineData("1.2.840.113549.1.7.2")]
    [InlineData("2.16.840.1.101.3.4.2.1")]
    [InlineData("1.3.6.1.5.5.7.6.37")]
    public void An_identifier_survives_text_octets_text(string dotted) => Assert.Equal(dotted, new Oid(dotted).ToString());
}
