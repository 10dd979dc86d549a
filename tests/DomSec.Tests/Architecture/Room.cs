namespace DomSec.Tests.Architecture;

/// <summary>A room of the library: a namespace with everything below it, and what it may use.</summary>
/// <param name="Name">The folder; empty for the root, which holds the contracts.</param>
/// <param name="MayUse">The rooms it may use, itself left out.</param>
public sealed record Room(string Name, params string[] MayUse)
{
    public override string ToString() => Name.Length == 0 ? "(root)" : Name;
}
