using System.Collections.Frozen;
using DomSec.Providers;

namespace DomSec.Ldap.Replication;

/// <summary>The copied entries as look-ups need them. Immutable, built whole: a certificate never appears without its membership.</summary>
internal sealed class ReplicaIndex
{
    private readonly FrozenSet<MailDomain> _members;
    private readonly FrozenDictionary<string, ReplicaEntry[]> _addresses;

    /// <param name="entries">The entries.</param>
    /// <param name="group">The group whose members alone are members, or null.</param>
    /// <param name="before">The index before, whose trust material stays the same object while its content does.</param>
    public ReplicaIndex(IEnumerable<ReplicaEntry> entries, string? group, ReplicaIndex? before)
    {
        ReplicaEntry[] all = [.. entries.OrderBy(each => each.Name, StringComparer.Ordinal)];
        HashSet<string>? chosen = group is null ? null : [.. all.Where(each => each.Name == group).SelectMany(each => each.GroupMembers)];
        _members = all.Where(each => chosen is null || chosen.Contains(each.Name)).SelectMany(each => each.Domains).ToFrozenSet();
        var addresses = new Dictionary<string, List<ReplicaEntry>>(StringComparer.Ordinal);
        foreach (ReplicaEntry entry in all)
        {
            foreach (string address in entry.Addresses)
            {
                if (!addresses.TryGetValue(address, out List<ReplicaEntry>? list))
                {
                    addresses.Add(address, list = []);
                }

                list.Add(entry);
            }
        }

        _addresses = addresses.ToFrozenDictionary(each => each.Key, each => each.Value.ToArray(), StringComparer.Ordinal);
        Authorities = [.. _addresses.Keys.Where(IsAuthority)];
        ReadOnlyMemory<byte>[] issuers = Distinct(all.SelectMany(each => each.Issuers));
        ReadOnlyMemory<byte>[] lists = Distinct(all.SelectMany(each => each.RevocationLists));
        Material = before is not null && Same(before.Material.Intermediates, issuers) && Same(before.Material.RevocationLists, lists) ? before.Material
            : issuers.Length + lists.Length == 0 ? TrustMaterial.Empty
            : new TrustMaterial([], issuers, lists);
        EntryCount = all.Length;
    }

    public IReadOnlyCollection<MailDomain> Members => _members;

    /// <summary>The addresses of authorities.</summary>
    public IReadOnlyCollection<string> Authorities { get; }

    /// <summary>CA certificates, as intermediates, and CRLs; never anchors.</summary>
    public TrustMaterial Material { get; }

    public int EntryCount { get; }

    public LookupState MembershipOf(MailDomain domain) => _members.Contains(domain) ? LookupState.Found : LookupState.NotFound;

    /// <summary>The certificates under an address, the newest first, each once.</summary>
    /// <param name="address">The address.</param>
    /// <param name="expected">Whether an entry without a certificate is a fault, as an authority's is.</param>
    /// <param name="source">Where the answer is from.</param>
    public CertificateLookup Find(string address, bool expected, string source)
    {
        if (!_addresses.TryGetValue(address.Trim().ToLowerInvariant(), out ReplicaEntry[]? entries))
        {
            return new CertificateLookup(LookupState.NotFound, [], source);
        }

        var certificates = new List<ReplicaCertificate>();
        foreach (ReplicaCertificate each in entries.SelectMany(entry => entry.Certificates))
        {
            if (!certificates.Exists(known => known.Der.AsSpan().SequenceEqual(each.Der)))
            {
                certificates.Add(each);
            }
        }

        if (certificates.Count > 0)
        {
            return new CertificateLookup(LookupState.Found, [.. certificates.OrderByDescending(each => each.NotBefore).Select(each => (ReadOnlyMemory<byte>)each.Der)], source);
        }

        return expected || entries.Any(entry => entry.HasDamage)
            ? new CertificateLookup(LookupState.Unavailable, [], $"{source}: the entry {Protocol.LdapResult.Printable(entries[0].Name)} is there and holds no certificate that can be read")
            : new CertificateLookup(LookupState.NotFound, [], source);
    }

    private static bool IsAuthority(string address)
    {
        foreach (DomainRole role in Enum.GetValues<DomainRole>())
        {
            if (MailDomain.TryFromAddress(address, out _, out MailDomain domain) && LdapQuery.AddressOf(role, domain) == address)
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlyMemory<byte>[] Distinct(IEnumerable<byte[]> values) =>
        [.. values.DistinctBy(Convert.ToHexString, StringComparer.Ordinal).Select(each => (ReadOnlyMemory<byte>)each)];

    private static bool Same(IReadOnlyList<ReadOnlyMemory<byte>> one, ReadOnlyMemory<byte>[] other) =>
        one.Count == other.Length && one.Zip(other).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));
}
