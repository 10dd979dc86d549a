using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.X509;

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
        int passwords = 0;
        for (int i = 0; i < layer.Recipients.Count; i++)
        {
            RecipientInfo recipient = layer.Recipients[i];
            if (recipient is PasswordRecipientInfo && passwords++ >= _options.Limits.MaxPasswordTries)
            {
                continue; // CMS-PW-01: each costs a key derivation of the sender's choice
            }

            foreach (IDecryptionKey key in keys)
            {
                OwnKey own = _known.GetValue(key, static k => new OwnKey(k));
                if (own.IsNamedBy(recipient))
                {
                    layer.OwnRecipients[i] = true;
                    matches.Add((recipient is KeyAgreeRecipientInfo { Originator: { } originator } agreement ? WithOriginatorKey(agreement, originator, layer, keys) : recipient, own));
                }
            }
        }

        return matches;
    }

    /// <summary>
    /// A content key of every wanted length, always: where unwrapping fails, or gave another length, a random one takes its place and the content
    /// fails instead. The private key, or the password's derivation (CMS-PW-01), is used once, however many lengths there are.
    /// </summary>
    public async ValueTask<IReadOnlyList<byte[]>> RecoverAsync(RecipientInfo recipient, OwnKey own, IReadOnlyList<int> keySizes, CancellationToken ct)
    {
        byte[][] masked = [.. keySizes.Select(RandomNumberGenerator.GetBytes)];
        byte[]? key;
        try
        {
            key = await UnmaskedAsync(recipient, own, ct).ConfigureAwait(false);
        }
        catch (CryptographicException e) when (e is not KeyUnavailableException)
        {
            key = null; // SEC-ORC-01: a key that throws for a wrong padding is no oracle either
        }

        foreach (byte[] substitute in masked)
        {
            RsaKeyTransport.MaskPkcs1Failure(key?.AsSpan().ToArray(), substitute);
        }

        CryptographicOperations.ZeroMemory(key);
        return masked;
    }

    private async ValueTask<byte[]?> UnmaskedAsync(RecipientInfo recipient, OwnKey own, CancellationToken ct) => recipient switch
    {
        KeyTransRecipientInfo transport => await TransportAsync(transport, own, ct).ConfigureAwait(false),
        KeyAgreeRecipientInfo agreement => await AgreeAsync(agreement, own, ct).ConfigureAwait(false),
        KemRecipientInfo encapsulation => await DecapsulateAsync(encapsulation, own, ct).ConfigureAwait(false),
        KekRecipientInfo wrapped => await UnwrapAsync(wrapped, own, ct).ConfigureAwait(false),
        PasswordRecipientInfo password => DerivePassword(password, own),
        _ => null,
    };

    /// <summary>Static-static agreement: puts the key of the certificate that the originator names into the place of an originatorKey.</summary>
    private KeyAgreeRecipientInfo WithOriginatorKey(KeyAgreeRecipientInfo agreement, SignerIdentifier originator, MessageLayer layer, IReadOnlyList<IDecryptionKey> keys)
    {
        // Nobody signed originatorInfo; it only has to hold the key that the sender used, and proves nothing about the sender.
        foreach (ReadOnlyMemory<byte> der in layer.OriginatorCertificates.Concat(keys.Select(key => key.Certificate)))
        {
            if (!der.IsEmpty && Certificate.TryParse(der, out Certificate? certificate) == BerStatus.Ok && originator.Matches(certificate!))
            {
                var outer = new BerReader(certificate!.SubjectPublicKeyInfo);
                BerReader info = outer.ReadSequence();
                AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref info);
                ReadOnlyMemory<byte> point = info.ReadBitString();
                if (info.Ok)
                {
                    return agreement with { OriginatorAlgorithm = algorithm, OriginatorPoint = point };
                }
            }
        }

        return agreement;
    }

    private async ValueTask<byte[]?> TransportAsync(KeyTransRecipientInfo recipient, OwnKey own, CancellationToken ct)
    {
        if (RsaKeyTransport.TryResolve(recipient.KeyEncryptionAlgorithm, out _, out OaepParameters? oaep) != SchemeStatus.Ok
            || (oaep is null && !_options.DecryptPkcs1KeyTransport))
        {
            return null;
        }

        RsaDecryptionPadding padding = oaep is { } parameters
            ? RsaDecryptionPadding.Oaep(NameOf(parameters.Hash), NameOf(parameters.MgfHash), parameters.Label)
            : RsaDecryptionPadding.Pkcs1;
        return await own.Key.DecryptKeyAsync(recipient.EncryptedKey, padding, ct).ConfigureAwait(false);
    }

    private static HashAlgorithmName NameOf(DigestAlgorithm digest) => new(Digests.Name(digest).ToUpperInvariant());

    private static async ValueTask<byte[]?> AgreeAsync(KeyAgreeRecipientInfo recipient, OwnKey own, CancellationToken ct)
    {
        if (recipient.OriginatorPoint.IsEmpty
            || own.PublicKey is null
            || KeyAgreementScheme.TryResolve(recipient.KeyEncryptionAlgorithm, out KeyAgreementScheme? scheme, out AlgorithmIdentifier wrap) != SchemeStatus.Ok
            || PlatformKeys.EncodeOriginator(own.PublicKey, recipient.OriginatorAlgorithm.Algorithm, recipient.OriginatorPoint) is not { } originator)
        {
            return null;
        }

        byte[]? secret = await own.Key.AgreeAsync(originator, ct).ConfigureAwait(false);
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

    private async ValueTask<byte[]?> DecapsulateAsync(KemRecipientInfo recipient, OwnKey own, CancellationToken ct)
    {
        // PQ-KEM-04, PQ-SIZ-01: every declared length is compared with its algorithm before the private key is used.
        if (KemKeyWrap.TryResolve(recipient.Kdf, recipient.KekLength, recipient.WrapAlgorithm, out KemKeyWrap? wrap) != SchemeStatus.Ok
            || own.PublicKey is not { Kind: KeyKind.Kem or KeyKind.Rsa } publicKey
            || (publicKey.IsExperimental && !_options.ExperimentalComposites) // PQ-CMP-05
            || !recipient.Kem.Parameters.IsEmpty
            || recipient.Kem.Algorithm != publicKey.KemAlgorithm
            || recipient.Ciphertext.Length != publicKey.CiphertextSize)
        {
            return null;
        }

        byte[]? secret = await own.Key.DecapsulateAsync(recipient.Ciphertext, ct).ConfigureAwait(false);
        if (secret is null)
        {
            return null;
        }

        try
        {
            return wrap!.TryUnwrap(secret, recipient.UserKeyingMaterial, recipient.EncryptedKey.Span, out byte[]? key) ? key : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static async ValueTask<byte[]?> UnwrapAsync(KekRecipientInfo recipient, OwnKey own, CancellationToken ct) =>
        KeyWrap.KekSize(recipient.KeyEncryptionAlgorithm.Algorithm) != 0
            ? await ((SymmetricKey)own.Key).KeyEncryptionKey!.UnwrapAsync(recipient.KeyEncryptionAlgorithm.Algorithm.ToString(), recipient.EncryptedKey, ct).ConfigureAwait(false)
            : null;

    private byte[]? DerivePassword(PasswordRecipientInfo recipient, OwnKey own) => PasswordKeyWrap.TryUnwrap(
        recipient.KeyDerivationAlgorithm, recipient.KeyEncryptionAlgorithm, _options.Limits.MaxPasswordIterations, ((SymmetricKey)own.Key).Password.Span, recipient.EncryptedKey.Span);
}
