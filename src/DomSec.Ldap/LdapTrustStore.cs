using DomSec.Providers;

namespace DomSec.Ldap;

/// <summary>
/// A community's trust store with the CA certificates and CRLs of a directory beside it. Anchors come from the community alone; what the directory holds helps building paths and tells
/// revocations. Safe for concurrent use.
/// </summary>
/// <param name="own">The community's own store.</param>
/// <param name="directory">The directory, such as an <see cref="LdapReplica"/>; its anchors, if it had any, are not taken.</param>
public sealed class LdapTrustStore(ITrustStore own, ITrustStore directory) : ITrustStore
{
    private volatile Merged? _merged;

    /// <inheritdoc/>
    public TrustMaterial Current
    {
        get
        {
            (TrustMaterial first, TrustMaterial second) = (own.Current, directory.Current);
            Merged? merged = _merged;
            if (merged is null || !ReferenceEquals(merged.Own, first) || !ReferenceEquals(merged.Directory, second))
            {
                TrustMaterial both = second.Intermediates.Count + second.RevocationLists.Count == 0
                    ? first
                    : new TrustMaterial(first.Anchors, Join(first.Intermediates, second.Intermediates), Join(first.RevocationLists, second.RevocationLists));
                _merged = merged = new Merged(first, second, both);
            }

            return merged.Both;
        }
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Join(IReadOnlyList<ReadOnlyMemory<byte>> one, IReadOnlyList<ReadOnlyMemory<byte>> other) =>
        [.. one, .. other.Where(each => !one.Any(known => known.Span.SequenceEqual(each.Span)))];

    private sealed record Merged(TrustMaterial Own, TrustMaterial Directory, TrustMaterial Both);
}
