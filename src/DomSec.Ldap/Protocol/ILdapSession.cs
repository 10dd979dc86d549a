namespace DomSec.Ldap.Protocol;

/// <summary>
/// One bound connection to one server, used by any number of searches at a time. A session that failed stays failed: nothing
/// reconnects without a bind.
/// </summary>
internal interface ILdapSession : IAsyncDisposable
{
    /// <summary>False once anything went wrong with the connection.</summary>
    bool IsAlive { get; }

    /// <summary>Searches. Cancelling abandons the search at the server.</summary>
    /// <exception cref="LdapFaultException">There is no answer. A result code other than success is one, and is in the result.</exception>
    Task<LdapSearchResult> SearchAsync(LdapSearch search, CancellationToken ct);

    /// <summary>
    /// Keeps a copy in step (RFC 4533, refreshAndPersist): hands everything to the receiver as it comes, and ends only when the server
    /// ends it. Cancelling abandons it at the server.
    /// </summary>
    /// <exception cref="LdapFaultException">The connection broke, the server sent what is no LDAP, or the receiver would not have it.</exception>
    Task<LdapResult> SyncAsync(LdapSearch search, ReadOnlyMemory<byte> cookie, ILdapSyncReceiver receiver, CancellationToken ct);

    /// <summary>Whom the server takes us for (RFC 4532); empty for nobody, null when the server does not tell.</summary>
    Task<string?> WhoAmIAsync(CancellationToken ct);

    /// <summary>Ends the connection at once, for a server that no longer answers.</summary>
    void Abort();
}
