using System.Globalization;
using DomSec.Fuzz.Engine;
using SharpFuzz;

namespace DomSec.Fuzz;

/// <summary>
/// Starts what is asked for: a target under libFuzzer, one target for a while, files once more, or (without a word of ours) the test runner.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        // libFuzzer's driver and SharpFuzz have the arguments for themselves.
        string? libFuzzerTarget = Environment.GetEnvironmentVariable("DOMSEC_FUZZ_TARGET");
        if (libFuzzerTarget is not null || args is ["explore" or "replay", ..])
        {
            Coverage.Prepare();
        }

        if (libFuzzerTarget is not null)
        {
            FuzzTarget fuzzed = FuzzTargets.Named(libFuzzerTarget) ?? throw new ArgumentException("DOMSEC_FUZZ_TARGET names no target.");
            Fuzzer.LibFuzzer.Run(input => fuzzed.Run(input.ToArray()));
            return 0;
        }

        switch (args)
        {
            case ["seeds", var folder]:
                SeedFolder.WriteAsync(folder).GetAwaiter().GetResult();
                return 0;
            case ["explore", var name, var seconds, ..] when FuzzTargets.Named(name) is { } target:
                return Explorer.Run(target, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 3183);
            case ["run", .. var rest]:
                return FuzzCommand.Run(rest);
            case ["replay", var name, .. var files] when FuzzTargets.Named(name) is { } target:
                return FuzzCommand.Replay(target, files);
            default:
                return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
                    ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions).GetAwaiter().GetResult()
                    : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult();
        }
    }
}
