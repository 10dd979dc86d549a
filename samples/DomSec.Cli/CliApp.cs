using System.CommandLine;
using System.CommandLine.Invocation;
using DomSec.Cli.Commands;
using DomSec.Cli.Display;

namespace DomSec.Cli;

/// <summary>Builds the root command, runs it, and turns every failure into one line and an exit code.</summary>
internal static class CliApp
{
    private static readonly Option<bool> Debug = new("--debug") { Description = "Show the stack trace of a failure.", Recursive = true };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliTerminal terminal, CancellationToken ct = default)
    {
        // No response files: an argument that begins with @ is an argument.
        ParseResult parsed = Build(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0 && parsed.Action is null or ParseErrorAction)
        {
            return Fail(terminal, ExitCode.Usage, $"{Fault(parsed)} Try 'domsec {Path(parsed)}--help'.");
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Text, Error = terminal.Error, ProcessTerminationTimeout = null },
                ct);
        }
        catch (Exception e)
        {
            int code = Fail(terminal, e is CliFailure failure ? failure.ExitCode : ExitCode.Input, Line(e));
            if (parsed.GetValue(Debug))
            {
                terminal.Error.WriteLine(SafeText.Lines(e.ToString()));
            }

            return code;
        }
        finally
        {
            await terminal.Text.FlushAsync(CancellationToken.None);
        }
    }

    private static RootCommand Build(CliTerminal terminal) => new("Domain security for e-mail (RFC 3183): sign, encrypt, decrypt and classify as a domain.")
    {
        Debug,
        DemoCommand.Build(terminal),
        CommunityCommand.Build(terminal),
        SignCommand.Build(terminal),
        EncryptCommand.Build(terminal),
        DecryptCommand.Build(terminal),
        ClassifyCommand.Build(terminal),
        InspectCommand.Build(terminal),
    };

    /// <summary>What a failure says to a person.</summary>
    public static string Line(Exception e) => e switch
    {
        CliFailure or DomSecException or IOException => e.Message,
        UnauthorizedAccessException => $"{e.Message} Check the permissions of the file and its folder.",
        OperationCanceledException => "interrupted; nothing was written.",
        OutOfMemoryException => "out of memory; the input is too large for this machine.",
        _ => $"unexpected {e.GetType().Name}: {e.Message} Run again with --debug for the place.",
    };

    private static int Fail(CliTerminal terminal, int code, string line)
    {
        terminal.Text.Flush();
        terminal.Error.WriteLine($"domsec: {SafeText.Escape(line)}");
        return code;
    }

    /// <summary>The unknown option or command first: what follows from it is no help.</summary>
    private static string Fault(ParseResult parsed)
    {
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith("--", StringComparison.Ordinal)) ?? parsed.UnmatchedTokens.FirstOrDefault();
        return unknown is null
            ? parsed.Errors[0].Message
            : $"Unknown {(unknown.StartsWith('-') ? "option" : parsed.CommandResult.Command.Subcommands.Count > 0 ? "command" : "argument")} '{unknown}'.";
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result.Parent is not null; result = (System.CommandLine.Parsing.CommandResult)result.Parent)
        {
            names.Push(result.Command.Name);
        }

        return string.Concat(names.Select(name => name + " "));
    }
}
