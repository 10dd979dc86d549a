namespace DomSec.Providers;

/// <summary>Finds public certificates of authorities. Implementations are safe for concurrent use.</summary>
public interface ICertificateDirectory
{
    /// <summary>All certificates known for a role of exactly this domain (walking upwards is the caller's).</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="role">The role.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The answer; a fault of the source is <see cref="LookupState.Unavailable"/>, not an exception.</returns>
    ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default);

    /// <summary>
    /// All certificates in the entry of one recipient (RFC 3183 section 4.2, first way): the recipient's own, and that of the confidentiality authority that decrypts for the recipient, if it
    /// stands there. The default: none.
    /// </summary>
    /// <param name="address">The recipient's mail address, compared without regard to case.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The answer; a fault of the source is <see cref="LookupState.Unavailable"/>, not an exception.</returns>
    ValueTask<CertificateLookup> FindRecipientAsync(string address, CancellationToken ct = default) =>
        ValueTask.FromResult(new CertificateLookup(LookupState.NotFound, [], GetType().Name));
}
