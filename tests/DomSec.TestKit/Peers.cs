using Xunit;

namespace DomSec.TestKit;

/// <summary>The programs tests work with. One that is missing skips its tests on a developer's machine and fails them where DOMSEC_REQUIRE_PEERS is set.</summary>
public static class Peers
{
    /// <summary>Skips (or fails) the test unless every program is on the path.</summary>
    public static void Require(params string[] programs)
    {
        foreach (string program in programs)
        {
            if (Find(program) is null)
            {
                Missing(program);
            }
        }
    }

    /// <summary>Skips (or fails) the test because of something that is not there.</summary>
    public static void Missing(string what)
    {
        string reason = what + " is not installed (tests/run.sh installs it where it can)";
        Assert.SkipUnless(string.Equals(Environment.GetEnvironmentVariable("DOMSEC_REQUIRE_PEERS"), "1", StringComparison.Ordinal), reason);
        Assert.Fail(reason);
    }

    /// <summary>The program's path, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
