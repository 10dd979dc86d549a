using System.Collections.Immutable;

namespace DomSec.Ldap.Replication;

/// <summary>A copy of the directory with the cookie that belongs to exactly this content. Immutable.</summary>
internal sealed record ReplicaState(ImmutableDictionary<Guid, ReplicaEntry> Entries, ReplicaIndex Index)
{
    /// <summary>The cookie to go on from (RFC 4533 section 2.1.2); empty for none.</summary>
    public byte[] Cookie { get; init; } = [];

    /// <summary>How far the directory was.</summary>
    public CsnMark Mark { get; init; } = CsnMark.None;
}
