namespace DomSec.Ldap;

/// <summary>What a person should look at. Mail goes on by what the copy holds.</summary>
public enum LdapAlarmKind
{
    /// <summary>No server can be followed: the copy ages.</summary>
    NoServer = 0,

    /// <summary>A server holds an older state than the copy does (RFC 4533 with result 53); it is not followed back.</summary>
    Lagging = 1,

    /// <summary>More vanished at once than the guard lets through; the state before is served until it comes back or <see cref="LdapReplica.AcceptChanges"/> is called.</summary>
    Held = 2,

    /// <summary>The copy is older than <see cref="LdapReplicaOptions.SoftMaxAge"/>.</summary>
    Old = 3,

    /// <summary>The copy is older than <see cref="LdapReplicaOptions.HardMaxAge"/>: every answer is unavailable.</summary>
    Expired = 4,

    /// <summary>The snapshot file cannot be used; everything is read anew.</summary>
    SnapshotUnusable = 5,

    /// <summary>The snapshot file cannot be written.</summary>
    SnapshotNotWritten = 6,

    /// <summary>The server does not synchronize with us, and is polled.</summary>
    SyncRefused = 7,
}
