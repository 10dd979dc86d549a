namespace DomSec.Tests.Simulation;

/// <summary>A clock that nobody set right.</summary>
internal sealed class SkewedClock(TimeProvider right, TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + skew;
}
