using System.Buffers;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Crypto.Platform;
using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>
/// Takes messages apart: reads, opens what the own keys open, and reads again when the message announced the wrong digest, or when content
/// too large to be held was authenticated and may now be looked into.
/// </summary>
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
        var pass = new Pass(request, new OpenedKeys());
        try
        {
            // Content inside and content beside a bare signature are compared, so both need the same digests.
            bool allDigests = request.DetachedContent is not null;
            DigestAlgorithm[]? diagnosed = null;
            while (true)
            {
                pass.Reader = new LayerReader(_options.Limits, allDigests) { SourceLength = source.Length, Opened = pass.Opened, Diagnosed = diagnosed ?? [] };
                await ReadAsync(pass, source, ct).ConfigureAwait(false);
                bool again = request.DetachedContent is null or { CanSeek: true };
                if (again && pass.Reader.NeedsAnotherPass)
                {
                    // Each pass settles at least one layer more, so there are at most twice as many as layers.
                    pass.Reader.Dispose();
                }
                else if (!allDigests && pass.Reader.Layers.Any(LacksDigest))
                {
                    // CMS-SD-13: digestAlgorithms and micalg are hints. What the SignerInfo says counts, so the content is read once more.
                    allDigests = true;
                    pass.Reader.Dispose();
                }
                else if (again && diagnosed is null && _options.Limits.MaxDiagnosedBytes > 0 && AlteredDigests(pass.Reader) is { Length: > 0 } altered)
                {
                    // The verdict stands; a last look says what a gateway on the way did to the content.
                    diagnosed = altered;
                    allDigests = true;
                    pass.Reader.Dispose();
                }
                else
                {
                    pass.Reader.Withdraw();
                    return new MessageWalk(pass.Reader, pass.Opened) { HadKeys = pass.Keys is { Count: > 0 } };
                }
            }
        }
        catch
        {
            pass.Reader?.Dispose(); // cancelled, or a provider failed: what was decrypted so far does not stay in memory
            pass.Opened.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the source once more and pushes the content of one opened layer, checked to its end again, into a sink; for content that was
    /// too large to be held, and for signed content, which never is.
    /// </summary>
    /// <param name="source">The same source.</param>
    /// <param name="walk">What was found in it.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="output">Where its content goes; it is completed.</param>
    /// <param name="drain">Empties the output between chunks.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="IOException">The source is not what it was.</exception>
    public async ValueTask ReleaseAsync(MessageSource source, MessageWalk walk, MessageLayer layer, OctetSink output, Func<CancellationToken, ValueTask> drain, CancellationToken ct)
    {
        var release = new ReleaseSink(Enumerable.Range(0, walk.Layers.Count).First(i => ReferenceEquals(walk.Layers[i], layer)), output);
        using var reader = new LayerReader(_options.Limits, allDigests: !layer.IsEncrypted) { Opened = walk.Opened, Release = release };
        await ReadAsync(new Pass(new DomainClassificationRequest(), walk.Opened) { Reader = reader, Keys = [], Drain = drain }, source, ct).ConfigureAwait(false);
        if (!release.IsComplete
            || !(layer.IsEncrypted ? IsSame(reader.Layers[release.Index], layer.Facts!, walk.Opened.Find(release.Index)!.MacKey) : HasSameDigest(reader.Layers[release.Index], layer)))
        {
            throw new IOException("The message changed while it was read: what was inside does not verify any more.");
        }
    }

    /// <summary>Whether a layer's content is what it was; a tag that was right again says that too.</summary>
    private static bool IsSame(MessageLayer again, PlaintextFacts before, ReadOnlySpan<byte> macKey) =>
        before.Mac.Length == 0
        || CryptographicOperations.FixedTimeEquals(before.Mac, again.Facts?.Mac ?? (again.Plaintext is { } held ? ContentMac.Of(macKey, held.Span) : []));

    /// <summary>Whether signed content is what was verified.</summary>
    private static bool HasSameDigest(MessageLayer again, MessageLayer before) =>
        before.ContentDigests.Any(known => again.ContentDigests.TryGetValue(known.Key, out byte[]? digest) && digest.AsSpan().SequenceEqual(known.Value));

    /// <summary>One pass: all of the source, then what is inside encrypted layers that were held.</summary>
    private async ValueTask ReadAsync(Pass pass, MessageSource source, CancellationToken ct)
    {
        LayerReader reader = pass.Reader!;
        Func<CancellationToken, ValueTask> afterChunk = token => FeedAsync(pass, token);
        await source.PumpAsync(reader, afterChunk, ct).ConfigureAwait(false);
        if (pass.Request.DetachedContent is { } content && reader.Layers is [{ Kind: LayerKind.Signed, Carrier: not LayerCarrier.MultipartSigned } layer, ..])
        {
            await AttachAsync(reader, layer, content, afterChunk, ct).ConfigureAwait(false);
        }

        while (reader.PendingEnvelope is { } pending)
        {
            IReadOnlyList<IDecryptionKey> keys = await KeysAsync(pass, ct).ConfigureAwait(false);
            if (!await _opener.TryOpenAsync(pending, reader.IndexOf(pending), keys, pass.Opened, ct).ConfigureAwait(false) || (pending.IsRefuted && reader.Release is not null))
            {
                return;
            }

            using var plaintext = new MessageSource(pending.Plaintext!.Memory);
            await plaintext.PumpAsync(reader.Resume(), afterChunk, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Between chunks: gives keys to a layer that became too large to be held, and empties the output.</summary>
    private async ValueTask FeedAsync(Pass pass, CancellationToken ct)
    {
        LayerReader reader = pass.Reader!;
        while (reader.AwaitingKeys is { } sink)
        {
            IReadOnlyList<IDecryptionKey> keys = await KeysAsync(pass, ct).ConfigureAwait(false);
            sink.Continue(await _opener.StreamAsync(sink.Layer, reader.IndexOf(sink.Layer), keys, pass.Opened, reader.Inner, ct).ConfigureAwait(false));
        }

        if (pass.Drain is { } drain)
        {
            await drain(ct).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<IDecryptionKey>> KeysAsync(Pass pass, CancellationToken ct) =>
        pass.Keys ??= pass.Request.Decrypt ? await OwnKeysAsync(pass.Request.Domain, ct).ConfigureAwait(false) : [];

    private static DigestAlgorithm[] AlteredDigests(LayerReader reader) =>
        [.. reader.Layers.SelectMany(AlteredContent.Sought).Select(sought => sought.Digest).Distinct()];

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
    private static async ValueTask AttachAsync(LayerReader reader, MessageLayer layer, Stream content, Func<CancellationToken, ValueTask> afterChunk, CancellationToken ct)
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
            await afterChunk(ct).ConfigureAwait(false);
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

    /// <summary>What one pass over a message works with.</summary>
    private sealed class Pass(DomainClassificationRequest request, OpenedKeys opened)
    {
        public DomainClassificationRequest Request { get; } = request;

        public OpenedKeys Opened { get; } = opened;

        public LayerReader? Reader { get; set; }

        /// <summary>Own keys, once they were needed.</summary>
        public IReadOnlyList<IDecryptionKey>? Keys { get; set; }

        public Func<CancellationToken, ValueTask>? Drain { get; init; }
    }
}
