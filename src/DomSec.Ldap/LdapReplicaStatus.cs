namespace DomSec.Ldap;

/// <summary>The state of a copy at one moment.</summary>
/// <param name="AsOf">When the copy was last known to be what the directory holds; null before there is one.</param>
/// <param name="Members">How many domains are members, aliases included.</param>
/// <param name="Entries">How many entries are copied.</param>
/// <param name="Server">The server that is followed; null for none.</param>
/// <param name="Alarms">The alarms that last.</param>
public sealed record LdapReplicaStatus(DateTimeOffset? AsOf, int Members, int Entries, LdapServer? Server, IReadOnlyList<LdapAlarm> Alarms);
