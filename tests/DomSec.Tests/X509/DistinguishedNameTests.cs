using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Tests.X509;

public sealed class DistinguishedNameTests
{
    [Theory]
    [InlineData("utf8")]
    [InlineData("printable")]
    [InlineData("teletex")]
    [InlineData("bmp")]
    [InlineData("ia5")]
    [InlineData("universal")]
    public void String_types_decode_to_the_same_text(string kind)
    {
        DistinguishedName name = Names.Parse($"CN/{kind}=Acme Mail");
        Assert.Equal("Acme Mail", Assert.Single(Assert.Single(name.Rdns)).Value);
        Assert.True(name.Equivalent(Names.Parse("CN=acme  mail")));
    }

    [Theory]
    [InlineData("utf8", "Zürich €")]
    [InlineData("teletex", "Zürich")]
    [InlineData("bmp", "Zürich €")]
    [InlineData("universal", "Zürich 😀")]
    public void String_types_keep_what_is_outside_ascii(string kind, string text)
    {
        Assert.Equal(text, Names.Parse($"O/{kind}={text}").Attributes.Single().Value);
    }

    [Theory]
    [InlineData("0C01FF")] // UTF-8 cut off
    [InlineData("0C02C080")] // overlong NUL
    [InlineData("1E0141")] // BMPString with half a character
    [InlineData("1E02D83D")] // a surrogate is not in the basic multilingual plane
    [InlineData("1C0400110000")] // beyond U+10FFFF
    [InlineData("1301E9")] // PrintableString outside ASCII
    [InlineData("1601E9")] // IA5String outside ASCII
    [InlineData("0401FF")] // no string at all
    [InlineData("03020041")]
    public void Value_that_breaks_its_type_is_unusable_and_still_shown(string value)
    {
        DistinguishedName name = Names.Parse($"CN/hex={value}");
        Assert.False(name.Attributes.Single().IsUsable);
        Assert.Equal("CN=#" + value, name.ToString(), ignoreCase: true);
        Assert.True(name.Equivalent(Names.Parse($"CN/hex={value}")));
        Assert.False(name.Equivalent(Names.Parse("CN=A")));
    }

    [Theory]
    [InlineData("C=US, O=Acme, CN=John Doe", "CN=John Doe,O=Acme,C=US")]
    [InlineData("DC=us, DC=acme, UID=jd+CN=John", "UID=jd+CN=John,DC=acme,DC=us")]
    [InlineData("CN= a ", "CN=\\ a\\ ")]
    [InlineData("CN=#1", "CN=\\#1")]
    [InlineData("CN=a;b\"c\\d<e>", "CN=a\\;b\\\"c\\\\d\\<e\\>")]
    [InlineData("CN=x\r\nSubject: y", "CN=x\\0d\\0aSubject: y")]
    [InlineData("CN=x\u001b[31m", "CN=x\\1b[31m")]
    [InlineData("CN=x\0", "CN=x\\00")]
    [InlineData("CN=a\u200bb\u202ec\u2028", "CN=a\\e2\\80\\8bb\\e2\\80\\aec\\e2\\80\\a8")]
    [InlineData("CN=a\u0085b\u00a0", "CN=a\\c2\\85b\\c2\\a0")]
    [InlineData("1.2.3=x", "1.2.3=#0c0178")]
    [InlineData("", "")]
    [Trait("Requirement", "SEC-LOG-01")]
    public void Text_form_is_rfc_4514_and_safe_to_log(string name, string expected)
    {
        Assert.Equal(expected, Names.Parse(name).ToString());
    }

    [Theory]
    [InlineData("O=Acme", "O=ACME", true)]
    [InlineData("O= Acme  Corp ", "O=acme corp", true)]
    [InlineData("O=ZÜRICH", "O/teletex=zürich", true)]
    [InlineData("CN=a+OU=b", "OU=b+CN=a", true)]
    [InlineData("CN=a+CN=a", "CN=a+CN=b", false)]
    [InlineData("CN=a, OU=b", "OU=b, CN=a", false)]
    [InlineData("CN=a, OU=b", "CN=a+OU=b", false)]
    [InlineData("O=Acme", "OU=Acme", false)]
    [InlineData("O=Acme", "O=Acme, CN=x", false)]
    [InlineData("O=Acme", "O=Ac\u200bme", false)]
    [InlineData("O=Acme", "O=Acme\0", false)]
    [InlineData("O=Acme", "O=\u0410cme", false)]
    public void Names_are_equivalent_by_rfc_5280_section_7_1(string left, string right, bool expected)
    {
        Assert.Equal(expected, Names.Parse(left).Equivalent(Names.Parse(right)));
        Assert.Equal(expected, Names.Parse(right).Equivalent(Names.Parse(left)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3002")]
    [InlineData("30023100")] // an empty RDN
    [InlineData("300431023000")]
    [InlineData("3000FF")]
    [InlineData("3100")]
    public void Name_that_is_none_is_a_status(string hex)
    {
        Assert.NotEqual(BerStatus.Ok, DistinguishedName.TryParse(Convert.FromHexString(hex), out DistinguishedName? name));
        Assert.Null(name);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Name_with_more_attributes_than_any_real_one_is_refused()
    {
        Assert.Equal(BerStatus.TooLarge, DistinguishedName.TryParse(Names.Der(string.Join('+', Enumerable.Repeat("OU=x", 129))), out _));
        Assert.Equal(BerStatus.Ok, DistinguishedName.TryParse(Names.Der(string.Join('+', Enumerable.Repeat("OU=x", 128))), out _));
    }
}
