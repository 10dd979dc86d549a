using System.Diagnostics;

namespace DomSec.Tests.Providers;

/// <summary>A folder that goes away with the test, in which OpenSSL makes the files: what the code reads, it has not written itself.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"domsec-{Guid.NewGuid():N}");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Read(string name) => File.ReadAllText(this[name]);

    public byte[] ReadBytes(string name) => File.ReadAllBytes(this[name]);

    public void Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
    }

    public void Copy(string from, string to) => Write(to, ReadBytes(from));

    /// <summary>Runs OpenSSL in the folder; arguments are separated by blanks, a blank inside an argument is written as ~.</summary>
    public string OpenSsl(string arguments, int expectedExitCode = 0)
    {
        var start = new ProcessStartInfo("openssl") { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            start.ArgumentList.Add(argument.Replace('~', ' '));
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == expectedExitCode, $"openssl {arguments}: {process.ExitCode}\n{output}");
        return output;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
