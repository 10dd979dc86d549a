using System.Text;
using Spectre.Console;

namespace DomSec.Cli;

/// <summary>The process's surroundings, in one object so that tests can be the terminal.</summary>
internal sealed class CliTerminal : IDisposable
{
    private CliTerminal(Stream input, Stream output, TextWriter error, bool hasColour, bool isErrorTerminal, Func<string, string?> environment)
    {
        In = input;
        Out = output;
        Text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        Error = error;
        IsErrorTerminal = isErrorTerminal;
        Environment = environment;
        Ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = hasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Text),
        });
        if (!hasColour)
        {
            Ansi.Profile.Width = 200; // lines in a file or a pipe are for grep, not for a window
        }
    }

    /// <summary>Standard input, octets.</summary>
    public Stream In { get; }

    /// <summary>Standard output, octets.</summary>
    public Stream Out { get; }

    /// <summary>Standard output, UTF-8 text.</summary>
    public StreamWriter Text { get; }

    /// <summary>Standard output for people.</summary>
    public IAnsiConsole Ansi { get; }

    /// <summary>Standard error: diagnostics and progress.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person watches standard error.</summary>
    public bool IsErrorTerminal { get; }

    public Func<string, string?> Environment { get; }

    public static CliTerminal System() => new(
        Console.OpenStandardInput(),
        Console.OpenStandardOutput(),
        Console.Error,
        hasColour: !Console.IsOutputRedirected,
        isErrorTerminal: !Console.IsErrorRedirected,
        global::System.Environment.GetEnvironmentVariable);

    public static CliTerminal ForTest(Stream input, Stream output, TextWriter error, Func<string, string?> environment) =>
        new(input, output, error, hasColour: false, isErrorTerminal: false, environment);

    public void Dispose()
    {
        try
        {
            Text.Flush();
            Out.Flush();
        }
        catch (IOException)
        {
            // The reader of a pipe went away; there is nobody left to tell.
        }
    }
}
