using DomSec.Naming;
using DomSec.Tests.X509;

namespace DomSec.Tests.Naming;

public sealed class NameMappingTests
{
    private const string Dsa = "domain-signing-authority";

    [Theory]
    [InlineData("acme.com", "acme.com", "Ok")]
    [InlineData("acme.com", "marketing.acme.com", "Ok")]
    [InlineData("acme.com", "a.marketing.acme.com", "Ok")]
    [InlineData("ACME.com", "Acme.COM.", "Ok")]
    [InlineData("marketing.acme.com", "acme.com", "NotAscendant")]
    [InlineData("marketing.acme.com", "sales.acme.com", "NotAscendant")]
    [InlineData("evil.example", "acme.com", "NotAscendant")]
    [InlineData("acme.com", "evilacme.com", "NotAscendant")]
    [InlineData("com", "acme.com", "PublicSuffix")]
    [InlineData("com", "com", "PublicSuffix")]
    [InlineData("co.nz", "acme.co.nz", "PublicSuffix")]
    [InlineData("acme.co.nz", "mail.acme.co.nz", "Ok")]
    [InlineData("github.io", "evil.github.io", "PublicSuffix")]
    [InlineData("evil.github.io", "evil.github.io", "Ok")]
    [InlineData("foo.ck", "acme.foo.ck", "PublicSuffix")]
    [InlineData("www.ck", "mail.www.ck", "Ok")]
    [InlineData("xn--bcher-kva.example", "mail.bücher.example", "Ok")]
    [InlineData("co.nz", "acme.com", "NotAscendant")]
    [Trait("Requirement", "DS-NAM-06")]
    [Trait("Requirement", "DS-NAM-12")]
    [Trait("Requirement", "DS-NAM-22")]
    [Trait("Requirement", "DS-NAM-23")]
    [Trait("Requirement", "DS-DCA-03")]
    [Trait("Requirement", "DS-DCA-09")]
    public void Address_domain_covers_itself_and_what_is_below(string authority, string represented, string expected)
    {
        foreach (DomainRole role in new[] { DomainRole.DomainSigning, DomainRole.Confidentiality })
        {
            MappingResult result = NameMapping.Check(Authority(role, "O=Acme", authority), Domains(represented));
            Assert.Equal(expected, result.Outcome.ToString());
            Assert.Equal(expected == "Ok" ? MailDomain.Parse(authority) : null, result.Domain);
            Assert.Equal(expected == "Ok", result.Holds);
        }
    }

    [Theory]
    [InlineData("NotAscendant", DomainRole.DomainSigning, "F-MAP-NOT-ASCENDANT")]
    [InlineData("NotAscendant", DomainRole.Confidentiality, "F-DCA-MAPPING")]
    [InlineData("PublicSuffix", DomainRole.DomainSigning, "F-MAP-PUBLIC-SUFFIX")]
    [InlineData("Vacuous", DomainRole.DomainSigning, "F-MAP-VACUOUS")]
    [InlineData("Unverifiable", DomainRole.DomainSigning, "F-MAP-UNVERIFIABLE")]
    [InlineData("Ok", DomainRole.DomainSigning, null)]
    [InlineData("NotApplicable", DomainRole.Review, null)]
    public void Outcome_has_the_flag_of_the_catalogue(string outcome, DomainRole role, string? flag)
    {
        Assert.Equal(flag, new MappingResult(Enum.Parse<MappingOutcome>(outcome), null, "").Flag(role));
    }

    [Theory]
    [InlineData(DomainRole.Review)]
    [InlineData(DomainRole.Attribute)]
    [Trait("Requirement", "DS-NAM-13")]
    public void Reviewers_and_attribute_authorities_have_no_mapping_rule(DomainRole role)
    {
        MappingResult result = NameMapping.Check(Authority(role, "O=Third", "third.example"), Domains("acme.com"));
        Assert.Equal(MappingOutcome.NotApplicable, result.Outcome);
        Assert.Null(result.Flag(role));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Public_suffix_covers_only_itself_and_only_when_pinned()
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Registry", "co.nz");
        var pinned = new NameMappingRules { PinnedSuffixes = new HashSet<MailDomain> { MailDomain.Parse("co.nz") } };
        Assert.Equal(MappingOutcome.Ok, NameMapping.Check(authority, Domains("co.nz"), rules: pinned).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("acme.co.nz"), rules: pinned).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("co.nz")).Outcome);
    }

    [Theory]
    [InlineData("acme.com", "Ok")]
    [InlineData("a.acme.com", "Ok")]
    [InlineData("b.a.acme.com", "NotAscendant")]
    [Trait("Requirement", "DS-NAM-23")]
    public void Label_distance_limits_ascendants(string represented, string expected)
    {
        var rules = new NameMappingRules { MaxLabelDistance = 1 };
        Assert.Equal(expected, NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", "acme.com"), Domains(represented), rules: rules).Outcome.ToString());
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Public_suffix_rules_can_be_replaced()
    {
        var rules = new NameMappingRules { PublicSuffixes = PublicSuffixRules.Load(new StringReader("acme.com")) };
        Assert.Equal(
            MappingOutcome.PublicSuffix, NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", "acme.com"), Domains("x.acme.com"), rules: rules).Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-28")]
    public void Any_one_address_may_cover_and_the_closest_is_reported()
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Acme", "other.org", "acme.com", "marketing.acme.com", "com");
        MappingResult result = NameMapping.Check(authority, Domains("x.marketing.acme.com"));
        Assert.Equal(MappingOutcome.Ok, result.Outcome);
        Assert.Equal("marketing.acme.com", result.Domain?.Value);
    }

    [Theory]
    [InlineData("acme.com acme.com", "Ok")]
    [InlineData("acme.com sales.acme.com", "Ok")]
    [InlineData("acme.com evil.example", "NotAscendant")]
    [InlineData("evil.example acme.com", "NotAscendant")]
    [InlineData("", "Unverifiable")]
    [Trait("Requirement", "DS-NAM-30")]
    public void Every_represented_domain_must_be_covered(string represented, string expected)
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Acme", "acme.com");
        MailDomain[] domains = Domains(represented.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected, NameMapping.Check(authority, domains).Outcome.ToString());
        Assert.Equal(expected, NameMapping.Check(authority, domains, Names.Parse("O=Acme, CN=John")).Outcome.ToString());
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-30")]
    [Trait("Requirement", "SEC-CMS-04")]
    public void Represented_domain_that_is_none_is_unverifiable()
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Acme", "acme.com");
        Assert.Equal(MappingOutcome.Unverifiable, NameMapping.Check(authority, [MailDomain.Parse("acme.com"), default]).Outcome);
    }

    [Theory]
    [InlineData("C=us, O=acme", null, "Unverifiable")] // a directory name only, against mail addresses
    [InlineData("C=us, O=acme", "C=us, O=acme, OU=marketing, CN=John", "Ok")]
    [InlineData("C=us, O=acme", "C=us, O=evil, CN=John", "NotAscendant")]
    [InlineData("C=us, O=acme", "DC=us, DC=acme, CN=John", "Unverifiable")]
    [InlineData("C=us, O=acme", "CN=john@acme.com", "Unverifiable")]
    [InlineData("C=us, O=acme", "C=us, CN=John", "Unverifiable")]
    [InlineData("O=acme, OU=x, C=us", "C=us, O=acme, CN=John", "Unverifiable")]
    [InlineData("DC=us, DC=acme", "DC=us, DC=acme, DC=marketing, CN=John", "Ok")]
    [InlineData("DC=us, DC=acme", "DC=us, DC=other, CN=John", "NotAscendant")]
    [InlineData("DC=us", "DC=us, DC=acme, CN=John", "PublicSuffix")]
    [InlineData("DC=nz, DC=co", "DC=nz, DC=co, DC=acme, CN=John", "PublicSuffix")]
    [InlineData("DC=us, DC=acme", null, "Unverifiable")]
    [InlineData("DC=us, DC=acme, O=Acme", "DC=us, DC=acme, O=Other, CN=John", "NotAscendant")] // every form that can be evaluated
    [InlineData("C=us", "C=us, O=acme, CN=John", "Vacuous")]
    [InlineData("C=us, ST=CA", "C=us, ST=CA, CN=John", "Vacuous")]
    [InlineData("C=us", null, "Vacuous")]
    [InlineData("TITLE=t", "C=us, O=acme, CN=John", "Vacuous")] // no domain part at all
    [Trait("Requirement", "DS-NAM-06")]
    [Trait("Requirement", "DS-NAM-12")]
    [Trait("Requirement", "DS-NAM-24")]
    [Trait("Requirement", "DS-NAM-25")]
    public void Directory_name_is_compared_with_a_directory_name_only(string authority, string? originator, string expected)
    {
        NamingVerdict verdict = Authority(DomainRole.DomainSigning, authority);
        MappingResult result = NameMapping.Check(verdict, Domains("acme.us"), originator is null ? null : Names.Parse(originator));
        Assert.Equal(expected, result.Outcome.ToString());
        Assert.NotEqual(result.Holds, result.Detail.Length > 0);
    }

    [Theory]
    [InlineData("C=us, O=acme", "acme.com", "C=us, O=acme, CN=John", "Ok")]
    [InlineData("C=us, O=acme", "acme.com", "C=us, O=other, CN=John", "NotAscendant")]
    [InlineData("C=us, O=acme", "evil.example", "C=us, O=acme, CN=John", "NotAscendant")]
    [InlineData("C=us, O=acme", "acme.com", "CN=john@acme.com", "Ok")] // the originator's name says nothing
    [InlineData("C=us", "acme.com", "C=us, O=other, CN=John", "Ok")] // a vacuous name neither helps nor harms
    [InlineData("DC=com, DC=acme", "acme.com", "C=us, O=other, CN=John", "Ok")]
    [Trait("Requirement", "DS-NAM-25")]
    public void Every_form_that_can_be_evaluated_must_pass(string name, string domain, string originator, string expected)
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, name, domain);
        Assert.Equal(expected, NameMapping.Check(authority, Domains("sales.acme.com"), Names.Parse(originator)).Outcome.ToString());
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-30")]
    public void One_directory_name_does_not_speak_for_mailboxes_of_two_domains()
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "C=us, O=acme");
        Assert.Equal(
            MappingOutcome.Unverifiable,
            NameMapping.Check(authority, Domains("acme.com", "other.com"), Names.Parse("C=us, O=acme, CN=John")).Outcome);
    }

    [Theory]
    [InlineData("marketing.acme.com", "acme.com")]
    [InlineData("acme.com", "marketing.acme.com")]
    [Trait("Requirement", "DS-NAM-28")]
    public void Closest_domain_is_reported_in_whatever_order_they_stand(string one, string other)
    {
        MappingResult result = NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", one, other), Domains("x.marketing.acme.com"));
        Assert.Equal("marketing.acme.com", result.Domain?.Value);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-30")]
    public void Domain_of_the_first_represented_one_is_reported()
    {
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Acme", "b.com", "a.com");
        Assert.Equal("a.com", NameMapping.Check(authority, Domains("x.a.com", "x.b.com")).Domain?.Value);
        Assert.Equal("b.com", NameMapping.Check(authority, Domains("x.b.com", "x.a.com")).Domain?.Value);
    }

    [Theory]
    [InlineData("com", "acme.com")]
    [InlineData("acme.com", "com")]
    [Trait("Requirement", "DS-NAM-23")]
    public void Public_suffix_is_the_reason_beside_a_domain_that_is_too_far_away(string one, string other)
    {
        var rules = new NameMappingRules { MaxLabelDistance = 1 };
        MappingResult result = NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", one, other), Domains("a.b.acme.com"), rules: rules);
        Assert.Equal(MappingOutcome.PublicSuffix, result.Outcome);

        // One that covers is enough, whatever is wrong with the other.
        Assert.Equal("acme.com", NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", one, other), Domains("b.acme.com"), rules: rules).Domain?.Value);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Label_distance_of_none_leaves_the_domain_itself()
    {
        var rules = new NameMappingRules { MaxLabelDistance = 0 };
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Acme", "acme.com");
        Assert.True(NameMapping.Check(authority, Domains("acme.com"), rules: rules).Holds);
        MappingResult far = NameMapping.Check(authority, Domains("a.acme.com"), rules: rules);
        Assert.Equal(MappingOutcome.NotAscendant, far.Outcome);
        Assert.Null(far.Domain);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Single_label_covers_nothing_even_where_the_list_does_not_know_it()
    {
        var rules = new NameMappingRules { PublicSuffixes = new NoSuffixes() };
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", "acme"), Domains("x.acme"), rules: rules).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", "acme"), Domains("acme"), rules: rules).Outcome);
        Assert.Equal(MappingOutcome.Ok, NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Acme", "co.nz"), Domains("x.co.nz"), rules: rules).Outcome);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-02")]
    public void Directory_name_does_not_speak_for_a_mailbox_where_anybody_has_one()
    {
        var rules = new NameMappingRules { SharedDomains = new HashSet<MailDomain> { MailDomain.Parse("freemail.example") } };
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "C=us, O=acme");
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("freemail.example"), Names.Parse("C=us, O=acme, CN=John"), rules).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("co.nz"), Names.Parse("C=us, O=acme, CN=John"), rules).Outcome);
        Assert.Equal(MappingOutcome.Ok, NameMapping.Check(authority, Domains("acme.example"), Names.Parse("C=us, O=acme, CN=John"), rules).Outcome);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-02")]
    public void Shared_domain_covers_itself_only_when_pinned_and_nothing_below_it()
    {
        MailDomain shared = MailDomain.Parse("freemail.example");
        var rules = new NameMappingRules { SharedDomains = new HashSet<MailDomain> { shared } };
        NameMappingRules pinned = rules with { PinnedSuffixes = new HashSet<MailDomain> { shared } };
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "O=Freemail", "freemail.example");
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("freemail.example"), rules: rules).Outcome);
        Assert.Equal(MappingOutcome.Ok, NameMapping.Check(authority, Domains("freemail.example"), rules: pinned).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("alice.freemail.example"), rules: pinned).Outcome);

        // The office below it is nobody else's.
        Assert.Equal(MappingOutcome.Ok, NameMapping.Check(Authority(DomainRole.DomainSigning, "O=Freemail", "office.freemail.example"), Domains("office.freemail.example"), rules: rules).Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    [Trait("Requirement", "DS-NAM-25")]
    public void Domain_components_are_guarded_as_addresses_are()
    {
        var pinned = new NameMappingRules { PinnedSuffixes = new HashSet<MailDomain> { MailDomain.Parse("co.nz") } };
        NamingVerdict authority = Authority(DomainRole.DomainSigning, "DC=nz, DC=co");
        Assert.Equal(MappingOutcome.Ok, NameMapping.Check(authority, Domains("co.nz"), Names.Parse("DC=nz, DC=co, CN=John"), pinned).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("co.nz"), Names.Parse("DC=nz, DC=co, DC=acme, CN=John"), pinned).Outcome);
        Assert.Equal(MappingOutcome.PublicSuffix, NameMapping.Check(authority, Domains("co.nz"), Names.Parse("DC=nz, DC=co, CN=John")).Outcome);
    }

    [Theory]
    [InlineData("DC=us, DC=acme", "DC=us, DC=acme, CN=John", "Ok", "acme.us")]
    [InlineData("DC=us, DC=acme, O=Acme", "DC=us, DC=acme, O=Acme, CN=John", "Ok", "acme.us")] // the second form has no domain, and takes none away
    [InlineData("DC=us, DC=acme, O=Acme", "O=Acme, CN=John", "Ok", null)]
    [InlineData("DC=us, DC=acme, O=Acme", "DC=us, DC=acme, CN=John", "Ok", "acme.us")]
    [InlineData("DC=us, DC=acme, O=Acme", "DC=us, DC=other, O=Acme, CN=John", "NotAscendant", null)]
    [InlineData("DC=us, DC=acme, C=us", "C=us, O=acme, CN=John", "Unverifiable", null)] // vacuous in one form, which is not all there is
    [InlineData("O=acme", "O=acme, CN=John", "Ok", null)]
    [Trait("Requirement", "DS-NAM-25")]
    public void Directory_name_that_decides_reports_the_domain_it_spells(string authority, string originator, string expected, string? domain)
    {
        // Two mailboxes of one domain are one domain.
        MappingResult result = NameMapping.Check(Authority(DomainRole.DomainSigning, authority), Domains("acme.us", "ACME.us"), Names.Parse(originator));
        Assert.Equal((expected, domain), (result.Outcome.ToString(), result.Domain?.Value));
    }

    private static NamingVerdict Authority(DomainRole role, string name, params string[] domains)
    {
        string cn = role.RfcName();
        NamingVerdict verdict = AuthorityName.Check(
            TestCertificates.Make($"{name}, CN={cn}", domains.Select(domain => $"{cn}@{domain}").ToArray()), role);
        Assert.True(verdict.Conforms);
        Assert.Equal(domains.Length, verdict.Domains.Count);
        return verdict;
    }

    private static MailDomain[] Domains(params string[] texts) => texts.Select(MailDomain.Parse).ToArray();

    /// <summary>A list that knows no public suffix at all.</summary>
    private sealed class NoSuffixes : IPublicSuffixRules
    {
        public bool IsPublicSuffix(MailDomain domain) => false;
    }
}
