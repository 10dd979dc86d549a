using System.Text.Json;

namespace DomSec.Tests.Cli;

public sealed class CommunityCommandTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("domsec-community-").FullName;

    private string Folder => Path.Combine(_parent, "c");

    [Theory]
    [InlineData("--domain a.example --domain b.example")]
    [InlineData("--domain a.example b.example")]
    public async Task Init_makes_every_domain_and_check_finds_them_good(string domains)
    {
        CliRun init = await CliRun.Of(["community", "init", Folder, .. domains.Split(' '), "--key", "p256", "--encryption-key", "p256"]);
        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.Contains(Path.Combine(Folder, "anchors/root.pem"), init.Text, StringComparison.Ordinal);

        CliRun check = await CliRun.Of("community", "check", Folder, "--json");
        Assert.True(check.ExitCode == 0, check.ToString());
        Assert.Equal(["a.example", "b.example"], check.Json.EnumerateArray().Select(f => f.GetProperty("domain").GetString()).OfType<string>().Distinct().Order());
        Assert.DoesNotContain(check.Json.EnumerateArray(), f => f.GetProperty("severity").GetString() == "error");
    }

    [Fact]
    public async Task Init_does_not_touch_a_folder_in_use()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "mine"), "x");
        CliRun run = await CliRun.Of("community", "init", Folder, "--domain", "a.example", "--key", "p256", "--encryption-key", "p256");
        Assert.Equal(1, run.ExitCode);
        Assert.Single(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public async Task Add_extends_and_refuses_a_domain_that_is_there()
    {
        string[] keys = ["--key", "p256", "--encryption-key", "p256"];
        Assert.Equal(0, (await CliRun.Of(["community", "init", Folder, "--domain", "a.example", .. keys])).ExitCode);
        Assert.Equal(0, (await CliRun.Of(["community", "add", Folder, "--domain", "b.example", .. keys])).ExitCode);
        Assert.True(File.Exists(Path.Combine(Folder, "identities/b.example/signing.pem")));
        Assert.Equal(1, (await CliRun.Of(["community", "add", Folder, "--domain", "b.example", .. keys])).ExitCode);
    }

    [Fact]
    public async Task Root_key_is_encrypted_with_the_password_of_the_environment()
    {
        string[] keys = ["--key", "p256", "--encryption-key", "p256"];
        CliRun init = await CliRun.With([], "secret", ["community", "init", Folder, "--domain", "a.example", .. keys]);
        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.Contains("ENCRYPTED PRIVATE KEY", File.ReadAllText(Path.Combine(Folder, "ca/root.key")), StringComparison.Ordinal);
        Assert.Equal(1, (await CliRun.Of(["community", "add", Folder, "--domain", "b.example", .. keys])).ExitCode);
        Assert.Equal(0, (await CliRun.With([], "secret", ["community", "add", Folder, "--domain", "b.example", .. keys])).ExitCode);
    }

    [Fact]
    public async Task Check_with_errors_is_exit_1_and_says_how_many()
    {
        Assert.Equal(0, (await CliRun.Of("community", "init", Folder, "--domain", "a.example", "--key", "p256", "--encryption-key", "p256")).ExitCode);
        File.WriteAllText(Path.Combine(Folder, "identities/a.example/broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        CliRun run = await CliRun.Of("community", "check", Folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken.pem", run.Text, StringComparison.Ordinal);
        Assert.Contains("findings are errors", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
