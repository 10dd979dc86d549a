using System.CommandLine;

namespace DomSec.Cli.Commands;

internal static class InspectCommand
{
    public static Command Build(CliTerminal terminal) { _ = terminal; return new("inspect", "x"); }
}
