namespace DomSec.Providers;

/// <summary>A private key that signs, wherever it lives. It is given data, not hashes, so that hardware and cloud keys fit. Safe for concurrent use.</summary>
public interface ISigningKey
{
    /// <summary>The DER certificate of the key.</summary>
    ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>DER certificates between it and an anchor, to be sent along; without the anchor.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; }

    /// <summary>
    /// From when on the key is to be used, or null: as soon as its certificate is valid, which is the default. Until then another valid key goes before it, and it is used only when there is no other.
    /// </summary>
    DateTimeOffset? ActivatesAt => null;

    /// <summary>Signs data.</summary>
    /// <param name="data">The data (signed attributes: small).</param>
    /// <param name="algorithm">The algorithm, one that fits the key in <see cref="Certificate"/>.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The signature as CMS carries it: RSA as is, ECDSA as DER (RFC 3279).</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key cannot be used now: signing is deferred.</exception>
    ValueTask<byte[]> SignDataAsync(ReadOnlyMemory<byte> data, SigningAlgorithm algorithm, CancellationToken ct = default);
}
