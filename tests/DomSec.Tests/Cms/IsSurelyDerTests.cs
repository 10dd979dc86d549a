using DomSec.Ber;

namespace DomSec.Tests.Cms;

/// <summary>The quick answer is only given where the long way would change nothing.</summary>
[Trait("Requirement", "CMS-SD-08")]
public sealed class IsSurelyDerTests
{
    [Theory]
    [InlineData("3003020101", true)]
    [InlineData("0400", true)]
    [InlineData("3000", true)]
    [InlineData("300730053003020101", true)]
    [InlineData("308103020101", false)] // a length in more octets than it needs
    [InlineData("30800201010000", false)]
    [InlineData("24040402abcd", false)] // a string in parts
    [InlineData("300624040402abcd", false)]
    [InlineData("3004020101", false)] // cut short
    [InlineData("3003020201", false)]
    [InlineData("1f8101020101", false)] // unusual: the long way tells
    [InlineData("300400000000", false)]
    public void A_quick_answer_agrees_with_the_long_way(string hex, bool expected)
    {
        byte[] octets = Convert.FromHexString(hex);
        Assert.Equal(expected, DerTranscoder.IsSurelyDer(octets));
        if (expected)
        {
            Assert.Equal(octets, DerTranscoder.TryEncode(octets));
        }
    }

    [Fact]
    public void Random_octets_that_are_surely_der_stay_as_they_are()
    {
        var random = new Random(4711);
        byte[] tags = [0x02, 0x04, 0x24, 0x30, 0x31, 0xA0, 0x80, 0x05, 0x00];
        int sure = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] octets = new byte[random.Next(1, 14)];
            for (int at = 0; at < octets.Length; at++)
            {
                octets[at] = at % 2 == 0 ? tags[random.Next(tags.Length)] : (byte)random.Next(0, 8);
            }

            if (DerTranscoder.IsSurelyDer(octets))
            {
                sure++;
                Assert.True(DerTranscoder.TryEncode(octets) is not { } encoded || encoded.AsSpan().SequenceEqual(octets));
            }
        }

        Assert.True(sure > 1000);
    }
}
