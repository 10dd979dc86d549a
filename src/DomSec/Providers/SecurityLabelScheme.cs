namespace DomSec.Providers;

/// <summary>One security policy as a table.</summary>
public sealed record SecurityLabelScheme
{
    /// <summary>The policy's name for people, such as <c>whirlpool</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The policy, as a dotted object identifier.</summary>
    public required string Policy { get; init; }

    /// <summary>The classifications from the least to the most sensitive; the order counts, not the numbers (RFC 2634 section 3.3.2). Default: none, and then labels have none.</summary>
    public IReadOnlyList<LabelClassification> Classifications { get; init; } = [];

    /// <summary>
    /// Who may translate labels of other policies into this one: an address in the signer's certificate such as <c>attribute-authority@acme.example</c>, or the
    /// certificate's SHA-256 fingerprint in hexadecimal. Default: nobody.
    /// </summary>
    public IReadOnlyList<string> Translators { get; init; } = [];
}
