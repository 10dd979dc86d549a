using DomSec.Cli.Display;

namespace DomSec.Cli.IO;

/// <summary>A door from IN to OUT: progress, whole-or-nothing output, one line about the outcome, the exit code.</summary>
internal static class Transformation
{
    public static async Task<int> RunAsync(
        CliTerminal terminal,
        string doing,
        string input,
        string output,
        Func<Stream, Stream, Task<(DomainOutcome Outcome, Refusal? Refusal, string Done)>> door)
    {
        await using Stream source = InputFile.Open(input, terminal);
        using OutputFile destination = OutputFile.Open(output, terminal);
        (DomainOutcome outcome, Refusal? refusal, string done) = await ProgressLine.ShowAsync(terminal, doing, source, door(source, destination.Stream));
        int code = ExitCode.Of(outcome, refusal);
        if (code != ExitCode.Done)
        {
            string word = code switch { ExitCode.Input => "cannot process the input", ExitCode.Deferred => "deferred", _ => "refused" };
            throw new CliFailure(code, $"{word}: {refusal}");
        }

        destination.Commit();
        if (output != "-")
        {
            await terminal.Text.WriteLineAsync($"{SafeText.Escape(output)}: {SafeText.Escape(done)}");
        }

        return code;
    }
}
