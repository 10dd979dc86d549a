using System.Diagnostics;
using System.Globalization;
using DomSec.Tests.Properties;

namespace DomSec.Fuzz.Engine;

/// <summary>A search guided by coverage, in process and without native tools: inputs that take new branches are seeds from then on.</summary>
internal static class Explorer
{
    public static int Run(FuzzTarget target, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        List<byte[]> corpus = [];
        long executions = 0;
        int known = 0;
        foreach (byte[] input in target.Seeds)
        {
            if (!Try(input))
            {
                return 1;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {target.Seeds.Count} seeds, {corpus.Count} of them of use, {known} branches"));
        if (known == 0)
        {
            Console.WriteLine("DomSec.dll is not instrumented; see README.md.");
            return 2;
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            // New generators now and then, because they keep what they read of the corpus.
            byte[][] seeds = [.. corpus];
            var octets = new OctetMutator(seeds, random, [.. OctetMutator.BerWords, .. FuzzInputs.MailWords], 16 << 10);
            byte[][] objects = [.. seeds.Where(input => input is [0x30, ..])];
            Func<byte[]> elements = objects.Length == 0 ? octets.Next : new Mutator(objects, random.Next()).NextElement;
            Func<byte[]> own = target.Inputs(random.Next());
            for (int i = 0; i < 2000 && clock.Elapsed < duration; i++)
            {
                byte[] input = random.Next(10) switch
                {
                    < 6 => octets.Next(),
                    < 9 => elements(),
                    _ => own(),
                };
                if (input.Length < 64 << 10 && !Try(input))
                {
                    return 1;
                }
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {executions} executions in {clock.Elapsed.TotalSeconds:F0} s, {corpus.Count} inputs kept, {known} branches, nothing found"));
        return 0;

        bool Try(byte[] input)
        {
            executions++;
            Coverage.Reset();
            string? fault = Execution.Fault(target, input, out Exception? exception);
            if (fault is not null)
            {
                Console.WriteLine(Execution.Describe(target, fault, exception, input, string.Create(CultureInfo.InvariantCulture, $"explored, execution {executions}")));
                return false;
            }

            if (Coverage.IsNew(out known))
            {
                corpus.Add(input);
            }

            return true;
        }
    }
}
