namespace DomSec.Ldap.Protocol;

/// <summary>
/// Takes a synchronization in (RFC 4533 sections 3.3 and 3.4), in the order in which the server sent it. Called by one thread at a time, within the connection's
/// reading loop; a <see cref="LdapFaultException"/> ends the connection.
/// </summary>
internal interface ILdapSyncReceiver
{
    /// <summary>An entry that is new or changed, with all that was asked for.</summary>
    void Entry(Guid id, LdapEntry entry);

    /// <summary>Entries that are as they were.</summary>
    void Present(IReadOnlyList<Guid> ids);

    /// <summary>Entries that are gone.</summary>
    void Deleted(IReadOnlyList<Guid> ids);

    /// <summary>What came so far is the content as of this cookie.</summary>
    void Cookie(byte[] cookie);

    /// <summary>A phase of the refresh ended.</summary>
    /// <param name="dropsUnmentioned">Whether what was not mentioned in it is gone.</param>
    /// <param name="isLast">Whether the refresh ended with it, so that what was received is whole.</param>
    /// <param name="cookie">The cookie, if there is one; without one the old one stays good.</param>
    void PhaseEnd(bool dropsUnmentioned, bool isLast, byte[]? cookie);

    /// <summary>A part of the tree is elsewhere.</summary>
    void Reference();
}
