namespace DomSec.Interop.Tests.Matrix;

/// <summary>Whose octets.</summary>
public enum Direction
{
    /// <summary>Theirs, read here.</summary>
    Read,

    /// <summary>Ours, read there.</summary>
    Write,
}
