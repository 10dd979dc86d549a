using DomSec.Corpus.Pki;

namespace DomSec.Corpus;

/// <summary>Who is trusted and known where an entry is evaluated.</summary>
/// <param name="Name">What entries call it.</param>
/// <param name="Anchors">Trust anchors.</param>
/// <param name="RevocationLists">By file name without folder.</param>
/// <param name="Members">Certificates of members.</param>
/// <param name="Identities">Certificates whose private keys are held.</param>
internal sealed record Community(
    string Name,
    IReadOnlyList<Identity> Anchors,
    IReadOnlyList<string> RevocationLists,
    IReadOnlyList<(string Domain, string Role, Identity Certificate)> Members,
    IReadOnlyList<(string Domain, string Role, Identity Identity)> Identities)
{
    /// <summary>The security policies that are understood, and who may translate labels; null when none is in force.</summary>
    public SortedDictionary<string, object>? Labels { get; init; }

    /// <summary>What was agreed with single peers: naming profile, pins, conventions.</summary>
    public SortedDictionary<string, SortedDictionary<string, object>> Peers { get; init; } = new(StringComparer.Ordinal);
}
