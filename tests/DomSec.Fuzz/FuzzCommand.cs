using System.Globalization;
using DomSec.Fuzz.Engine;

namespace DomSec.Fuzz;

/// <summary>The commands for people: <c>run [target] [executions] [seed]</c> and <c>replay target file…</c>.</summary>
internal static class FuzzCommand
{
    public static int Run(string[] args)
    {
        IReadOnlyList<FuzzTarget> targets = args.Length > 0 && FuzzTargets.Named(args[0]) is { } one ? [one] : FuzzTargets.All;
        long executions = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
        int seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3183;
        FuzzOutcome outcome = new FuzzRun(targets, executions, seed, Environment.ProcessorCount).Run();
        Console.Write(Describe(outcome));
        Console.WriteLine(outcome.Finding ?? "Nothing found.");
        return outcome.Finding is null ? 0 : 1;
    }

    public static int Replay(FuzzTarget target, string[] files)
    {
        int found = 0;
        foreach (string file in files)
        {
            byte[] input = File.ReadAllBytes(file);
            if (Execution.Fault(target, input, out Exception? exception) is { } fault)
            {
                found++;
                Console.WriteLine(Execution.Describe(target, fault, exception, input, file));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Length} inputs, {found} findings"));
        return found == 0 ? 0 : 1;
    }

    public static string Describe(FuzzOutcome outcome) => string.Concat(
        [
            .. outcome.Targets.Select(target => string.Create(CultureInfo.InvariantCulture, $"{target.Name,-14}{target.Executions,10} executions, {target.Executions / Math.Max(0.001, target.Busy.TotalSeconds),8:F0} a second of one processor\n")),
            string.Create(CultureInfo.InvariantCulture, $"{"together",-14}{outcome.Executions,10} executions in {outcome.Elapsed.TotalSeconds:F1} s\n"),
        ]);
}
