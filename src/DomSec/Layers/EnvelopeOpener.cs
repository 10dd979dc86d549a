using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>
/// Opens an encrypted layer with own keys (RFC 5652 sections 6.2 and 6.3, RFC 5083 section 3). Every own recipient is tried, up to a
/// limit, and integrity decides; whatever goes wrong inside, the answer is the same one word: not opened (SEC-ORC-01…03).
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

    public async ValueTask<bool> TryOpenAsync(MessageLayer layer, IReadOnlyList<IDecryptionKey> keys, CancellationToken ct)
    {
        IReadOnlyList<(RecipientInfo Recipient, OwnKey Key)> matches = _recovery.Match(layer, keys);
        ContentCipher? cipher = ContentCipher.FromOid(layer.ContentEncryptionAlgorithm.Algorithm);

        // An authenticating cipher belongs into AuthEnvelopedData and no other one does: relabelling is an attack (SEC-DWN-01).
        if (cipher is null || cipher.IsAuthenticated != (layer.Kind == LayerKind.AuthEnveloped))
        {
            return false;
        }

        foreach ((RecipientInfo recipient, OwnKey key) in matches.Take(_options.Limits.MaxRecipientTries))
        {
            byte[] contentKey = await _recovery.RecoverAsync(recipient, key, cipher.KeySize, ct).ConfigureAwait(false);
            try
            {
                if (TryDecrypt(layer, cipher, contentKey))
                {
                    return true;
                }
            }
            finally
            {
                CryptographicOperations.ZeroMemory(contentKey);
            }
        }

        return false;
    }

    private bool TryDecrypt(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey)
    {
        ReadOnlySpan<byte> ciphertext = layer.Ciphertext!.Span;
        var plaintext = new PooledOctets(ciphertext.Length + 64);
        bool opened = cipher.IsAuthenticated
            ? TryDecryptAuthenticated(layer, cipher, contentKey, ciphertext, plaintext)
            : TryDecryptBlocks(layer, cipher, contentKey, ciphertext, plaintext);
        if (opened)
        {
            layer.Plaintext = plaintext;
        }
        else
        {
            plaintext.Dispose();
        }

        return opened;
    }

    private bool TryDecryptAuthenticated(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey, ReadOnlySpan<byte> ciphertext, PooledOctets plaintext)
    {
        if (AssociatedData(layer) is not { } associated || !cipher.TryReadParameters(layer.ContentEncryptionAlgorithm, out ContentParameters parameters) || layer.Mac.Length != parameters.TagSize)
        {
            return false;
        }

        Span<byte> target = plaintext.GetSpan(ciphertext.Length)[..ciphertext.Length];
        if (!ContentDecryptor.TryDecryptGcm(contentKey, parameters.Nonce.Span, ciphertext, layer.Mac.Span, associated, target))
        {
            return false;
        }

        plaintext.Advance(ciphertext.Length);
        return true;
    }

    /// <summary>The associated data (RFC 5083 section 2.2): authAttrs with the SET OF tag. Null when they do not cover the content type as they must.</summary>
    private byte[]? AssociatedData(MessageLayer layer)
    {
        AttributeSet attributes = AttributeSet.Empty;
        if (!layer.AuthenticatedAttributes.IsEmpty)
        {
            var reader = new BerReader(layer.AuthenticatedAttributes);
            BerElement element = reader.ReadElement();
            if (!reader.Ok || AttributeSet.TryParse(element, _options.Limits.MaxAttributes, out attributes) != CmsStatus.Ok)
            {
                return null;
            }
        }

        // RFC 5083 section 2.1: present unless the content is id-data. The tag covers the content type by this attribute only:
        // without it, one flipped bit would make CMS of MIME text or text of CMS.
        bool covered = attributes.Count(Oids.ContentType) == 0
            ? layer.InnerContentType == Oids.Data
            : attributes.SingleValue(Oids.ContentType) is { } value && new BerReader(value).ReadOid() == layer.InnerContentType;
        return !covered ? null : layer.AuthenticatedAttributes.IsEmpty ? [] : SignedAttributesEncoding.AsReceived(attributes);
    }

    private static bool TryDecryptBlocks(MessageLayer layer, ContentCipher cipher, ReadOnlySpan<byte> contentKey, ReadOnlySpan<byte> ciphertext, PooledOctets plaintext)
    {
        using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, layer.ContentEncryptionAlgorithm, contentKey);
        if (decryptor is null)
        {
            return false;
        }

        const int Step = 48 << 10;
        while (!ciphertext.IsEmpty)
        {
            ReadOnlySpan<byte> step = ciphertext[..Math.Min(Step, ciphertext.Length)];
            plaintext.Advance(decryptor.Update(step, plaintext.GetSpan(decryptor.MaxOutput(step.Length))));
            ciphertext = ciphertext[step.Length..];
        }

        if (!decryptor.TryFinish(default, plaintext.GetSpan(decryptor.MaxOutput(0)), out int written))
        {
            return false;
        }

        plaintext.Advance(written);

        // Padding alone holds by chance once in 256 random keys. A MIME entity or a CMS object never looks like noise (decision 9).
        return PlaintextForm.IsPlausible(plaintext.Span);
    }
}
