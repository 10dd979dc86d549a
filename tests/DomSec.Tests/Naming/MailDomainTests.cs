namespace DomSec.Tests.Naming;

public sealed class MailDomainTests
{
    [Theory]
    [InlineData("acme.com", "acme.com")]
    [InlineData("ACME.Com", "acme.com")]
    [InlineData("acme.com.", "acme.com")]
    [InlineData("_dmarc.acme.com", "_dmarc.acme.com")]
    [InlineData("com", "com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.Example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("日本語。jp", "xn--wgv71a119e.jp")]
    [InlineData("acme。com", "acme.com")]
    [InlineData("аcme.com", "xn--cme-5cd.com")] // Cyrillic a: another name
    [Trait("Requirement", "DS-NAM-22")]
    public void Domain_is_held_in_lower_case_a_labels(string text, string expected)
    {
        Assert.True(MailDomain.TryParse(text, out MailDomain domain));
        Assert.Equal(expected, domain.Value);
        Assert.Equal(expected, MailDomain.Parse(text).ToString());
        Assert.Equal(MailDomain.Parse(expected), domain);
        Assert.Equal(MailDomain.Parse(expected).GetHashCode(), domain.GetHashCode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("acme.com..")]
    [InlineData(".acme.com")]
    [InlineData("acme..com")]
    [InlineData("acme。.com")]
    [InlineData("*.acme.com")]
    [InlineData("*")]
    [InlineData(" acme.com")]
    [InlineData("acme.com ")]
    [InlineData("acme .com")]
    [InlineData("acme.com\0")]
    [InlineData("acme.com\0.evil.com")]
    [InlineData("acme.com\r\n")]
    [InlineData("ac\u200bme.com")]
    [InlineData("ac\u00adme.com")]
    [InlineData("\u202eacme.com")]
    [InlineData("ac\ufeffme.com")]
    [InlineData("\ufffdacme.com")]
    [InlineData("bu\u0308\u0301\u0308x.com")]
    [InlineData("ﬁrm.com")]
    [InlineData("ａｃｍｅ.com")]
    [InlineData("é*.com")]
    [InlineData("\ud800.com")]
    [InlineData("-acme.com")]
    [InlineData("acme-.com")]
    [InlineData("[192.0.2.1]")]
    [InlineData("192.0.2.1")]
    [InlineData("a@acme.com")]
    [InlineData("acme,com")]
    [Trait("Requirement", "DS-NAM-22")]
    [Trait("Requirement", "DS-NAM-31")]
    public void Text_that_is_no_usable_domain_is_refused(string? text)
    {
        Assert.False(MailDomain.TryParse(text, out MailDomain domain));
        Assert.Equal(default, domain);
        if (text is not null)
        {
            string message = Assert.Throws<FormatException>(() => MailDomain.Parse(text)).Message;
            Assert.DoesNotContain(message, char.IsControl);
            Assert.Contains("is not a mail domain: ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-22")]
    public void Lengths_are_limited_to_63_and_253()
    {
        string label = new('a', 63);
        Assert.True(MailDomain.TryParse($"{label}.com", out _));
        Assert.False(MailDomain.TryParse($"{label}a.com", out _));
        string longest = $"{label}.{label}.{label}.{new string('a', 61)}";
        Assert.Equal(253, longest.Length);
        Assert.True(MailDomain.TryParse(longest, out _));
        Assert.True(MailDomain.TryParse(longest + ".", out _));
        Assert.False(MailDomain.TryParse(longest + "a", out _));
        Assert.False(MailDomain.TryParse("é" + label + ".com", out _));
        Assert.False(MailDomain.TryParse(new string('é', 1_000_000), out _));
        Assert.Throws<ArgumentNullException>(() => MailDomain.Parse(null!));
    }

    [Theory]
    [InlineData("acme.com", "acme.com", true)]
    [InlineData("acme.com", "marketing.acme.com", true)]
    [InlineData("acme.com", "a.b.c.acme.com", true)]
    [InlineData("com", "acme.com", true)]
    [InlineData("acme.com", "evilacme.com", false)]
    [InlineData("acme.com", "com", false)]
    [InlineData("marketing.acme.com", "acme.com", false)]
    [InlineData("marketing.acme.com", "sales.acme.com", false)]
    [InlineData("acme.com", "acme.com.evil.com", false)]
    [InlineData("acme.com", "acme.org", false)]
    [Trait("Requirement", "DS-NAM-22")]
    public void Ascendants_are_found_label_by_label(string above, string below, bool expected)
    {
        Assert.Equal(expected, MailDomain.Parse(above).IsSameOrAscendantOf(MailDomain.Parse(below)));
    }

    [Fact]
    public void Default_is_no_domain()
    {
        MailDomain none = default;
        Assert.Equal("", none.Value);
        Assert.Equal(0, none.LabelCount);
        Assert.Null(none.Parent);
        Assert.False(none.IsSameOrAscendantOf(none));
        Assert.False(none.IsSameOrAscendantOf(MailDomain.Parse("acme.com")));
        Assert.False(MailDomain.Parse("acme.com").IsSameOrAscendantOf(none));
        Assert.True(none == default(MailDomain));
        Assert.True(none != MailDomain.Parse("com"));
    }

    [Fact]
    public void Parents_lead_to_the_top()
    {
        MailDomain domain = MailDomain.Parse("a.b.com");
        Assert.Equal(3, domain.LabelCount);
        Assert.Equal("b.com", domain.Parent!.Value.Value);
        Assert.Equal("com", domain.Parent!.Value.Parent!.Value.Value);
        Assert.Null(MailDomain.Parse("com").Parent);
    }

    [Theory]
    [InlineData("john@acme.com", "john", "acme.com")]
    [InlineData("John.Doe@ACME.com", "John.Doe", "acme.com")]
    [InlineData("\"john@evil.com\"@acme.com", "john@evil.com", "acme.com")]
    [InlineData("\"a\\\"@b.c\\\\\"@acme.com", "a\"@b.c\\", "acme.com")]
    [InlineData("\"john\".doe@acme.com", "john.doe", "acme.com")]
    [InlineData("\"a b\"@acme.com", "a b", "acme.com")]
    [InlineData("jörg@bücher.example", "jörg", "xn--bcher-kva.example")]
    [InlineData("a+tag=x@acme.com.", "a+tag=x", "acme.com")]
    [Trait("Requirement", "DS-NAM-09")]
    public void Address_splits_at_the_at_sign_outside_quotes(string address, string localPart, string domain)
    {
        Assert.True(MailDomain.TryFromAddress(address, out string actual, out MailDomain actualDomain));
        Assert.Equal(localPart, actual);
        Assert.Equal(domain, actualDomain.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("acme.com")]
    [InlineData("@acme.com")]
    [InlineData("john@")]
    [InlineData("john@acme.com@evil.com")]
    [InlineData("\"john@acme.com")]
    [InlineData("\"john\"x@acme.com")]
    [InlineData("jo\"hn\"@acme.com")]
    [InlineData("\"john\\")]
    [InlineData("john doe@acme.com")]
    [InlineData("<john@acme.com>")]
    [InlineData("John <john@acme.com>")]
    [InlineData("john@acme.com (comment)")]
    [InlineData("john(x)@acme.com")]
    [InlineData("a,b@acme.com")]
    [InlineData(".john@acme.com")]
    [InlineData("john.@acme.com")]
    [InlineData("jo..hn@acme.com")]
    [InlineData("john@[192.0.2.1]")]
    [InlineData("john@*.acme.com")]
    [InlineData("jo\0hn@acme.com")]
    [InlineData("\"jo\rhn\"@acme.com")]
    [InlineData("john @acme.com")]
    [InlineData("john@ acme.com")]
    [Trait("Requirement", "DS-NAM-09")]
    public void Text_that_is_not_one_address_is_refused(string? text)
    {
        Assert.False(MailDomain.TryFromAddress(text, out string localPart, out MailDomain domain));
        Assert.Equal("", localPart);
        Assert.Equal(default, domain);
    }

    [Fact]
    public void Roles_have_the_names_of_rfc_3183()
    {
        Assert.Equal(
            ["domain-signing-authority", "review-authority", "attribute-authority", "domain-confidentiality-authority"],
            Enum.GetValues<DomainRole>().Select(role => role.RfcName()));
        Assert.Equal(DomainRole.Review, DomainRoleNames.RoleNamed("REVIEW-authority"));
        Assert.Null(DomainRoleNames.RoleNamed("review-authority "));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((DomainRole)9).RfcName());
    }
}
