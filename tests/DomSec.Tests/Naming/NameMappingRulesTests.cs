using DomSec.Naming;

namespace DomSec.Tests.Naming;

/// <summary>Where the guards of the mapping rule come from: the host's options and what was agreed with a partner.</summary>
public sealed class NameMappingRulesTests
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    private static readonly MailDomain Registry = MailDomain.Parse("co.nz");

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Default_has_the_shipped_list_and_no_limit()
    {
        NameMappingRules rules = NameMappingRules.Of(new DomSecOptions());
        Assert.Same(NameMappingRules.Default, rules);
        Assert.Same(PublicSuffixRules.Default, rules.PublicSuffixes);
        Assert.Null(rules.MaxLabelDistance);
        Assert.Empty(rules.SharedDomains);
        Assert.Empty(rules.PinnedSuffixes);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-02")]
    public void Shared_domains_are_the_options()
    {
        NameMappingRules rules = NameMappingRules.Of(new DomSecOptions { SharedDomains = [Acme] });
        Assert.Equal([Acme], rules.SharedDomains);
        Assert.Empty(rules.PinnedSuffixes);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Terms_that_limit_nothing_leave_the_rules_as_they_are()
    {
        var rules = new NameMappingRules { MaxLabelDistance = 3 };
        Assert.Same(rules, rules.With(NamingTerms.Strict));
        Assert.Same(rules, rules.With(new NamingTerms { Partner = Registry }));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Label_distance_of_the_agreement_counts_before_the_general_one()
    {
        var rules = new NameMappingRules { MaxLabelDistance = 3, PinnedSuffixes = new HashSet<MailDomain> { Acme } };
        NameMappingRules limited = rules.With(new NamingTerms { Partner = Registry, MaxLabelDistance = 0 });
        Assert.Equal(0, limited.MaxLabelDistance);
        Assert.Equal([Acme], limited.PinnedSuffixes); // a distance pins nothing
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public void Suffix_is_pinned_beside_those_that_are_and_for_a_partner_only()
    {
        var rules = new NameMappingRules { MaxLabelDistance = 3, PinnedSuffixes = new HashSet<MailDomain> { Acme } };
        NameMappingRules pinned = rules.With(new NamingTerms { Partner = Registry, IsSuffixPinned = true });
        Assert.Equal(3, pinned.MaxLabelDistance);
        Assert.Equal([Acme, Registry], pinned.PinnedSuffixes.OrderBy(domain => domain.Value, StringComparer.Ordinal));
        Assert.Equal([Acme], rules.With(new NamingTerms { IsSuffixPinned = true }).PinnedSuffixes);
    }
}
