using System.Runtime.InteropServices;

namespace DomSec.TestKit;

/// <summary>SoftHSM in a folder of its own, with fresh tokens. Requires the program (see <see cref="Peers"/>). One per process: its module reads its configuration once.</summary>
public sealed class SoftHsm : IDisposable
{
    public const string Pin = "135246";

    private readonly TempFolder folder = new();

    public SoftHsm(params IReadOnlyList<string> tokens)
    {
        Peers.Require("softhsm2-util");
        string? module = new[] { "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so" }.FirstOrDefault(File.Exists);
        if (module is null)
        {
            Peers.Missing("libsofthsm2.so");
        }

        Module = module!;
        Tokens = Path.Combine(folder.Path, "tokens");
        Directory.CreateDirectory(Tokens);
        string configuration = folder.Write("softhsm2.conf", $"directories.tokendir = {Tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        foreach (string token in tokens)
        {
            PeerProcess.Run("softhsm2-util", ["--init-token", "--free", "--label", token, "--pin", Pin, "--so-pin", "97531864"], folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["SOFTHSM2_CONF"] = configuration }).Expect();
        }

        // The module asks the C library, which does not see what .NET sets.
        _ = SetEnvironment("SOFTHSM2_CONF", configuration, 1);
    }

    public string Module { get; }

    /// <summary>Where the tokens are, a folder each.</summary>
    public string Tokens { get; }

    public void Dispose() => folder.Dispose();

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
