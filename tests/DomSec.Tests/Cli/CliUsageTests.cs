namespace DomSec.Tests.Cli;

public sealed class CliUsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("frob", "frob")]
    [InlineData("rollover", "rollover")]
    [InlineData("send", "send")]
    [InlineData("receive", "receive")]
    [InlineData("filter", "filter")]
    [InlineData("sign", "--community")]
    [InlineData("sign --community . --domain a.example --label x in out", "--label")]
    [InlineData("sign --community . --domain a.example in", "OUT")]
    [InlineData("sign --community . --domain a..example in out", "a..example")]
    [InlineData("sign --community . --domain a.example --type other in out", "domain, review, attributes, originator, delegated")]
    [InlineData("sign --community . --domain a.example --profile smime9 in out", "smime4, smime32")]
    [InlineData("encrypt --community . --domain a.example in out", "--to")]
    [InlineData("encrypt --community . --domain a.example --to a@b.example --target nobody in out", "--target")]
    [InlineData("encrypt --community . --domain a.example --to nobody in out", "nobody")]
    [InlineData("decrypt in out", "--community or --key")]
    [InlineData("classify", "IN")]
    [InlineData("classify --at yesterday in", "ISO 8601")]
    [InlineData("demo --json", "--json")]
    [InlineData("inspect", "IN")]
    [InlineData("inspect --key k in", "--key")]
    [InlineData("community init d", "--domain")]
    [InlineData("community init d --domain a.example --key dsa", "rsa2048, rsa3072")]
    [InlineData("community init d --domain a.example --naming own", "strict3183")]
    [InlineData("community remove d --domain a.example", "remove")]
    public async Task Usage_error_is_exit_2_with_one_line(string line, string named = "")
    {
        CliRun run = await CliRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("domsec: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\r', '\n').Split('\n'));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blank_evidence_is_a_usage_error()
    {
        CliRun run = await CliRun.Of("sign", "--community", ".", "--domain", "a.example", "--evidence", " ", "in", "out");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--evidence", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("sign", "--help")]
    public async Task Help_is_exit_0_on_standard_output(params string[] args)
    {
        CliRun run = await CliRun.Of(args);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("domsec", run.Text, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Missing_community_folder_is_exit_1_with_one_line()
    {
        CliRun run = await CliRun.Of("sign", "--community", "/nowhere/at/all", "--domain", "a.example", "--evidence", "x", "in", "out");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--community: '/nowhere/at/all'", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Argument_with_an_at_sign_is_not_a_response_file()
    {
        CliRun run = await CliRun.Of("inspect", "@nowhere");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'@nowhere' does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_of_arguments_do_not_reach_the_terminal()
    {
        CliRun run = await CliRun.Of("inspect", "\u001b[31mred\u202e");
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Error);
        Assert.DoesNotContain('\u202e', run.Error);
        Assert.Contains("\\u{1b}[31mred\\u{202e}", run.Error, StringComparison.Ordinal);
    }
}
