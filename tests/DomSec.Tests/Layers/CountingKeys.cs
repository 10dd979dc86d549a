using DomSec.Providers;

namespace DomSec.Tests.Layers;

/// <summary>Counts how often a private key is used.</summary>
internal sealed class CountingKeys(IKeyStore inner) : IKeyStore
{
    private readonly List<Key> _keys = [];

    public int Count => _keys.Sum(key => key.Count);

    public ValueTask<IReadOnlyList<ISigningKey>> GetSigningKeysAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) => inner.GetSigningKeysAsync(domain, role, ct);

    public async ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default)
    {
        Key[] keys = [.. (await inner.GetDecryptionKeysAsync(domain, ct)).Select(key => new Key(key))];
        _keys.AddRange(keys);
        return keys;
    }

    private sealed class Key(IDecryptionKey inner) : IDecryptionKey
    {
        public int Count { get; private set; }

        public ReadOnlyMemory<byte> Certificate => inner.Certificate;

        public ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default)
        {
            Count++;
            return inner.DecryptKeyAsync(encryptedKey, padding, ct);
        }

        public ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default) => inner.AgreeAsync(originatorKey, ct);
    }
}
