namespace DomSec.Cli;

/// <summary>The <c>domsec</c> command: DomSec by hand, in scripts and in checks.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var terminal = CliTerminal.System();
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true; // unwinds, so that no half-written file stays behind
            interrupted.Cancel();
        };
        return await CliApp.RunAsync(args, terminal, interrupted.Token);
    }
}
