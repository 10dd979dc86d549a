using System.Globalization;

namespace DomSec.Fuzz.Engine;

/// <summary>One execution with what is measured around it, the same for every engine.</summary>
internal static class Execution
{
    /// <summary>Five microseconds an octet is a hundred times what reading costs; what needs more grows faster than its input.</summary>
    private const double SecondsPerOctet = 5e-6;

    private const double SecondsBase = 0.5;

    /// <summary>Null, or the fault in one line, the same for the same fault.</summary>
    public static string? Fault(FuzzTarget target, byte[] input, out Exception? exception)
    {
        string? fault = Measure(target, input, out exception);

        // Pools that were just emptied and threads that were just stopped are no fault: what is one, is one three times.
        for (int again = 0; again < 2 && fault is not null && exception is null; again++)
        {
            fault = Measure(target, input, out exception);
        }

        return fault;
    }

    private static string? Measure(FuzzTarget target, byte[] input, out Exception? exception)
    {
        exception = null;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = ThreadClock.Now;
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            exception = e;
            return e is BrokenInvariantException ? "broken: " + e.Message : e.GetType().Name;
        }

        double seconds = (ThreadClock.Now - start).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return allocated > target.AllocationBase + ((long)target.AllocationPerOctet * input.Length) ? "allocates too much"
            : seconds > SecondsBase + (SecondsPerOctet * input.Length) ? "takes too long"
            : null;
    }

    /// <summary>The fault, the smallest input found for it and the input as it was.</summary>
    public static string Describe(FuzzTarget target, string fault, Exception? exception, byte[] input, string origin)
    {
        byte[] small = Minimizer.Shrink(input, candidate => string.Equals(Fault(target, candidate, out _), fault, StringComparison.Ordinal));
        string hex = small.Length <= 512 ? $"\nminimised, hexadecimal: {Convert.ToHexStringLower(small)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name} ({origin}): {fault}\nminimised to {small.Length} octets: {Convert.ToBase64String(small)}{hex}\nas found, {input.Length} octets: {Convert.ToBase64String(input)}\n{exception}");
    }
}
