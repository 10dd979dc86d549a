namespace DomSec;

/// <summary>One recipient of an encrypted layer.</summary>
/// <param name="Kind">The key management technique.</param>
/// <param name="Id">Issuer and serial number, or key identifier, as text safe for logs.</param>
/// <param name="IsOurs">Whether the key store holds a key for it.</param>
public sealed record RecipientReport(RecipientKind Kind, string Id, bool IsOurs);
