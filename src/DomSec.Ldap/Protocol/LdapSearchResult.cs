namespace DomSec.Ldap.Protocol;

/// <summary>What a search found.</summary>
/// <param name="Result">How it ended. Unless it is a success the entries are not all.</param>
/// <param name="Entries">The entries.</param>
/// <param name="References">How many parts of the tree the server says are elsewhere. They are not asked.</param>
internal sealed record LdapSearchResult(LdapResult Result, IReadOnlyList<LdapEntry> Entries, int References);
