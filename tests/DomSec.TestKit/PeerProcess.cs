using System.Diagnostics;

namespace DomSec.TestKit;

/// <summary>Runs a program with a time limit, so that a hang is a failure and not a wait.</summary>
internal static class PeerProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    internal static PeerResult Run(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null, byte[]? input = null)
    {
        string command = program + " " + string.Join(' ', arguments);
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task feeding = Task.Run(() => Feed(process, input));
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command}\nran longer than {Limit.TotalSeconds} s");
        }

        Task.WaitAll(copying, error, feeding);
        return new PeerResult(command, process.ExitCode, output.ToArray(), error.Result);
    }

    private static void Feed(Process process, byte[]? input)
    {
        try
        {
            using Stream stream = process.StandardInput.BaseStream;
            stream.Write(input ?? []);
        }
        catch (IOException)
        {
            // It ended without reading everything; its exit code says what it thought.
        }
    }
}
