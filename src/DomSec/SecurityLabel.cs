namespace DomSec;

/// <summary>
/// A security label (RFC 2634 section 3.2): how sensitive content is, in the words of one security policy. Two labels are equal when policy, classification, mark
/// and categories are, the categories in any order.
/// </summary>
/// <remarks>Nothing is checked when it is made. The signer refuses a label that the RFC does not allow; a label that was received keeps its bounds.</remarks>
public sealed record SecurityLabel
{
    /// <summary>The security policy, as a dotted object identifier. All else in the label means what this policy says.</summary>
    public required string Policy { get; init; }

    /// <summary>
    /// The classification, 0 to 256, or null. Which value is more sensitive than another only the policy knows: the larger number need not be
    /// (RFC 2634 section 3.3.2); ask an <see cref="Providers.ISecurityLabelPolicy"/>.
    /// </summary>
    public int? Classification { get; init; }

    /// <summary>The privacy mark, or null: words for people, never for access control (RFC 2634 section 3.3.3). From a message it may hold any character; escape it.</summary>
    public string? PrivacyMark { get; init; }

    /// <summary>The categories, at most 64. Default: none.</summary>
    public IReadOnlyList<SecurityCategory> Categories { get; init; } = [];

    /// <summary>Whether the other label says the same.</summary>
    /// <param name="other">The other label.</param>
    /// <returns>Whether all parts are the same.</returns>
    public bool Equals(SecurityLabel? other) => other is not null
        && string.Equals(Policy, other.Policy, StringComparison.Ordinal)
        && Classification == other.Classification
        && string.Equals(PrivacyMark, other.PrivacyMark, StringComparison.Ordinal)
        && Categories.Count == other.Categories.Count
        && (Categories.Count == 0 || Categories.ToHashSet().SetEquals(other.Categories));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(StringComparer.Ordinal.GetHashCode(Policy), Classification, PrivacyMark, Categories.Count);
}
