using DomSec.Providers;

namespace DomSec.Tests.Providers;

public sealed class CommunityConfigurationTests
{
    [Fact]
    public async Task Aliases_and_profiles_are_those_of_their_member()
    {
        using var folder = new TemporaryFolder();
        folder.Write("members/acme.example/readme.txt", "");
        folder.Write("community.json", """
            // Comments, trailing commas and unknown things do no harm.
            { "rules": [ { "members": 1 } ],
              "members": {
                "Acme.Example": { "aliases": [ "acme.example.net", ], "profile": "smime32", "note": { "a": [] } },
                "paper.example": { } }, }
            """);
        using var community = new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false });
        MailDomain alias = MailDomain.Parse("acme.example.net");
        Assert.Equal(["acme.example", "paper.example"], community.Members.Select(m => m.Value));
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(alias));
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(MailDomain.Parse("paper.example")));
        Assert.Same(AlgorithmProfile.Smime32, community.ProfileOf(alias));
        Assert.Same(AlgorithmProfile.Smime32, community.ProfileOf(MailDomain.Parse("acme.example")));
        Assert.Null(community.ProfileOf(MailDomain.Parse("paper.example")));
        Assert.Equal(MailDomain.Parse("acme.example"), community.Aliases[alias]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("[]", 1)]
    [InlineData("{\n \"members\": {\n  \"a.example\": { \"profile\": \"smime9\" } } }", 3)]
    [InlineData("{\n \"members\": {\n  \"a.example\": { \"profile\": 4 } } }", 3)]
    [InlineData("{\n\n \"members\": []\n}", 3)]
    [InlineData("{ \"members\": {\n \"not a domain\": {} } }", 2)]
    [InlineData("{ \"members\": { \"a.example\": { \"aliases\": [\n\n\"*.example\" ] } } }", 3)]
    [InlineData("{ \"members\": { \"a.example\": { \"aliases\": \"b.example\" } } }", 1)]
    [InlineData("{ \"members\": { \"a.example\":\n true } }", 2)]
    [InlineData("{\n \"members\": {\n", 3)]
    [InlineData("{\n}\n}", 3)]
    [InlineData("{ \"members\": {} \n \"x\": 1 }", 2)]
    public void Malformed_configuration_is_refused_naming_file_and_line(string json, int line)
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", json);
        var e = Assert.Throws<DomSecException>(() => new FolderCommunity(folder.Path));
        Assert.Contains($"community.json, line {line}:", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Byte_order_mark_does_no_harm()
    {
        CommunityConfiguration configuration = CommunityConfiguration.Parse([.. System.Text.Encoding.UTF8.Preamble, .. "{\"members\":{\"a.example\":{}}}"u8], "x");
        Assert.Single(configuration.Members);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string json = "{\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}";
        Assert.Throws<DomSecException>(() => CommunityConfiguration.Parse(System.Text.Encoding.UTF8.GetBytes(json), "x"));
    }

    [Fact]
    public void Alias_that_is_a_member_itself_is_reported()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["members/b.example"]);
        folder.Write("community.json", "{ \"members\": { \"a.example\": { \"aliases\": [ \"b.example\" ] } } }");
        using var community = new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false });
        Assert.Contains(community.Problems, p => p.File == "community.json" && p.Text.Contains("b.example", StringComparison.Ordinal));
        Assert.Empty(community.Aliases);
    }
}
