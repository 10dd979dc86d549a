namespace DomSec.Ldap;

/// <summary>How the connection to a directory server is protected. There is no way without: the list of members carries trust.</summary>
public enum LdapTransport
{
    /// <summary>TLS from the first octet (<c>ldaps://</c>, port 636).</summary>
    Tls = 0,

    /// <summary>TLS begun by the StartTLS request before anything else (<c>ldap://</c>, port 389; RFC 4511 section 4.14). A server that refuses it is not used.</summary>
    StartTls = 1,

    /// <summary>A socket of this machine (<c>ldapi://</c>), protected by the file system.</summary>
    LocalSocket = 2,
}
