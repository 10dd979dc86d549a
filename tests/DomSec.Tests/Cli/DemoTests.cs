using System.Diagnostics;

namespace DomSec.Tests.Cli;

public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("domsec-demo-test-").FullName;

    [Fact]
    public async Task Demo_has_every_outcome_as_expected_and_keeps_its_files()
    {
        CliRun run = await CliRun.Of("demo", _folder);
        Assert.True(run.ExitCode == 0, run.Text + run.Error);
        Assert.Contains("Everything came as expected.", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Text);
        Assert.True(File.Exists(Path.Combine(_folder, "messages", "06-alice-domain.eml")));
        Assert.False(File.Exists(Path.Combine(_folder, "messages", "12-stranger.eml")));
    }

    [Fact]
    public async Task Demo_does_not_touch_a_folder_in_use()
    {
        File.WriteAllText(Path.Combine(_folder, "mine"), "x");
        CliRun run = await CliRun.Of("demo", _folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Quick_start_runs_and_passes()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "QuickStart.dll"));
        start.Environment["TMPDIR"] = _folder; // where it makes its community, so that nothing stays behind
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal("Pass from acme.example: S(S0(content))", output.Trim());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
