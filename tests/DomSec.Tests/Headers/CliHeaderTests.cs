using System.Text.Json;
using DomSec.Tests.Cli;

namespace DomSec.Tests.Headers;

/// <summary>Header protection on the command line.</summary>
public sealed class CliHeaderTests(CliFolder folder) : IClassFixture<CliFolder>
{
    [Fact]
    [Trait("Requirement", "HP-04 HP-09")]
    public async Task Subject_is_hidden_and_put_back_and_inspect_shows_how()
    {
        string signed = folder.New();
        string encrypted = folder.New();
        string decrypted = folder.New();
        await DoneAsync("sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", "--header-confidentiality", "baseline", folder.Plain, signed);
        CliRun inspect = await DoneAsync("inspect", signed);
        Assert.Contains("hp=cipher", inspect.Text, StringComparison.Ordinal);
        Assert.Contains("HP-Outer Subject: [...]", inspect.Text, StringComparison.Ordinal);
        CliRun hidden = await DoneAsync("encrypt", "--community", folder.Community, "--domain", "acme.example", "--to", "bob@partner.example", signed, encrypted);
        Assert.Contains("hidden: Subject", hidden.Error + hidden.Text, StringComparison.Ordinal);
        Assert.Contains("Subject: [...]", File.ReadAllText(encrypted), StringComparison.Ordinal);

        JsonElement json = (await DoneAsync("classify", "--community", folder.Community, "--json", encrypted)).Json;
        Assert.Equal("rfc9788", json.GetProperty("headerProtection").GetString());
        Assert.Equal("cipher", json.GetProperty("headers").GetProperty("mode").GetString());
        Assert.True(json.GetProperty("headers").GetProperty("encrypted").GetBoolean());
        Assert.Equal("concealed", json.GetProperty("headers").GetProperty("fields").EnumerateArray().Single(field => field.GetProperty("name").GetString() == "Subject").GetProperty("state").GetString());

        CliRun restored = await DoneAsync("decrypt", "--community", folder.Community, encrypted, decrypted);
        Assert.Contains("put back: Subject", restored.Error + restored.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject: [...]\r\n", File.ReadAllText(decrypted).Split("\r\n\r\n")[0], StringComparison.Ordinal);
        string kept = folder.New();
        await DoneAsync("decrypt", "--community", folder.Community, "--keep-header", encrypted, kept);
        Assert.Contains("Subject: [...]", File.ReadAllText(kept), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "HP-01 HP-11")]
    public async Task Schemes_and_strictness_are_options()
    {
        string attribute = folder.New();
        string none = folder.New();
        await DoneAsync("sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", "--header-protection", "rfc7508", folder.Plain, attribute);
        await DoneAsync("sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", "--header-protection", "none", folder.Plain, none);
        Assert.Equal(("pass", "rfc7508"), await StatusAsync(attribute));
        Assert.Equal(("policy", "none"), await StatusAsync(none));
        CliRun text = await DoneAsync("classify", "--community", folder.Community, attribute);
        Assert.Contains("(rfc7508)", text.Text, StringComparison.Ordinal);

        string changed = folder.New();
        File.WriteAllText(changed, File.ReadAllText(attribute).Replace("Subject: ", "Subject: [list] ", StringComparison.Ordinal));
        Assert.Equal("fail", (await StatusAsync(changed)).Status);
        CliRun differs = await DoneAsync("classify", "--community", folder.Community, changed);
        Assert.Contains("differs Subject: protected", differs.Text, StringComparison.Ordinal);

        CliRun unknown = await CliRun.Of("sign", "--community", folder.Community, "--domain", "acme.example", "--evidence", "test", "--header-protection", "rfc822", folder.Plain, folder.New());
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("rfc9788", unknown.Error, StringComparison.Ordinal);
    }

    private async Task<(string? Status, string? Scheme)> StatusAsync(string file)
    {
        JsonElement json = (await DoneAsync("classify", "--community", folder.Community, "--require-protected-from", "--json", file)).Json;
        return (json.GetProperty("status").GetString(), json.GetProperty("headerProtection").GetString());
    }

    private static async Task<CliRun> DoneAsync(params string[] args)
    {
        CliRun run = await CliRun.Of(args);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run;
    }
}
