namespace DomSec.Fuzz.Engine;

/// <summary>
/// One part of the library under hostile octets. What <see cref="Run"/> does follows from its input alone, so that every engine (the run in
/// process, libFuzzer, a replay of one file) sees the same.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>The name on the command line and in findings.</summary>
    public abstract string Name { get; }

    /// <summary>Its part of a run's executions; the cheap get most.</summary>
    public abstract double Share { get; }

    /// <summary>Octets that may be allocated for each octet of input.</summary>
    public virtual int AllocationPerOctet => 400;

    /// <summary>Octets that may be allocated whatever the input.</summary>
    public virtual int AllocationBase => 256 << 10;

    /// <summary>Inputs to start from.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>An endless source of inputs; the same seed gives the same ones.</summary>
    public abstract Func<byte[]> Inputs(int seed);

    /// <summary>One execution. Any exception is a finding.</summary>
    public abstract void Run(byte[] input);
}
