using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Tests.Crypto;

public sealed class AlgorithmIdentifierTests
{
    private const string Pss = "06092a864886f70d01010a";
    private const string Oaep = "06092a864886f70d010107";
    private const string Sha1 = "06052b0e03021a";
    private const string Sha256 = "0609608648016503040201";
    private const string Mgf1 = "06092a864886f70d010108";

    [Fact]
    public void Reading_keeps_identifier_parameters_and_raw_octets()
    {
        byte[] raw = Convert.FromHexString("300d06092a864886f70d0101010500");
        var reader = new BerReader(raw);
        AlgorithmIdentifier identifier = AlgorithmIdentifier.Read(ref reader);
        Assert.True(reader.Ok);
        Assert.Equal(Oids.RsaEncryption, identifier.Algorithm);
        Assert.Equal("0500", Convert.ToHexString(identifier.Parameters.Span));
        Assert.Equal(raw, identifier.Raw.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("30020500")]
    [InlineData("310706052b0e03021a")]
    [InlineData("300706052b0e0302")]
    [InlineData("300b06052b0e03021a05000500")]
    [InlineData("300706052b0e03021a00")]
    [InlineData("300706052b0e03029a")]
    public void Malformed_identifier_is_a_fault(string hex)
    {
        var reader = new BerReader(Convert.FromHexString(hex));
        AlgorithmIdentifier identifier = AlgorithmIdentifier.Read(ref reader);
        reader.RequireEnd();
        Assert.False(reader.Ok);
        Assert.True(AlgorithmIdentifier.Parse(Convert.FromHexString(hex)).IsEmpty);
        Assert.True(identifier.IsEmpty || !reader.Ok);
    }

    [Theory]
    [InlineData(Sha256, Sha256 + "0500", true)] // absent and NULL
    [InlineData(Sha256, Sha256, true)]
    [InlineData(Sha256, Sha1, false)]
    [InlineData(Sha256, Sha256 + "020101", false)]
    [InlineData(Pss + "3000", Pss + "30" + "0b" + "A009" + "3007" + Sha1, true)] // an explicit DEFAULT hash
    [InlineData(Pss + "3000", Pss + "30" + "0d" + "A00b" + "3009" + Sha1 + "0500", true)] // the same with NULL
    [InlineData(Pss + "3000", Pss + "30" + "05" + "A203" + "020114", true)] // an explicit DEFAULT salt
    [InlineData(Pss + "3000", Pss + "30" + "05" + "A203" + "020115", false)]
    [InlineData(Pss + "3000", Pss + "30" + "05" + "A303" + "020101", true)]
    [InlineData(Pss + "3000", Pss + "30" + "05" + "A303" + "020102", false)]
    [InlineData(Pss + "3000", Pss + "30" + "18" + "A116" + "3014" + Mgf1 + "3007" + Sha1, true)]
    [InlineData(Pss + "3000", Pss + "30" + "0f" + "A00d" + "300b" + Sha256, false)]
    [InlineData(Pss + "30" + "0f" + "A00d" + "300b" + Sha256, Pss + "30" + "11" + "A00f" + "300d" + Sha256 + "0500", true)]
    [InlineData(Pss + "3000", Pss, false)] // absent parameters of PSS are no set of DEFAULTs
    [InlineData(Oaep + "3000", Oaep + "30" + "0b" + "A009" + "3007" + Sha1, true)]
    [InlineData(Oaep + "3000", Oaep + "30" + "0f" + "A00d" + "300b" + Sha256, false)]
    [InlineData(Oaep + "3000", Oaep + "30" + "11" + "A20f" + "300d" + "06092a864886f70d010109" + "0400", true)]
    [InlineData(Oaep + "3000", Oaep + "30" + "12" + "A210" + "300e" + "06092a864886f70d010109" + "040141", false)]
    [Trait("Requirement", "CMS-SD-12")]
    public void Identifiers_are_compared_by_meaning(string left, string right, bool equal)
    {
        AlgorithmIdentifier a = Parse(left);
        AlgorithmIdentifier b = Parse(right);
        Assert.Equal(equal, a.SemanticallyEquals(b));
        Assert.Equal(equal, b.SemanticallyEquals(a));
    }

    [Fact]
    public void Nothing_equals_an_identifier_that_was_not_read() => Assert.False(default(AlgorithmIdentifier).SemanticallyEquals(default));

    internal static AlgorithmIdentifier Parse(string contents)
    {
        byte[] octets = Convert.FromHexString(contents);
        AlgorithmIdentifier identifier = AlgorithmIdentifier.Parse((byte[])[0x30, (byte)octets.Length, .. octets]);
        Assert.False(identifier.IsEmpty);
        return identifier;
    }
}
