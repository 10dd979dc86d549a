using System.Reflection;

namespace DomSec.Tests.Architecture;

/// <summary>The catalogue of flags is what callers program against.</summary>
public sealed class SecurityFlagsTests
{
    [Fact]
    public void Identifiers_are_unique_and_start_with_F()
    {
        Assert.NotEmpty(SecurityFlags.All);
        Assert.All(SecurityFlags.All, flag => Assert.Matches("^F(-[A-Z0-9]+)+$", flag.Id));
        Assert.Equal(SecurityFlags.All.Count, SecurityFlags.All.Select(flag => flag.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void All_holds_every_flag_that_has_a_name()
    {
        IEnumerable<SecurityFlag> named = typeof(SecurityFlags).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(SecurityFlag))
            .Select(property => (SecurityFlag)property.GetValue(null)!);
        Assert.Equal(named.ToHashSet(), SecurityFlags.All.ToHashSet());
    }

    [Fact]
    public void Flag_is_found_by_its_identifier_and_says_what_it_means()
    {
        Assert.All(SecurityFlags.All, flag =>
        {
            Assert.Same(flag, SecurityFlags.Find(flag.Id));
            Assert.NotEmpty(flag.Reference);
            Assert.EndsWith(".", flag.Meaning, StringComparison.Ordinal);
        });
        Assert.Null(SecurityFlags.Find("f-name-cn"));
    }
}
