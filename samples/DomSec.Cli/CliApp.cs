using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using DomSec.Cli.Commands;
using DomSec.Cli.Display;

namespace DomSec.Cli;

/// <summary>Builds the root command, runs it, and turns every failure into one line and an exit code.</summary>
internal static class CliApp
{
    private const string UnknownOption = "Unknown option";

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

    private static RootCommand Build(CliTerminal terminal)
    {
        var root = new RootCommand("Domain security for e-mail (RFC 3183): sign, encrypt, decrypt and classify as a domain.")
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
        root.HelpName = "domsec";
        foreach (Argument argument in root.Subcommands.Concat(root.Subcommands.SelectMany(command => command.Subcommands)).SelectMany(command => command.Arguments))
        {
            argument.Validators.Add(RefuseOptions);
        }

        return root;
    }

    /// <summary>An unknown option is an error, never a file of that name (which can be given as ./--name).</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
        {
            result.AddError($"{UnknownOption} '{option.Value}'.");
        }
    }

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

    /// <summary>The unknown command or option first: what follows from it is no help.</summary>
    private static string Fault(ParseResult parsed)
    {
        IReadOnlyList<string> unknown = parsed.UnmatchedTokens;
        if (unknown.Count > 0 && parsed.CommandResult.Command.Subcommands.Count > 0)
        {
            return $"Unknown command '{unknown[0]}'.";
        }

        string? misplaced = parsed.Errors.Select(error => error.Message).FirstOrDefault(message => message.StartsWith(UnknownOption, StringComparison.Ordinal));
        return misplaced ?? (unknown.Count > 0
            ? $"{(unknown[0].StartsWith('-') ? UnknownOption : "Unknown argument")} '{unknown[0]}'."
            : parsed.Errors[0].Message);
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result.Parent is not null; result = (CommandResult)result.Parent)
        {
            names.Push(result.Command.Name);
        }

        return string.Concat(names.Select(name => name + " "));
    }
}
