namespace DomSec.Ldap;

/// <summary>How the gateway shows the directory server who it is.</summary>
public enum LdapAuthentication
{
    /// <summary>SASL EXTERNAL (RFC 4422 appendix A): by the client certificate in TLS, or by the process's user on a local socket.</summary>
    External = 0,

    /// <summary>By name and password, inside TLS (RFC 4513 section 5.1.3).</summary>
    Simple = 1,

    /// <summary>Not at all, for public directories.</summary>
    Anonymous = 2,
}
