namespace DomSec.Ldap.Replication;

/// <summary>What is kept of an entry. Immutable.</summary>
internal sealed record ReplicaEntry
{
    public required Guid Id { get; init; }

    /// <summary>The name in its compared form.</summary>
    public required string Name { get; init; }

    public IReadOnlyList<MailDomain> Domains { get; init; } = [];

    /// <summary>Mail addresses in lower case.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    public IReadOnlyList<ReplicaCertificate> Certificates { get; init; } = [];

    /// <summary>Whether a value that should have been a certificate was none.</summary>
    public bool HasDamage { get; init; }

    public IReadOnlyList<byte[]> Issuers { get; init; } = [];

    public IReadOnlyList<byte[]> RevocationLists { get; init; } = [];

    /// <summary>For a group: the names in it, in their compared form.</summary>
    public IReadOnlyList<string> GroupMembers { get; init; } = [];

    /// <summary>entryCSN or modifyTimestamp, by which changes are told; empty when the server has none.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Roughly the octets it takes.</summary>
    public long Size => 100 + (2 * Name.Length) + (2L * Addresses.Sum(each => each.Length)) + Certificates.Sum(each => (long)each.Der.Length)
        + Issuers.Sum(each => (long)each.Length) + RevocationLists.Sum(each => (long)each.Length) + (2L * GroupMembers.Sum(each => each.Length)) + (40L * Domains.Count);
}
