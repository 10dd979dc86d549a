using System.Security.Cryptography;
using System.Text;
using DomSec.Layers;

namespace DomSec.Tests.Layers;

public sealed class PlaintextFormTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: text/plain\r\n\r\n")]
    [InlineData("\r\n\t text \u00e9\u00ff\f")]
    public void Text_is_plausible(string text) => Assert.True(PlaintextForm.IsPlausible(Encoding.Latin1.GetBytes(text)));

    [Theory]
    [InlineData("3000", true)]
    [InlineData("3080000000", true)]
    [InlineData("30030201ff", true)]
    [InlineData("300302010000", false)] // does not fit
    [InlineData("31030201ff", false)]
    [InlineData("41420043", false)]
    [InlineData("00", false)]
    public void A_sequence_that_fits_is_plausible_and_other_octets_are_not(string hex, bool expected) =>
        Assert.Equal(expected, PlaintextForm.IsPlausible(Convert.FromHexString(hex)));

    [Fact]
    public void Only_the_beginning_has_to_be_text() =>
        Assert.True(PlaintextForm.IsPlausible([.. Enumerable.Repeat((byte)'a', 512), 0, 1, 2]));

    /// <summary>Once in 65,536 noise begins like a SEQUENCE of indefinite length.</summary>
    [Fact]
    public void Noise_is_hardly_ever_plausible() =>
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => PlaintextForm.IsPlausible(RandomNumberGenerator.GetBytes(2048))), 0, 3);
}
