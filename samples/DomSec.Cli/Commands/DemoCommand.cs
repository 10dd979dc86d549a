using System.CommandLine;

namespace DomSec.Cli.Commands;

internal static class DemoCommand
{
    public static Command Build(CliTerminal terminal) { _ = terminal; return new("demo", "x"); }
}
