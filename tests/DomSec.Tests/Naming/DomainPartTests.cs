using DomSec.Naming;
using DomSec.Tests.X509;

namespace DomSec.Tests.Naming;

public sealed class DomainPartTests
{
    [Theory]
    [InlineData("C=US, O=Acme, CN=x", "us/acme")]
    [InlineData("C=US, ST=CA, L=San Francisco, O=Acme, OU=defence, OU=marketing, CN=x", "us/ca/san francisco/acme/defence/marketing")]
    [InlineData("C=US, O=Acme, OU=a, TITLE=t, SERIAL=1, ORGID=VATUS-1, OU=b, CN=x, E/ia5=a@b.com", "us/acme/a/b")]
    [InlineData("CN=x, OU=marketing, OU=defence, O=Acme, C=US", "us/acme/defence/marketing")]
    [Trait("Requirement", "DS-NAM-07")]
    [Trait("Requirement", "DS-NAM-29")]
    public void X500_part_is_five_types_from_the_most_significant(string name, string expected)
    {
        DomainPart part = Assert.Single(DomainPart.Of(Names.Parse(name)));
        Assert.Equal(DomainPartForm.X500, part.Form);
        Assert.True(part.IsOrderKnown && part.IsUsable);
        Assert.Equal(expected, string.Join('/', part.Components.Select(component => component.Value)));
    }

    [Theory]
    [InlineData("DC=us, DC=acme, CN=x", "acme.us")]
    [InlineData("CN=x, DC=acme, DC=us", "acme.us")]
    [InlineData("DC/ia5=us, DC/ia5=ACME, DC=marketing, OU=People, UID=jd", "marketing.acme.us")]
    [Trait("Requirement", "DS-NAM-08")]
    [Trait("Requirement", "DS-NAM-29")]
    public void Rfc_2247_part_is_the_domain_components(string name, string expected)
    {
        DomainPart part = Assert.Single(DomainPart.Of(Names.Parse(name)));
        Assert.Equal(DomainPartForm.DomainComponents, part.Form);
        Assert.Equal(expected, part.Domain?.Value);
        Assert.False(part.IsVacuous);
    }

    [Fact]
    public void Name_with_both_forms_has_two_parts()
    {
        Assert.Equal(
            [DomainPartForm.DomainComponents, DomainPartForm.X500],
            DomainPart.Of(Names.Parse("DC=us, DC=acme, O=Acme, CN=x")).Select(part => part.Form));
    }

    [Theory]
    [InlineData("DC=us, DC=acme.evil, CN=x")]
    [InlineData("DC=us, DC=, CN=x")]
    [InlineData("DC=us, DC=*, CN=x")]
    [InlineData("DC=us, DC/hex=040100, CN=x")]
    [InlineData("C=US, O=, CN=x")]
    [InlineData("C=US, O/hex=0C01FF, CN=x")]
    public void Part_with_an_unusable_component_matches_nothing(string name)
    {
        DomainPart part = Assert.Single(DomainPart.Of(Names.Parse(name)));
        Assert.False(part.IsUsable);
        Assert.Null(part.IsSameOrAscendantOf(part));
    }

    [Theory]
    [InlineData("C=US, CN=x", true)]
    [InlineData("C=US, ST=CA, CN=x", true)]
    [InlineData("C=US, OU=x, CN=x", true)]
    [InlineData("O=Acme, CN=x", false)]
    [InlineData("DC=us, CN=x", false)] // the public suffix guard covers it
    [Trait("Requirement", "DS-NAM-24")]
    public void Part_without_organization_is_vacuous(string name, bool expected)
    {
        Assert.Equal(expected, Assert.Single(DomainPart.Of(Names.Parse(name))).IsVacuous);
    }

    [Theory]
    [InlineData("C=us, O=acme, OU=defence, CN=a", "C=us, O=acme, OU=defence, OU=marketing, CN=b", true)] // the example of RFC 3183
    [InlineData("C=us, O=acme, CN=a", "C=us, O=acme, OU=marketing, CN=b", true)]
    [InlineData("C=us, O=acme, OU=marketing, CN=a", "C=us, O=acme, OU=defence, OU=marketing, CN=b", false)]
    [InlineData("C=us, O=acme, OU=defence, CN=a", "C=us, O=acme, CN=b", false)]
    [InlineData("C=us, O=acme, OU=a, CN=a", "C=us, O=acme, OU=b, CN=b", false)]
    [InlineData("C=us, O=acme, CN=a", "C=nz, O=acme, CN=b", false)]
    [InlineData("O=acme, CN=a", "C=us, O=acme, CN=b", false)]
    [InlineData("C=us, O=acme, L=Reno, CN=a", "C=us, O=acme, L=Reno, OU=x, CN=b", true)]
    [InlineData("C=US, O=ACME  Corp, CN=a", "C=us, O/bmp=acme corp, OU=x, CN=b", true)]
    [InlineData("C=us, O=acme, OU=defence, CN=a", "CN=b, OU=marketing, OU=defence, O=acme, C=us", true)]
    [InlineData("CN=a, OU=marketing, O=acme, C=us", "C=us, O=acme, OU=defence, OU=marketing, CN=b", false)]
    [InlineData("C=us, O=acme, CN=a", "C=us, O=acme\u200b, CN=b", false)]
    [InlineData("DC=us, DC=acme, CN=a", "DC=us, DC=acme, DC=marketing, CN=b", true)]
    [InlineData("DC=us, DC=marketing, CN=a", "DC=us, DC=acme, DC=marketing, CN=b", false)]
    [InlineData("CN=a, DC=acme, DC=us", "DC=us, DC=acme, DC=marketing, CN=b", true)]
    [InlineData("DC=us, DC=acme, CN=a", "C=us, O=acme, CN=b", null)] // unlike forms
    [InlineData("O=acme, OU=x, C=us, CN=a", "C=us, O=acme, CN=b", null)] // order not decidable
    [InlineData("O=acme, OU=x, C=us, CN=a", "O=acme, OU=x, C=us, CN=b", true)] // but the same
    [Trait("Requirement", "DS-NAM-10")]
    [Trait("Requirement", "DS-NAM-11")]
    [Trait("Requirement", "DS-NAM-29")]
    [Trait("Requirement", "DS-DCA-04")]
    public void Ascendant_begins_the_other_name_from_its_most_significant_component(string above, string below, bool? expected)
    {
        Assert.Equal(expected, DomainPart.Of(Names.Parse(above))[0].IsSameOrAscendantOf(DomainPart.Of(Names.Parse(below))[0]));
    }

    [Theory]
    [InlineData("O=Acme", true)] // one component is at both ends
    [InlineData("DC=acme", true)]
    [InlineData("O=Acme+SERIAL=1+CN=x", true)]
    [InlineData("C=US, O=Acme+SERIAL=1, CN=x", true)]
    [InlineData("OU=a, OU=b", false)]
    [InlineData("DC=us, DC=acme", false)]
    [InlineData("C=US+O=Acme, CN=x", false)] // two components in one RDN have no order
    [InlineData("C=US, O=Acme, OU=a+OU=b, OU=c, CN=x", false)]
    [InlineData("DC=us+DC=acme, CN=x", false)]
    [InlineData("C=US, O=Acme, OU=a+OU=b, OU=c+OU=d, CN=x", false)] // twice is no order either
    [Trait("Requirement", "DS-NAM-29")]
    public void Order_of_the_components_is_known_or_not(string name, bool isKnown)
    {
        DomainPart part = Assert.Single(DomainPart.Of(Names.Parse(name)));
        Assert.Equal(isKnown, part.IsOrderKnown);
        Assert.True(part.IsUsable);
        Assert.Equal(isKnown && name.StartsWith("DC", StringComparison.Ordinal), part.Domain is not null);
    }

    [Theory]
    [InlineData("DC=us, DC=acme, OU=People, L=Reno, CN=x", "DomainComponents")]
    [InlineData("DC=us, DC=acme, C=US, OU=People, CN=x", "DomainComponents X500")]
    [InlineData("DC=us, DC=acme, O=Acme, OU=People, CN=x", "DomainComponents X500")]
    [InlineData("OU=People, CN=x", "X500")]
    [InlineData("CN=x, TITLE=t", "")]
    [Trait("Requirement", "DS-NAM-07")]
    [Trait("Requirement", "DS-NAM-08")]
    public void Units_beside_domain_components_count_only_where_an_organization_or_country_is_named(string name, string forms)
    {
        Assert.Equal(forms, string.Join(' ', DomainPart.Of(Names.Parse(name)).Select(part => part.Form)));
    }

    [Theory]
    [InlineData("O=acme, OU=x, C=us, CN=a", "O=acme, OU=x, C=us, OU=y, CN=b")] // begins it, but from which end?
    [InlineData("O=acme, OU=x, C=us, CN=a", "O=acme, OU=y, C=us, CN=b")]
    [InlineData("O=acme, OU=b+OU=a, CN=a", "O=acme, OU=b, OU=a, CN=b")] // the same components, with an order on one side only
    [InlineData("O=acme, OU=b, OU=a, CN=a", "O=acme, OU=b+OU=a, CN=b")]
    [InlineData("C=us, O=acme, CN=a", "C=us, O=, CN=b")]
    [InlineData("C=us, O=, CN=a", "C=us, O=acme, CN=b")]
    [Trait("Requirement", "DS-NAM-29")]
    public void Parts_whose_order_or_value_is_not_known_are_no_evidence_in_either_direction(string above, string below)
    {
        Assert.Null(DomainPart.Of(Names.Parse(above))[0].IsSameOrAscendantOf(DomainPart.Of(Names.Parse(below))[0]));
    }
}
