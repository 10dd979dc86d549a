using System.Diagnostics;
using System.Text;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>One Java process for the whole run: Peers/java/CmsServer.java over BouncyCastle's jars (libbcmail-java), compiled as it starts, asked line by line.</summary>
internal sealed class JavaServer
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly string[] _jars = ["bcmail", "bcpkix", "bcprov"];
    private static readonly Lazy<JavaServer> _shared = new(() => new JavaServer());
    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private JavaServer()
    {
        var start = new ProcessStartInfo("java")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = Encoding.ASCII,
            StandardOutputEncoding = Encoding.ASCII,
        };
        // The quick compiler of the two: the run is short. bcutil.jar is a part of bcprov.jar in older packages.
        foreach (string argument in (string[])["-XX:TieredStopAtLevel=1", "-cp", string.Join(Path.PathSeparator, _jars.Append("bcutil").Select(JarPath)), RepositoryFolder.Path("tests/DomSec.Interop.Tests/Peers/java/CmsServer.java")])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The process; skips (or fails) the test when Java or the jars are missing. It ends when its input does, which is when the run ends.</summary>
    public static JavaServer Shared
    {
        get
        {
            // javac belongs to the JDK, which is what compiles the source as it starts.
            DomSec.TestKit.Peers.Require("java", "javac");
            foreach (string jar in _jars.Where(jar => !File.Exists(JarPath(jar))))
            {
                DomSec.TestKit.Peers.Missing(jar + ".jar of libbcmail-java");
            }

            return _shared.Value;
        }
    }

    /// <summary>Asks; what the engine refused is an exception.</summary>
    /// <exception cref="PeerRefusalException">With what it said.</exception>
    public byte[] Ask(string verb, params IReadOnlyList<(string Name, string Value)> words)
    {
        string line = verb + string.Concat(words.Select(word => $" {word.Name}={word.Value}"));
        lock (_lock)
        {
            _process.StandardInput.Write(line + "\n");
            _process.StandardInput.Flush();
            Task<string?> answer = _process.StandardOutput.ReadLineAsync();
            if (!answer.Wait(_limit))
            {
                _process.Kill();
                throw new TimeoutException($"BouncyCastle Java took longer than {_limit.TotalSeconds} s to {verb}");
            }

            string text = answer.Result ?? throw new InvalidOperationException("the Java process ended: " + Errors());
            byte[] octets = Convert.FromBase64String(text[2..]);
            return text[0] == '+' ? octets : throw new PeerRefusalException(Encoding.UTF8.GetString(octets));
        }
    }

    private static string JarPath(string jar) => $"/usr/share/java/{jar}.jar";

    private string Errors()
    {
        lock (_errors)
        {
            return _errors.ToString();
        }
    }
}
