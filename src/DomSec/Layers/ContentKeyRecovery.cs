using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>
/// Recovers content keys from RecipientInfos with own keys (RFC 5652 section 6.2). What fails gives a random key, so that only the
/// content's integrity tells, and it tells no more than one word (SEC-ORC-01…03).
/// </summary>
internal sealed class ContentKeyRecovery
{
    private readonly DomSecOptions _options;
    private readonly ConditionalWeakTable<IDecryptionKey, OwnKey> _known = [];

    public ContentKeyRecovery(DomSecOptions options) => _options = options;

    /// <summary>The layer's recipients that are own keys, in the message's order; notes them in the layer.</summary>
    public IReadOnlyList<(RecipientInfo Recipient, OwnKey Key)> Match(MessageLayer layer, IReadOnlyList<IDecryptionKey> keys)
    {
        layer.OwnRecipients = new bool[layer.Recipients.Count];
        var matches = new List<(RecipientInfo, OwnKey)>();
        for (int i = 0; i < layer.Recipients.Count; i++)
        {
            RecipientInfo recipient = layer.Recipients[i];
            if (recipient.Identifier is not { } identifier)
            {
                continue;
            }

            foreach (IDecryptionKey key in keys)
            {
                OwnKey own = _known.GetValue(key, static k => new OwnKey(k));
                if (own.Certificate is { } certificate && identifier.Matches(certificate))
                {
                    layer.OwnRecipients[i] = true;
                    matches.Add((recipient, own));
                }
            }
        }

        return matches;
    }

    /// <summary>A content key of the wanted length, always: where unwrapping fails a random one takes its place and the content fails instead.</summary>
    public async ValueTask<byte[]> RecoverAsync(RecipientInfo recipient, OwnKey own, int keySize, CancellationToken ct)
    {
        byte[] substitute = RandomNumberGenerator.GetBytes(keySize);
        byte[]? key = recipient switch
        {
            KeyTransRecipientInfo transport => await TransportAsync(transport, own, ct).ConfigureAwait(false),
            KeyAgreeRecipientInfo agreement => await AgreeAsync(agreement, own, ct).ConfigureAwait(false),
            _ => null,
        };
        return RsaKeyTransport.MaskPkcs1Failure(key, substitute);
    }

    private async ValueTask<byte[]?> TransportAsync(KeyTransRecipientInfo recipient, OwnKey own, CancellationToken ct)
    {
        if (RsaKeyTransport.TryResolve(recipient.KeyEncryptionAlgorithm, out RSAEncryptionPadding? padding, out _) != SchemeStatus.Ok
            || (padding == RSAEncryptionPadding.Pkcs1 && !_options.DecryptPkcs1KeyTransport))
        {
            return null;
        }

        return await own.Key.DecryptKeyAsync(recipient.EncryptedKey, padding!, ct).ConfigureAwait(false);
    }

    private static async ValueTask<byte[]?> AgreeAsync(KeyAgreeRecipientInfo recipient, OwnKey own, CancellationToken ct)
    {
        if (recipient.OriginatorPoint.IsEmpty
            || own.Curve is not { } curve
            || KeyAgreementScheme.TryResolve(recipient.KeyEncryptionAlgorithm, out KeyAgreementScheme? scheme, out AlgorithmIdentifier wrap) != SchemeStatus.Ok)
        {
            return null;
        }

        // RFC 5753 section 3.1.1: the originator's parameters are absent, NULL or the curve's name; it is the recipient's curve in any case.
        byte[]? secret = await own.Key.AgreeAsync(PlatformKeys.EncodeSubjectPublicKeyInfo(curve, recipient.OriginatorPoint.Span), ct).ConfigureAwait(false);
        if (secret is null)
        {
            return null;
        }

        try
        {
            return scheme!.TryUnwrapKey(secret, wrap, recipient.UserKeyingMaterial.GetValueOrDefault().Span, recipient.EncryptedKey.Span, out byte[]? key) ? key : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
