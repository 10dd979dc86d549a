using System.Buffers;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>Takes messages apart: reads, opens what the own keys open, and reads again when the message announced the wrong digest.</summary>
internal sealed class MessageWalker
{
    private readonly IKeyStore _keys;
    private readonly DomSecOptions _options;
    private readonly EnvelopeOpener _opener;

    public MessageWalker(IKeyStore keys, DomSecOptions options)
    {
        _keys = keys;
        _options = options;
        _opener = new EnvelopeOpener(options);
    }

    public async ValueTask<MessageWalk> WalkAsync(MessageSource source, DomainClassificationRequest request, CancellationToken ct)
    {
        // Content inside and content beside a bare signature are compared, so both need the same digests.
        LayerReader reader = new(_options.Limits, allDigests: request.DetachedContent is not null);
        try
        {
            await ReadAsync(reader, source, request, ct).ConfigureAwait(false);
            IReadOnlyList<IDecryptionKey> keys = reader.PendingEnvelope is not null && request.Decrypt
                ? await OwnKeysAsync(request.Domain, ct).ConfigureAwait(false)
                : [];
            await OpenAsync(reader, keys, ct).ConfigureAwait(false);
            if (reader.Layers.Any(LacksDigest))
            {
                // CMS-SD-13: digestAlgorithms and micalg are hints. What the SignerInfo says counts, so the content is read once more.
                reader.Dispose();
                reader = new LayerReader(_options.Limits, allDigests: true);
                await ReadAsync(reader, source, request, ct).ConfigureAwait(false);
                await OpenAsync(reader, keys, ct).ConfigureAwait(false);
            }

            return new MessageWalk(reader) { HadKeys = keys.Count > 0 };
        }
        catch
        {
            reader.Dispose(); // cancelled, or a provider failed: what was decrypted so far does not stay in memory
            throw;
        }
    }

    private static async ValueTask ReadAsync(LayerReader reader, MessageSource source, DomainClassificationRequest request, CancellationToken ct)
    {
        await source.PumpAsync(reader, afterChunk: null, ct).ConfigureAwait(false);
        if (request.DetachedContent is { } content && reader.Layers is [{ Kind: LayerKind.Signed, Carrier: not LayerCarrier.MultipartSigned } layer, ..])
        {
            await AttachAsync(reader, layer, content, ct).ConfigureAwait(false);
        }
    }

    private static bool LacksDigest(MessageLayer layer)
    {
        if (layer.Kind != LayerKind.Signed || !layer.HasContent)
        {
            return false;
        }

        foreach (SignerInfo signer in layer.Signers)
        {
            DigestAlgorithm digest = Digests.FromIdentifier(signer.DigestAlgorithm);
            if (Digests.IsSupported(digest) && !layer.ContentDigests.ContainsKey(digest))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Hashes and reads the content of a detached bare signature. Some engines leave the content in it all the same; then it must be that content.</summary>
    private static async ValueTask AttachAsync(LayerReader reader, MessageLayer layer, Stream content, CancellationToken ct)
    {
        long start = content.CanSeek ? content.Position : 0;
        IEnumerable<DigestAlgorithm> wanted = layer.Signers.Select(signer => Digests.FromIdentifier(signer.DigestAlgorithm)).Where(Digests.IsSupported);
        var hashes = new ContentHashes([.. ContentHashes.All.Union(wanted)]);
        var detached = new DetachedDigests();
        OctetSink? inner = layer.HasContent ? null : reader.Entity();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        int read;
        while ((read = await content.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
        {
            hashes.Write(buffer.AsSpan(0, read));
            inner?.Write(buffer.AsSpan(0, read));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        inner?.Complete();
        hashes.Finish(detached.Values);
        detached.LooksLikeAttributes = hashes.LooksLikeAttributes;
        detached.Reconcile(layer);
        if (content.CanSeek)
        {
            content.Position = start;
        }
    }

    private async ValueTask<IReadOnlyList<IDecryptionKey>> OwnKeysAsync(MailDomain? domain, CancellationToken ct)
    {
        IReadOnlyList<IDecryptionKey> keys = await _keys.GetDecryptionKeysAsync(domain, ct).ConfigureAwait(false);
        IReadOnlyList<IKeyEncryptionKey> symmetric = await _keys.GetKeyEncryptionKeysAsync(domain, ct).ConfigureAwait(false);
        IReadOnlyList<ReadOnlyMemory<byte>> passwords = _options.DecryptPasswordRecipients ? await _keys.GetPasswordsAsync(domain, ct).ConfigureAwait(false) : [];
        return symmetric.Count == 0 && passwords.Count == 0
            ? keys
            : [.. keys, .. symmetric.Select(key => new SymmetricKey(key)), .. passwords.Select(password => new SymmetricKey(password))];
    }

    private async ValueTask OpenAsync(LayerReader reader, IReadOnlyList<IDecryptionKey> keys, CancellationToken ct)
    {
        while (reader.PendingEnvelope is { } layer)
        {
            if (!await _opener.TryOpenAsync(layer, keys, ct).ConfigureAwait(false))
            {
                return;
            }

            reader.Resume();
        }
    }
}
