namespace DomSec.Providers;

/// <summary>Says which domains belong to the community. Implementations are safe for concurrent use.</summary>
public interface IMembership
{
    /// <summary>Whether exactly this domain is a member (walking upwards is the caller's).</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>Found for a member, not found for a stranger, unavailable when it cannot be told.</returns>
    ValueTask<LookupState> IsMemberAsync(MailDomain domain, CancellationToken ct = default);
}
