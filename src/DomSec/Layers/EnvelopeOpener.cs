using System.Buffers;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>
/// Opens an encrypted layer with own keys (RFC 5652 sections 6.2 and 6.3, RFC 5083 section 3), held whole or streaming by. Every own
/// recipient is tried, up to a limit, and integrity decides; whatever goes wrong inside, the answer is the same one word: not opened
/// (SEC-ORC-01…03).
/// </summary>
internal sealed class EnvelopeOpener
{
    private readonly DomSecOptions _options;
    private readonly ContentKeyRecovery _recovery;

    public EnvelopeOpener(DomSecOptions options)
    {
        _options = options;
        _recovery = new ContentKeyRecovery(options);
    }

    /// <summary>
    /// Opens a layer whose ciphertext is held; the ciphertext is given up in any case. True when there is plaintext to go on with: what CBC
    /// mode gives is read whatever it is, and only then it counts that <see cref="MessageLayer.IsRefuted"/>.
    /// </summary>
    public async ValueTask<bool> TryOpenAsync(MessageLayer layer, int index, IReadOnlyList<IDecryptionKey> keys, OpenedKeys opened, CancellationToken ct)
    {
        using PooledOctets ciphertext = layer.Ciphertext!;
        layer.Ciphertext = null;
        ContentCipher? cipher = CipherOf(layer);
        if (opened.Find(index) is { IsSettled: true } earlier)
        {
            layer.OwnRecipients = earlier.OwnRecipients;
            layer.IsKeyUnavailable = earlier.IsKeyUnavailable;
            return earlier.ContentKey is { } key && cipher is not null && Use(layer, TryDecrypt(layer, cipher, key, ciphertext.Span));
        }

        IReadOnlyList<(RecipientInfo Recipient, OwnKey Key)> matches = _recovery.Match(layer, keys);
        OpenedKey known = opened.Add(index, layer.OwnRecipients);
        known.IsSettled = true;
        if (cipher is null)
        {
            return false;
        }

        Attempt? best = null;
        bool isSettled = false;
        foreach ((RecipientInfo recipient, OwnKey own) in matches.Take(_options.Limits.MaxRecipientTries))
        {
            foreach (byte[] contentKey in await RecoverAsync(layer, cipher, recipient, own, ct).ConfigureAwait(false))
            {
                Attempt? attempt = isSettled ? null : TryDecrypt(layer, cipher, contentKey, ciphertext.Span);
                if (attempt is not null && (best is null || attempt.Rank > best.Rank))
                {
                    CryptographicOperations.ZeroMemory(known.ContentKey);
                    (known.ContentKey, best, attempt) = (contentKey.AsSpan().ToArray(), attempt, best);
                    layer.Plaintext = best.Plaintext; // the layer's to dispose, should a provider fail now
                    isSettled = best.IsConclusive;
                }

                attempt?.Plaintext.Dispose();
                CryptographicOperations.ZeroMemory(contentKey);
            }

            if (isSettled)
            {
                break;
            }
        }

        known.IsKeyUnavailable = layer.IsKeyUnavailable;
        return Use(layer, best);
    }

    /// <summary>
    /// What a layer goes on with whose content is too large to be held. The part that was held tells which CBC key fits; an authenticated
    /// layer is first tried and only read in the pass after its tag was right (SEC-EFL-04).
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="index">Its place in the chain.</param>
    /// <param name="keys">Own keys.</param>
    /// <param name="opened">What earlier passes learnt.</param>
    /// <param name="inner">Makes the sink for what is inside; called only when it is read.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<EnvelopeStream> StreamAsync(
        MessageLayer layer, int index, IReadOnlyList<IDecryptionKey> keys, OpenedKeys opened, Func<MessageLayer, OctetSink> inner, CancellationToken ct)
    {
        ContentCipher? cipher = CipherOf(layer);
        OpenedKey? known = opened.Find(index);
        if (known is { IsSettled: true })
        {
            layer.OwnRecipients = known.OwnRecipients;
            layer.IsKeyUnavailable = known.IsKeyUnavailable;
            return known.ContentKey is { } proved && cipher is not null ? Reading(layer, cipher, proved, known, inner) : new EnvelopeStream.Unread();
        }

        IReadOnlyList<(RecipientInfo Recipient, OwnKey Key)> matches = _recovery.Match(layer, keys);
        known ??= opened.Add(index, layer.OwnRecipients);
        known.IsStreamed = true;
        if (cipher is null || !cipher.CanStream)
        {
            if (cipher is not null)
            {
                layer.Flags.Add(new RaisedFlag(SecurityFlags.Limit, $"Content encrypted with {cipher.Name} is opened only up to the octets that are held."));
            }

            known.IsSettled = true;
            return new EnvelopeStream.Unread();
        }

        List<byte[]> candidates = await CandidatesAsync(layer, cipher, matches, ct).ConfigureAwait(false);
        known.IsKeyUnavailable = layer.IsKeyUnavailable;
        if (candidates.Count == 0)
        {
            known.IsSettled = true;
            return new EnvelopeStream.Unread();
        }

        return cipher.IsAuthenticated ? Trial(layer, cipher, candidates, known) : Choose(layer, cipher, candidates, known, inner);
    }

    /// <summary>The cipher, when it is known and in its place: an authenticating one belongs into AuthEnvelopedData and no other one does; relabelling is an attack (SEC-DWN-01).</summary>
    private static ContentCipher? CipherOf(MessageLayer layer) =>
        ContentCipher.FromOid(layer.ContentEncryptionAlgorithm.Algorithm) is { } cipher && cipher.IsAuthenticated == (layer.Kind == LayerKind.AuthEnveloped) ? cipher : null;

    private async ValueTask<IReadOnlyList<byte[]>> RecoverAsync(MessageLayer layer, ContentCipher cipher, RecipientInfo recipient, OwnKey own, CancellationToken ct)
    {
        IReadOnlyList<byte[]> keys;
        try
        {
            keys = await _recovery.RecoverAsync(recipient, own, cipher.KeySizes(layer.ContentEncryptionAlgorithm), ct).ConfigureAwait(false);
        }
        catch (KeyUnavailableException)
        {
            layer.IsKeyUnavailable = true; // the token is gone, not the message wrong: it says nothing of the message, and waiting helps
            return [];
        }

        if (!layer.DerivesContentKey)
        {
            return keys;
        }

        try
        {
            return [.. keys.Select(key => CekDerivation.Derive(key, layer.ContentEncryptionAlgorithm.Raw.Span))];
        }
        finally
        {
            foreach (byte[] key in keys)
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
    }

    private async ValueTask<List<byte[]>> CandidatesAsync(
        MessageLayer layer, ContentCipher cipher, IReadOnlyList<(RecipientInfo Recipient, OwnKey Key)> matches, CancellationToken ct)
    {
        var candidates = new List<byte[]>();
        foreach ((RecipientInfo recipient, OwnKey own) in matches.Take(_options.Limits.MaxRecipientTries))
        {
            foreach (byte[] contentKey in await RecoverAsync(layer, cipher, recipient, own, ct).ConfigureAwait(false))
            {
                if (candidates.Exists(other => CryptographicOperations.FixedTimeEquals(other, contentKey)))
                {
                    CryptographicOperations.ZeroMemory(contentKey);
                }
                else
                {
                    candidates.Add(contentKey);
                }
            }
        }

        return candidates;
    }

    private static TagTrial Trial(MessageLayer layer, ContentCipher cipher, List<byte[]> candidates, OpenedKey known)
    {
        byte[]? first = cipher.TakesAssociatedDataFirst ? known.AssociatedData ?? [] : null;
        var decryptors = new List<(byte[], ContentDecryptor)>(candidates.Count);
        foreach (byte[] key in candidates)
        {
            if (ContentDecryptor.Create(cipher, layer.ContentEncryptionAlgorithm, key) is { } decryptor)
            {
                decryptor.AuthenticateAssociatedData(first);
                decryptors.Add((key, decryptor));
            }
            else
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }

        return new TagTrial(decryptors, known, first);
    }

    /// <summary>
    /// In CBC mode the beginning tells which key it is. Where none fits the first one is gone on with, to nothing: there is no other time to
    /// be seen than that of content that opens (SEC-ORC-03).
    /// </summary>
    private EnvelopeStream Choose(MessageLayer layer, ContentCipher cipher, List<byte[]> candidates, OpenedKey known, Func<MessageLayer, OctetSink> inner)
    {
        byte[]? chosen = null;
        foreach (byte[] key in candidates)
        {
            // Every key is tried, whichever fits: the time tells nothing.
            bool fits = FitsStart(layer, cipher, key);
            chosen ??= fits ? key : null;
        }

        known.ContentKey = (chosen ?? candidates[0]).AsSpan().ToArray();
        foreach (byte[] key in candidates)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        return Reading(layer, cipher, known.ContentKey, known, inner);
    }

    /// <summary>Whether a key makes a plausible beginning of what is held.</summary>
    private bool FitsStart(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey)
    {
        using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, layer.ContentEncryptionAlgorithm, contentKey);
        ReadOnlySpan<byte> held = layer.Ciphertext!.Span;
        ReadOnlySpan<byte> start = held[..(Math.Min(held.Length, 2 * PlaintextForm.Sample) / cipher.BlockSize * cipher.BlockSize)];
        if (decryptor is null || start.IsEmpty)
        {
            return false;
        }

        // A decryptor keeps some octets back until more come: zeros push them out.
        byte[] more = new byte[ContentDecryptor.MaxLag];
        byte[] plaintext = new byte[decryptor.MaxOutput(start.Length) + decryptor.MaxOutput(more.Length)];
        try
        {
            int written = decryptor.Update(start, plaintext);
            written += decryptor.Update(more, plaintext.AsSpan(written));
            return PlaintextForm.IsPlausibleStart(
                plaintext.AsSpan(0, Math.Min(Math.Min(written, start.Length), PlaintextForm.Sample)), held.Length - cipher.BlockSize, _options.Limits.MaxMessageBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static EnvelopeStream Reading(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey, OpenedKey known, Func<MessageLayer, OctetSink> inner)
    {
        if (ContentDecryptor.Create(cipher, layer.ContentEncryptionAlgorithm, contentKey) is not { } decryptor)
        {
            return new EnvelopeStream.Unread();
        }

        byte[]? first = cipher.TakesAssociatedDataFirst ? known.AssociatedData ?? [] : null;
        decryptor.AuthenticateAssociatedData(first);
        layer.Facts = new PlaintextFacts(cipher.IsAuthenticated ? [] : known.MacKey);
        return new EnvelopeReading(decryptor, cipher.IsAuthenticated, inner(layer), layer.Facts, known, first);
    }

    private Attempt? TryDecrypt(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey, ReadOnlySpan<byte> ciphertext)
    {
        var plaintext = new PooledOctets(ciphertext.Length + 64);
        Attempt? attempt = cipher.IsAuthenticated
            ? TryDecryptAuthenticated(layer, cipher, contentKey, ciphertext, plaintext)
            : TryDecryptBlocks(layer, cipher, contentKey, ciphertext, plaintext);
        if (attempt is null)
        {
            plaintext.Dispose();
        }

        return attempt;
    }

    private static bool Use(MessageLayer layer, Attempt? attempt)
    {
        layer.Plaintext = attempt?.Plaintext;
        layer.IsRefuted = attempt is { Rank: < Attempt.Right };
        return attempt is not null;
    }

    private Attempt? TryDecryptAuthenticated(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey, ReadOnlySpan<byte> ciphertext, PooledOctets plaintext)
    {
        Span<byte> target = plaintext.GetSpan(ciphertext.Length)[..ciphertext.Length];
        if (AssociatedData.Of(layer, _options.Limits.MaxAttributes) is not { } associated
            || !ContentDecryptor.TryDecryptWhole(cipher, layer.ContentEncryptionAlgorithm, contentKey, ciphertext, layer.Mac.Span, associated, target))
        {
            return null;
        }

        plaintext.Advance(ciphertext.Length);
        return new Attempt(plaintext, Attempt.Right, IsConclusive: true);
    }

    private static Attempt? TryDecryptBlocks(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey, ReadOnlySpan<byte> ciphertext, PooledOctets plaintext)
    {
        using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, layer.ContentEncryptionAlgorithm, contentKey);
        if (decryptor is null)
        {
            return null;
        }

        const int Step = 48 << 10;
        while (!ciphertext.IsEmpty)
        {
            ReadOnlySpan<byte> step = ciphertext[..Math.Min(Step, ciphertext.Length)];
            plaintext.Advance(decryptor.Update(step, plaintext.GetSpan(decryptor.MaxOutput(step.Length))));
            ciphertext = ciphertext[step.Length..];
        }

        bool isPadded = decryptor.TryFinish(default, plaintext.GetSpan(decryptor.MaxOutput(0)), out int written);
        plaintext.Advance(written);

        // Padding alone holds by chance once in 256 random keys. A MIME entity or a CMS object never looks like noise (decision 9). The form is
        // looked at whatever the padding is, and what is long enough to tell the key by its form ends the search whatever the padding is.
        bool isPlausible = PlaintextForm.IsPlausible(plaintext.Span);
        return new Attempt(plaintext, isPlausible ? isPadded ? Attempt.Right : Attempt.Formed : Attempt.Noise, isPlausible && plaintext.Length >= PlaintextForm.Sample);
    }

    /// <summary>What a key made of the ciphertext.</summary>
    /// <param name="Plaintext">All of it.</param>
    /// <param name="Rank">How good it is.</param>
    /// <param name="IsConclusive">Whether no other key needs to be tried.</param>
    private sealed record Attempt(PooledOctets Plaintext, int Rank, bool IsConclusive)
    {
        public const int Noise = 0;
        public const int Formed = 1;
        public const int Right = 2;
    }
}
