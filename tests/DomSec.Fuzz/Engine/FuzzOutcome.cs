namespace DomSec.Fuzz.Engine;

/// <summary>What a run came to.</summary>
/// <param name="Executions">How many there were.</param>
/// <param name="Targets">For each target its executions and the processor time that its threads spent in it, making inputs included.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Finding">The first finding as a text to print, or null.</param>
internal sealed record FuzzOutcome(long Executions, IReadOnlyList<(string Name, long Executions, TimeSpan Busy)> Targets, TimeSpan Elapsed, string? Finding);
