using DomSec.Naming;
using DomSec.Tests.X509;

namespace DomSec.Tests.Naming;

/// <summary>Which end of a subject is the more significant one, told from its attributes alone.</summary>
public sealed class RdnOrdersTests
{
    [Theory]
    [InlineData("C=US, O=a", "MostSignificantFirst")]
    [InlineData("O=a, C=US", "LeastSignificantFirst")]
    [InlineData("O=a, OU=b", "MostSignificantFirst")]
    [InlineData("OU=b, O=a", "LeastSignificantFirst")]
    [InlineData("OU=b, CN=x", "MostSignificantFirst")]
    [InlineData("CN=x, OU=b", "LeastSignificantFirst")]
    [InlineData("DC=us, O=a", "MostSignificantFirst")]
    [InlineData("O=a, DC=us", "LeastSignificantFirst")]
    [InlineData("OU=b, UID=x", "MostSignificantFirst")]
    [InlineData("UID=x, OU=b", "LeastSignificantFirst")]
    [InlineData("DC=us, UID=x", "MostSignificantFirst")]
    [InlineData("C=US, OU=a, OU=b, OU=c", "MostSignificantFirst")] // equals neither help nor harm
    [InlineData("OU=c, OU=b, OU=a, C=US", "LeastSignificantFirst")]
    [InlineData("L=Reno, C=US, ST=NV, O=a", "MostSignificantFirst")] // locality and state prove nothing
    [InlineData("O=a, L=Reno, TITLE=t, C=US", "LeastSignificantFirst")]
    [InlineData("", "Undecidable")]
    [InlineData("O=a", "Undecidable")]
    [InlineData("L=Reno, ST=NV", "Undecidable")]
    [InlineData("OU=a, OU=b", "Undecidable")]
    [InlineData("DC=us, C=US", "Undecidable")]
    [InlineData("UID=x, CN=y", "Undecidable")]
    [InlineData("O=a, C=US, OU=b", "Undecidable")]
    [InlineData("C=US, OU=b, O=a", "Undecidable")]
    [InlineData("OU=b, C=US, CN=x", "Undecidable")]
    [Trait("Requirement", "DS-NAM-29")]
    public void Order_is_told_by_ranks_that_never_turn_back(string name, string expected)
    {
        Assert.Equal(expected, RdnOrders.Detect(Names.Parse(name)).ToString());
    }

    [Theory]
    [InlineData("C=US+O=a, OU=b", "MostSignificantFirst")]
    [InlineData("OU=b, O=a+C=US", "LeastSignificantFirst")]
    [InlineData("C=US+O=a, O=b", "MostSignificantFirst")] // the lowest of the first is not below the highest of the second
    [InlineData("O=b, C=US+O=a", "LeastSignificantFirst")]
    [InlineData("O=a, OU=b+CN=x", "MostSignificantFirst")]
    [InlineData("CN=x+OU=b, O=a", "LeastSignificantFirst")]
    [InlineData("C=US+CN=x, O=a", "Undecidable")] // one RDN on both sides of the other
    [InlineData("O=a, CN=x+C=US", "Undecidable")]
    [InlineData("C=US+OU=b, C=US+OU=b", "Undecidable")]
    [InlineData("C=US+L=Reno, O=a+SERIAL=1", "MostSignificantFirst")]
    [Trait("Requirement", "DS-NAM-29")]
    public void Multi_valued_rdn_stands_where_all_of_its_attributes_do(string name, string expected)
    {
        Assert.Equal(expected, RdnOrders.Detect(Names.Parse(name)).ToString());
    }
}
