using System.Diagnostics;

namespace DomSec.Tests.Crypto;

/// <summary>Runs the openssl command in a folder of its own, deleted in the end.</summary>
internal sealed class OpenSslTool : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("domsec-").FullName;

    public string PathOf(string file) => Path.Combine(_folder, file);

    public byte[] Read(string file) => File.ReadAllBytes(PathOf(file));

    public void Write(string file, byte[] octets) => File.WriteAllBytes(PathOf(file), octets);

    public void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl") { WorkingDirectory = _folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        output.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Join(' ', arguments) + ": " + error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
