using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Providers;

/// <summary>A key-encryption key in memory. Safe for concurrent use; its octets are in no text that it gives.</summary>
public sealed class SoftwareKeyEncryptionKey : IKeyEncryptionKey
{
    private readonly byte[] _key;

    /// <summary>Copies a key.</summary>
    /// <param name="identifier">The keyIdentifier that messages name it by; not empty.</param>
    /// <param name="key">16 octets for AES-128, 24 for AES-192 or triple DES, 32 for AES-256.</param>
    /// <exception cref="DomSecException">The identifier is empty or the key has another length.</exception>
    public SoftwareKeyEncryptionKey(ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> key)
    {
        if (identifier.IsEmpty || key.Length is not (16 or 24 or 32))
        {
            throw new DomSecException("A key-encryption key has an identifier and 16, 24 or 32 octets: give both.");
        }

        Identifier = identifier.ToArray();
        _key = key.ToArray();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Identifier { get; }

    /// <inheritdoc/>
    public ValueTask<byte[]?> UnwrapAsync(string wrapAlgorithm, ReadOnlyMemory<byte> wrapped, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(wrapAlgorithm);
        return ct.IsCancellationRequested
            ? ValueTask.FromCanceled<byte[]?>(ct)
            : ValueTask.FromResult(KeyWrap.TryUnwrap(new Oid(wrapAlgorithm), _key, wrapped.Span, out byte[]? key) ? key : null);
    }
}
