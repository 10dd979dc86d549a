using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Replication;

/// <summary>Asks a server how far it is, so that one that lags is not taken for one from which entries vanished.</summary>
internal static class DirectoryMark
{
    private const string ContextsAttribute = "namingContexts";
    private const string CsnAttribute = "contextCSN";

    /// <summary>The mark; none when the server keeps none.</summary>
    /// <exception cref="LdapFaultException">The connection is of no more use.</exception>
    public static async Task<CsnMark> ReadAsync(ILdapSession session, string name, CancellationToken ct)
    {
        LdapSearchResult root = await session.SearchAsync(new LdapSearch("", LdapScope.Base, LdapSearch.AnyEntry, [ContextsAttribute]), ct).ConfigureAwait(false);
        string below = DirectoryName.Normalize(name);
        string? context = root.Entries.SelectMany(entry => ReplicaSchema.Texts(entry, ContextsAttribute)).FirstOrDefault(each => DirectoryName.IsAtOrBelow(below, DirectoryName.Normalize(each)));
        if (context is null)
        {
            return CsnMark.None;
        }

        LdapSearchResult found = await session.SearchAsync(new LdapSearch(context, LdapScope.Base, LdapSearch.AnyEntry, [CsnAttribute]), ct).ConfigureAwait(false);
        return CsnMark.Of(found.Entries.SelectMany(entry => ReplicaSchema.Texts(entry, CsnAttribute)));
    }
}
