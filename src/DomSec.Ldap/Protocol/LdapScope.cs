namespace DomSec.Ldap.Protocol;

/// <summary>RFC 4511 section 4.5.1.2; the values are the protocol's.</summary>
internal enum LdapScope
{
    Base = 0,
    OneLevel = 1,
    Subtree = 2,
}
