using System.CommandLine;
using DomSec.Cli.Demo;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec demo</c>: the main job end to end, and what goes wrong in real life, explained.</summary>
internal static class DemoCommand
{
    public static Command Build(CliTerminal terminal)
    {
        Argument<string?> folder = new("DIR")
        {
            Description = "Where the community and the messages are put, for a look at them afterwards; without it a fresh temporary folder.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("demo", "Show domain security at work between three domains; no set-up needed.") { folder };
        command.SetAction(async (parsed, ct) =>
        {
            string path = parsed.GetValue(folder) is { } given ? Prepare(given) : Directory.CreateTempSubdirectory("domsec-demo-").FullName;
            var narrator = new DemoNarrator(terminal);
            using DemoWorld world = DemoWorld.Create(path);
            await new DemoScript(world, narrator).RunAsync(ct);
            return narrator.Finish(world) ? ExitCode.Done : ExitCode.Input;
        });
        return command;
    }

    private static string Prepare(string path)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw CliFailure.Input($"DIR '{path}' is not an empty folder; name a new one.");
        }

        return Directory.CreateDirectory(path).FullName;
    }
}
