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
                "Acme.Example": { "aliases": [ "acme.example.net", ], "profile": "smime32", },
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
    [InlineData("{ \"members\": {\n \"\\ud800\": {} } }", 2)] // half a surrogate pair, as a name
    [InlineData("{ \"members\": { \"a.example\": {\n \"profile\": \"\\udc00\" } } }", 2)] // as a value
    [InlineData("{ \"labels\":\n { \"\\ud800\": {} } }", 2)]
    [InlineData("{ \"members\": { \"a.example\": {},\n \"A.Example\": {} } }", 2)] // whose pins would count?
    public void Malformed_configuration_is_refused_naming_file_and_line(string json, int line)
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", json);
        var e = Assert.Throws<DomSecException>(() => new FolderCommunity(folder.Path));
        Assert.Contains($"community.json, line {line}:", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Octets_that_are_not_UTF_8_are_refused()
    {
        var e = Assert.Throws<DomSecException>(() => CommunityConfiguration.Parse([.. "{\"members\":{\""u8, 0xC3, 0x28, .. "\":{}}}"u8], "x"));
        Assert.Contains("x, line 1:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Mutated_configuration_is_read_or_refused_and_nothing_else()
    {
        byte[] whole = """
            { "members": { "a.example": { "aliases": ["b.example"], "profile": "smime4", "naming": "emailRole", "pins": ["sha256:0000000000000000000000000000000000000000000000000000000000000000"],
              "organization": "A", "maxLabelDistance": 1, "directoryNames": { "a.example": "O=Acme,C=NZ" }, "directClearSigned": true, "dialects": ["typeArc"] } },
              "labels": { "w": { "policy": "1.2.3", "classifications": { "public": 6 }, "translators": ["x@a.example"] } } }
            """u8.ToArray();
        Assert.Single(CommunityConfiguration.Parse(whole, "x").Members);
        byte[] odd = [0, (byte)'"', (byte)'\\', (byte)'{', (byte)']', (byte)',', 0xC0, 0xED, 0xFF, (byte)'9', (byte)'-', (byte)'='];
        var random = new Random(3183);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] mutated = [.. whole];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                mutated[random.Next(mutated.Length)] = odd[random.Next(odd.Length)];
            }

            try
            {
                CommunityConfiguration.Parse(mutated.AsSpan(0, random.Next(8) == 0 ? random.Next(mutated.Length) : mutated.Length), "x");
            }
            catch (DomSecException e)
            {
                Assert.StartsWith("x, line ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Configuration_that_becomes_text_of_no_alphabet_leaves_the_last_state_in_force()
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", """{ "members": { "a.example": {} } }""");
        using var community = new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false });
        folder.Write("community.json", """{ "members": { "\ud800": {} } }""");
        Assert.Throws<DomSecException>(community.Reload);
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(MailDomain.Parse("a.example")));
        Assert.Contains("community.json", community.Problems[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Pipe_and_device_among_the_files_do_not_hang_the_community()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such files.");
        using var folder = new TemporaryFolder();
        folder.Write("anchors/readme.txt", "");
        folder.Write("members/a.example/readme.txt", "");
        using (var process = System.Diagnostics.Process.Start("mkfifo", [folder["anchors/root.pem"], folder["members/a.example/dca.pem"]]))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(folder["anchors/zero.pem"], "/dev/zero");
        FolderCommunity community = await Task.Run(() => new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false })).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        using (community)
        {
            Assert.Contains(community.Problems, problem => problem.File == "anchors/root.pem");
            Assert.Contains(community.Problems, problem => problem.File == "anchors/zero.pem");

            // Something is there that could not be read: not "nobody".
            Assert.Equal(LookupState.Unavailable, (await community.FindAsync(MailDomain.Parse("a.example"), DomainRole.Confidentiality)).State);
        }
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
