namespace DomSec.Ldap.Protocol;

/// <summary>What is searched for (RFC 4511 section 4.5.1).</summary>
/// <param name="Base">The name of the entry that the search starts from.</param>
/// <param name="Scope">How far below it.</param>
/// <param name="Filter">The filter in BER (<see cref="LdapFilter"/>).</param>
/// <param name="Attributes">The attributes wanted; <c>1.1</c> for none.</param>
internal sealed record LdapSearch(string Base, LdapScope Scope, ReadOnlyMemory<byte> Filter, IReadOnlyList<string> Attributes)
{
    /// <summary>Matches every entry: presence of objectClass.</summary>
    public static readonly ReadOnlyMemory<byte> AnyEntry = LdapFilter.Encode("(objectClass=*)");

    /// <summary>Asked for when an entry's presence is all that matters (RFC 4511 section 4.5.1.8).</summary>
    public static readonly IReadOnlyList<string> NoAttributes = ["1.1"];

    /// <summary>The most entries wanted; more are a fault. The server is told, and the client counts.</summary>
    public int SizeLimit { get; init; } = 1000;

    /// <summary>How long the server may search, in seconds; 0: as long as it likes. The caller's deadline holds regardless.</summary>
    public int TimeLimitSeconds { get; init; }

    /// <summary>Entries per page (RFC 2696), or 0 for one answer.</summary>
    public int PageSize { get; init; }
}
