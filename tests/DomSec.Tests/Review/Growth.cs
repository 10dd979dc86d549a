using System.Diagnostics;

namespace DomSec.Tests.Review;

/// <summary>Whether a cost grows with the size and not with its square. The same machine under the same load is asked for both sizes, so that no second on any clock decides.</summary>
internal static class Growth
{
    /// <summary>Four times the size may take eight times as long; comparing each with each takes sixteen. Other work on the machine spoils one attempt, not all.</summary>
    public static async Task IsNotQuadraticAsync(Func<Task> once, Func<Task> fourfold)
    {
        var ratios = new List<double>();
        for (int attempt = 0; attempt < 4; attempt++)
        {
            double small = Math.Min(await SecondsAsync(once), await SecondsAsync(once));
            double ratio = await SecondsAsync(fourfold) / small;
            if (ratio < 8)
            {
                return;
            }

            ratios.Add(ratio);
        }

        Assert.Fail($"Four times the size took {string.Join(", ", ratios.Select(ratio => $"{ratio:F1}"))} times as long.");
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
