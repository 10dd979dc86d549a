namespace DomSec.Providers;

/// <summary>A symmetric key that sender and receiver have beforehand and that wraps content keys (RFC 5652 section 6.2.3). Safe for concurrent use.</summary>
public interface IKeyEncryptionKey
{
    /// <summary>The keyIdentifier that messages name it by.</summary>
    ReadOnlyMemory<byte> Identifier { get; }

    /// <summary>Unwraps a content key.</summary>
    /// <param name="wrapAlgorithm">The object identifier of the wrap: AES (RFC 3394) or triple DES (RFC 3217).</param>
    /// <param name="wrapped">The wrapped key.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The content key, which callers wipe, or null when it does not unwrap.</returns>
    ValueTask<byte[]?> UnwrapAsync(string wrapAlgorithm, ReadOnlyMemory<byte> wrapped, CancellationToken ct = default);
}
