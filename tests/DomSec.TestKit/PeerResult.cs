using System.Text;

namespace DomSec.TestKit;

/// <summary>What a program answered.</summary>
/// <param name="Command">The command line, for messages.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output, octet for octet.</param>
/// <param name="Error">Standard error.</param>
public sealed record PeerResult(string Command, int ExitCode, byte[] Output, string Error)
{
    public bool Ok => ExitCode == 0;

    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Itself if the program succeeded.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message has what it said.</exception>
    public PeerResult Expect() => Ok ? this : throw new InvalidOperationException($"{Command}\nexit code {ExitCode}\n{Error}\n{Text}");
}
