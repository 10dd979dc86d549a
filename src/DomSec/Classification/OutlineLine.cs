namespace DomSec.Classification;

/// <summary>One element of an outline.</summary>
/// <param name="Offset">Where the element begins, in octets from the start.</param>
/// <param name="Depth">How many elements are around it.</param>
/// <param name="Tag">Its type, such as <c>SEQUENCE</c> or <c>[0]</c>; <c>!</c> for a fault.</param>
/// <param name="Length">Octets of contents, or -1 for the indefinite form.</param>
/// <param name="Text">The value of a primitive element, shortened, safe for a terminal; or the reason of a fault.</param>
public sealed record OutlineLine(long Offset, int Depth, string Tag, long Length, string Text)
{
    /// <summary>Whether this is not an element but the place and reason where reading stopped; always the last line.</summary>
    public bool IsFault { get; init; }
}
