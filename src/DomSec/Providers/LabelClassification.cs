namespace DomSec.Providers;

/// <summary>One classification of a security policy.</summary>
/// <param name="Value">The number in labels, 0 to 256.</param>
/// <param name="Name">The name for people.</param>
public sealed record LabelClassification(int Value, string Name);
