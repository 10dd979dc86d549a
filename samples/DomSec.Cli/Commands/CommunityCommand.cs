using System.CommandLine;

namespace DomSec.Cli.Commands;

internal static class CommunityCommand
{
    public static Command Build(CliTerminal terminal) { _ = terminal; return new("community", "x"); }
}
