using System.Globalization;
using DomSec.Naming;

namespace DomSec.Tests.Naming;

[Trait("Requirement", "DS-NAM-23")]
public sealed class PublicSuffixRulesTests
{
    [Theory]
    [InlineData("com", 1)]
    [InlineData("acme.com", 1)]
    [InlineData("co.nz", 2)]
    [InlineData("a.b.acme.co.nz", 2)]
    [InlineData("govt.nz", 2)]
    [InlineData("github.io", 2)]
    [InlineData("x.github.io", 2)]
    [InlineData("unknowntld", 1)]
    [InlineData("acme.unknowntld", 1)]
    [InlineData("ck", 1)]
    [InlineData("foo.ck", 2)]
    [InlineData("a.foo.ck", 2)]
    [InlineData("www.ck", 1)]
    [InlineData("a.www.ck", 1)]
    [InlineData("kawasaki.jp", 1)]
    [InlineData("x.kawasaki.jp", 3)]
    [InlineData("city.kawasaki.jp", 2)]
    [InlineData("a.city.kawasaki.jp", 2)]
    [InlineData("ac.jp", 2)]
    [InlineData("school.sch.uk", 3)]
    public void Shipped_rules_give_the_public_suffix(string domain, int labels)
    {
        MailDomain parsed = MailDomain.Parse(domain);
        Assert.Equal(labels, PublicSuffixRules.Default.SuffixLabelCount(parsed));
        Assert.Equal(labels == parsed.LabelCount, PublicSuffixRules.Default.IsPublicSuffix(parsed));
    }

    [Fact]
    public void Shipped_rules_are_dated_and_every_one_is_read()
    {
        Assert.True(DateOnly.TryParseExact(PublicSuffixRules.Default.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        Assert.True(PublicSuffixRules.Default.Count > 1000);
    }

    [Theory]
    [InlineData("a.b.c.example", 3)] // the wildcard in the middle
    [InlineData("x.a.zz.c.example", 3)]
    [InlineData("acme.个人.hk", 2)]
    [InlineData("acme.comment", 1)]
    public void Other_list_replaces_it(string domain, int labels)
    {
        var rules = PublicSuffixRules.Load(new StringReader("// date: 2020-01-02\n\n//comment\n*.c.example trailing words\n个人.hk\n\tignored\n!\n..\nCOM.example\r\n"));
        Assert.Equal("2020-01-02", rules.Date);
        Assert.Equal(labels, rules.SuffixLabelCount(MailDomain.Parse(domain)));
        Assert.Equal(2, rules.SuffixLabelCount(MailDomain.Parse("x.com.example")));
    }

    [Theory]
    [InlineData("y.a.b.example\nq.y.*.b.example")]
    [InlineData("q.y.*.b.example\ny.a.b.example")]
    public void Rule_counts_beside_a_wildcard_that_goes_on_with_the_same_label(string list)
    {
        var rules = PublicSuffixRules.Load(new StringReader(list));
        Assert.Equal(4, rules.SuffixLabelCount(MailDomain.Parse("x.y.a.b.example")));
        Assert.Equal(5, rules.SuffixLabelCount(MailDomain.Parse("x.q.y.a.b.example")));
        Assert.Equal(5, rules.SuffixLabelCount(MailDomain.Parse("x.q.y.c.b.example")));
    }

    [Fact]
    public void Wildcard_stands_for_exactly_one_label_at_any_level()
    {
        var rules = PublicSuffixRules.Load(new StringReader("a.*.example\nb.example"));
        Assert.Equal(3, rules.SuffixLabelCount(MailDomain.Parse("x.a.b.example")));
        Assert.Equal(2, rules.SuffixLabelCount(MailDomain.Parse("x.c.b.example")));
        Assert.Equal(1, rules.SuffixLabelCount(MailDomain.Parse("a.example")));
    }

    [Fact]
    public void No_domain_is_no_public_suffix()
    {
        Assert.False(PublicSuffixRules.Default.IsPublicSuffix(default));
    }

    [Fact]
    public void Every_rule_is_counted_and_what_is_none_is_not()
    {
        var rules = PublicSuffixRules.Load(new StringReader("// DATE: 2020-01-02 \n// date: 2021-01-02\n\ncom\n*.ck\n!www.ck\n!\n.\n//example\n\u200b.example\n net\n"));
        Assert.Equal(3, rules.Count);
        Assert.Equal("2020-01-02", rules.Date);
        Assert.Null(PublicSuffixRules.Load(new StringReader("com\n")).Date);
    }

    [Theory]
    [InlineData("x.a.www.ck", 1)] // the exception wins over the longer rule (and over the order of the list)
    [InlineData("a.www.ck", 1)]
    [InlineData("www.ck", 1)]
    [InlineData("x.ck", 2)]
    [InlineData("y.twice.example", 2)] // said twice is not taken back
    [InlineData("y.z.gap.example", 3)]
    [InlineData("z.gap.example", 3)]
    [InlineData("gap.example", 1)] // on the way to a rule is no rule
    public void Exceptions_win_then_the_longest_rule(string domain, int labels)
    {
        var rules = PublicSuffixRules.Load(new StringReader("*.ck\n!www.ck\na.www.ck\n!www.ck\ntwice.example\ntwice.example\nz.gap.example\n"));
        Assert.Equal(labels, rules.SuffixLabelCount(MailDomain.Parse(domain)));
    }
}
