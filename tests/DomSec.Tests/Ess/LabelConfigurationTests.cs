using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DomSec.Tests.Ess;

/// <summary>How a label policy comes into force: community.json, an option, a service.</summary>
public sealed class LabelConfigurationTests : IDisposable
{
    private const string Json = """
        {
          "labels": {
            "whirlpool": {
              "policy": "1.2.840.113549.1.9.16.7.3", // RFC 3114
              "classifications": { "public": 6, "confidential": 8, "internal": 7 },
              "translators": [ "attribute-authority@acme.example" ],
            },
          },
          "members": { "acme.example": { "profile": "smime32" } },
        }
        """;

    private readonly TempFolder _folder = new();

    [Fact]
    [Trait("Requirement", "ESS-LBL-07")]
    public void Folder_has_the_policies_of_its_configuration_in_the_order_written()
    {
        _folder.Write("community.json", Json);
        using var community = new FolderCommunity(_folder.Path);
        SecurityLabelScheme scheme = Assert.Single(community.Labels.Schemes);
        Assert.Equal(("whirlpool", Labels.Whirlpool), (scheme.Name, scheme.Policy));
        Assert.Equal([new(6, "public"), new(8, "confidential"), new LabelClassification(7, "internal")], scheme.Classifications);
        Assert.Equal(["attribute-authority@acme.example"], scheme.Translators);
        ISecurityLabelPolicy policy = community;
        Assert.True(policy.IsInForce);
        Assert.True(policy.Understands(Labels.Of(Labels.Whirlpool, 8)));
        Assert.Equal(1, policy.RankOf(Labels.Of(Labels.Whirlpool, 8)));
        Assert.Equal("whirlpool: confidential", policy.Describe(Labels.Of(Labels.Whirlpool, 8)));
        Assert.Equal("smime32", community.ProfileOf(TestDoors.Acme)?.Name);
        using DomSecCommunity doors = DomSecCommunity.Open(_folder.Path, new DomSecCommunityOptions { Watch = false });
        Assert.True(doors.LabelPolicy!.IsInForce);
    }

    [Fact]
    public void Folder_without_policies_judges_no_labels()
    {
        using var community = new FolderCommunity(_folder.Path);
        Assert.False(((ISecurityLabelPolicy)community).IsInForce);
        Assert.Empty(community.Labels.Schemes);
    }

    [Theory]
    [InlineData("{ \"labels\": [] }", "labels has to be an object")]
    [InlineData("{ \"labels\": { \"x\": 1 } }", "has to be an object with its policy")]
    [InlineData("{ \"labels\": { \"x\": { } } }", "object identifier")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": 1 } } }", "object identifier in quotes")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"secret\" } } }", "not a dotted object identifier")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\", \"classifications\": [ \"a\" ] } } }", "a number for each name")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\", \"classifications\": { \"a\": 1.5 } } } }", "0 to 256")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\", \"classifications\": { \"a\": 257 } } } }", "0 to 256")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\", \"classifications\": { \"a\": 1, \"b\": 1 } } } }", "there twice")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\", \"translators\": \"y\" } } }", "a list of addresses")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\", \"translater\": [] } } }", "unknown property translater")]
    [InlineData("{ \"labels\": { \"x\": { \"policy\": \"1.2.3\" }, \"y\": { \"policy\": \"1.2.3\" } } }", "there twice")]
    public void Mistake_is_named_with_its_line(string json, string text)
    {
        _folder.Write("community.json", json);
        DomSecException e = Assert.Throws<DomSecException>(() => new FolderCommunity(_folder.Path));
        Assert.Contains("community.json, line 1:", e.Message, StringComparison.Ordinal);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registered_policy_is_the_doors_one()
    {
        _folder.Write("community.json", Json);
        using ServiceProvider services = new ServiceCollection().AddSingleton<ISecurityLabelPolicy>(Labels.WhirlpoolOnly).AddDomSec(_folder.Path, options => options with { Watch = false }).BuildServiceProvider();
        Assert.Same(Labels.WhirlpoolOnly, services.GetRequiredService<DomSecCommunity>().LabelPolicy);
    }

    public void Dispose() => _folder.Dispose();
}
