using System.Globalization;
using DomSec.Fuzz.Engine;

namespace DomSec.Fuzz;

/// <summary>
/// A bounded run over all targets in the process of the tests. DOMSEC_FUZZ_EXECUTIONS changes the number, DOMSEC_FUZZ_SEED the inputs; a
/// build server (CI, DOMSEC_REQUIRE_PEERS) runs two million, a Release build as many, a Debug build a fiftieth.
/// </summary>
public sealed class FuzzRunTests(ITestOutputHelper output)
{
    private const int Required = 2_000_000;

#if DEBUG
    private const int Usual = 40_000;
#else
    private const int Usual = 2_200_000;
#endif

    [Fact]
    [Trait("Requirement", "SEC-DOS-01 SEC-DOS-02 SEC-DOS-05 SEC-CMS-04 SEC-CMS-05")]
    public void Hostile_octets_break_no_invariant()
    {
        bool isServer = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMSEC_REQUIRE_PEERS"));
        int seed = Number("DOMSEC_FUZZ_SEED", 3183);
        int executions = Number("DOMSEC_FUZZ_EXECUTIONS", isServer ? Math.Max(Required, Usual) : Usual);
        Write($"seed {seed}, {executions} executions, {Environment.ProcessorCount} threads");
        FuzzOutcome outcome = new FuzzRun(FuzzTargets.All, executions, seed, Environment.ProcessorCount).Run();
        Write(FuzzCommand.Describe(outcome));
        Assert.True(outcome.Finding is null, outcome.Finding);
        Assert.True(outcome.Executions >= executions);
        Assert.True(!isServer || outcome.Executions >= Required, "fewer executions than a build server has to run");
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : fallback;

    private void Write(FormattableString text) => Write(FormattableString.Invariant(text));

    private void Write(string text) => output.WriteLine(text);
}
