using Xunit.Sdk;

namespace DomSec.Tests.Review;

public sealed class GrowthTests
{
    [Fact]
    public async Task Each_with_each_is_found() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => Growth.IsNotQuadraticAsync(() => CompareAsync(4_000), () => CompareAsync(16_000)));

    private static Task CompareAsync(int count)
    {
        int[] values = [.. Enumerable.Range(0, count)];
        int equal = 0;
        foreach (int a in values)
        {
            foreach (int b in values)
            {
                equal += a == b ? 1 : 0;
            }
        }

        Assert.Equal(count, equal);
        return Task.CompletedTask;
    }
}
