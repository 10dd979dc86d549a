namespace DomSec.Providers;

/// <summary>The own domains' private keys. Implementations are safe for concurrent use.</summary>
public interface IKeyStore
{
    /// <summary>The signing keys of a role of exactly this domain, in any order; validity is the caller's to judge.</summary>
    /// <param name="domain">The own domain.</param>
    /// <param name="role">Signing, review or attributes.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The keys; empty when there is none.</returns>
    ValueTask<IReadOnlyList<ISigningKey>> GetSigningKeysAsync(MailDomain domain, DomainRole role, CancellationToken ct = default);

    /// <summary>The decryption keys, old ones included.</summary>
    /// <param name="domain">The own domain, or null for all own domains.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The keys; empty when there is none.</returns>
    ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default);
}
