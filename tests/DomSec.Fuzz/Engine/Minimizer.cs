using System.Diagnostics;

namespace DomSec.Fuzz.Engine;

/// <summary>Makes a failing input small: takes pieces out, and then single octets down to zero, while the same fault stays.</summary>
internal static class Minimizer
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(20);

    public static byte[] Shrink(byte[] input, Func<byte[], bool> fails)
    {
        var clock = Stopwatch.StartNew();
        for (int size = input.Length / 2; size > 0; size /= 2)
        {
            for (int at = 0; at + size <= input.Length && clock.Elapsed < _budget;)
            {
                byte[] smaller = [.. input[..at], .. input[(at + size)..]];
                if (fails(smaller))
                {
                    input = smaller;
                }
                else
                {
                    at += size;
                }
            }
        }

        for (int at = 0; at < input.Length && clock.Elapsed < _budget; at++)
        {
            byte[] plainer = [.. input];
            plainer[at] = 0;
            if (input[at] != 0 && fails(plainer))
            {
                input = plainer;
            }
        }

        return input;
    }
}
