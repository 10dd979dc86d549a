namespace DomSec.Cli;

/// <summary>Ends a command with one line for a person and an exit code.</summary>
internal sealed class CliFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CliFailure Usage(string message) => new(Cli.ExitCode.Usage, message);

    public static CliFailure Refused(string message) => new(Cli.ExitCode.Refused, message);

    public static CliFailure Input(string message) => new(Cli.ExitCode.Input, message);
}
