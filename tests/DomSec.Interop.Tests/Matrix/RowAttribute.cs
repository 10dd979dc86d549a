namespace DomSec.Interop.Tests.Matrix;

/// <summary>How a feature stands in docs/INTEROP.md.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class RowAttribute(string title) : Attribute
{
    public string Title => title;

    /// <summary>False when the library never writes it, so that there is nothing of ours for a peer to read.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>False when it is only ever ours.</summary>
    public bool IsRead { get; init; } = true;
}
