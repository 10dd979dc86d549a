using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>A key-encryption key or a password among the own keys; it has no certificate and does none of a private key's work.</summary>
internal sealed class SymmetricKey : IDecryptionKey
{
    public SymmetricKey(IKeyEncryptionKey keyEncryptionKey) => KeyEncryptionKey = keyEncryptionKey;

    public SymmetricKey(ReadOnlyMemory<byte> password) => Password = password;

    public IKeyEncryptionKey? KeyEncryptionKey { get; }

    /// <summary>The password's octets, when there is no key-encryption key.</summary>
    public ReadOnlyMemory<byte> Password { get; }

    public ReadOnlyMemory<byte> Certificate => default;

    public ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default) => ValueTask.FromResult<byte[]?>(null);

    public ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default) => ValueTask.FromResult<byte[]?>(null);
}
