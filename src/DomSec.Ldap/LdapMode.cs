namespace DomSec.Ldap;

/// <summary>How a directory is used.</summary>
public enum LdapMode
{
    /// <summary>A copy kept in step by LDAP Content Synchronization (RFC 4533), as OpenLDAP offers it; servers without it are polled. Look-ups never wait for the network.</summary>
    Replica = 0,

    /// <summary>A copy refreshed at intervals: read whole, then what changed.</summary>
    Poll = 1,

    /// <summary>Asked when needed, for Active Directory and foreign directories.</summary>
    OnDemand = 2,
}
