namespace DomSec.Ldap.Replication;

/// <summary>A certificate of an entry, with what it is sorted by.</summary>
internal sealed record ReplicaCertificate(byte[] Der, DateTime NotBefore);
