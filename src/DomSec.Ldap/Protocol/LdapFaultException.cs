namespace DomSec.Ldap.Protocol;

/// <summary>
/// Why a directory could not be asked or its answer cannot be relied on: one line for people. It stays inside this assembly; the
/// provider turns it into <see cref="Providers.LookupState.Unavailable"/>.
/// </summary>
internal sealed class LdapFaultException : Exception
{
    public LdapFaultException(string reason)
        : base(reason)
    {
    }

    public LdapFaultException(string reason, Exception cause)
        : base(reason, cause)
    {
    }

    /// <summary>The connection is gone, through an end that a server may make at any time (idle timeout, restart). A new one may answer.</summary>
    public bool ConnectionLost { get; init; }

    /// <summary>The server cannot go on from our cookie, or from what we have: all has to be read anew.</summary>
    public bool NeedsReload { get; init; }

    /// <summary>The server is behind what we have already.</summary>
    public bool IsLagging { get; init; }

    /// <summary>The server does not synchronize, or not for us; it may be polled.</summary>
    public bool SyncRefused { get; init; }
}
