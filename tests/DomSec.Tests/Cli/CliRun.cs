using System.Text;
using System.Text.Json;
using DomSec.Cli;

namespace DomSec.Tests.Cli;

/// <summary>The command line run inside the test process, with its streams captured.</summary>
internal sealed record CliRun(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Task<CliRun> Of(params string[] args) => With(input: [], password: null, args);

    public static async Task<CliRun> With(byte[] input, string? password, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int exitCode;
        using (var terminal = CliTerminal.ForTest(new MemoryStream(input), output, error, name => name == "DOMSEC_PASSWORD" ? password : null))
        {
            exitCode = await CliApp.RunAsync(args, terminal);
        }

        return new CliRun(exitCode, output.ToArray(), error.ToString());
    }

    /// <summary>For assertions that show why.</summary>
    public override string ToString() => $"exit {ExitCode}: {Error}";
}
