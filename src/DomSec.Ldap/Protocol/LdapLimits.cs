namespace DomSec.Ldap.Protocol;

/// <summary>What a server may send at most.</summary>
/// <param name="MaxMessageBytes">One message.</param>
/// <param name="MaxResponseBytes">All messages of one answer.</param>
/// <param name="MaxEntries">Entries of one answer, or of one page of it.</param>
internal sealed record LdapLimits(int MaxMessageBytes, long MaxResponseBytes, int MaxEntries);
