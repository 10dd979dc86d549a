namespace DomSec.Fuzz.Engine;

/// <summary>A target's invariant does not hold for an input.</summary>
public sealed class BrokenInvariantException(string message) : Exception(message);
