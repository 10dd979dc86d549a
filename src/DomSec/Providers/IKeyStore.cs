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

    /// <summary>The signing keys of a user of an own domain, for originator and delegated originator signatures. The default: none.</summary>
    /// <param name="address">The user's mail address, compared without regard to case.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The keys, in any order; empty when there is none.</returns>
    ValueTask<IReadOnlyList<ISigningKey>> GetUserSigningKeysAsync(string address, CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<ISigningKey>>([]);

    /// <summary>The decryption keys, old ones included.</summary>
    /// <param name="domain">The own domain, or null for all own domains.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The keys; empty when there is none.</returns>
    ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default);

    /// <summary>Symmetric keys shared with peers beforehand (RFC 5652 section 6.2.3). The default: none.</summary>
    /// <param name="domain">The own domain, or null for all own domains.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The keys; empty when there is none.</returns>
    ValueTask<IReadOnlyList<IKeyEncryptionKey>> GetKeyEncryptionKeysAsync(MailDomain? domain, CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<IKeyEncryptionKey>>([]);

    /// <summary>Passwords shared with peers beforehand (RFC 5652 section 6.2.4), asked for only under <see cref="DomSecOptions.DecryptPasswordRecipients"/>. The default: none.</summary>
    /// <param name="domain">The own domain, or null for all own domains.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>The passwords as octets, UTF-8 unless agreed otherwise; they stay the store's. Empty when there is none.</returns>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetPasswordsAsync(MailDomain? domain, CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([]);
}
