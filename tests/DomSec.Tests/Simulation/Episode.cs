namespace DomSec.Tests.Simulation;

/// <summary>Something that lasts for a while.</summary>
internal readonly record struct Episode(DateTimeOffset Start, DateTimeOffset End)
{
    public static Episode At(double day, double days) => new(World.Begin.AddDays(day), World.Begin.AddDays(day + days));

    public bool Holds(DateTimeOffset now) => now >= Start && now < End;
}
