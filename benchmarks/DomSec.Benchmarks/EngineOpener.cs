using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Providers;

namespace DomSec.Benchmarks;

/// <summary>Opens an envelope with one key: CBC as it streams by, GCM in one call once it is whole.</summary>
internal sealed class EngineOpener : ICmsSink, IDisposable
{
    private static readonly DomSecLimits Limits = new();

    private readonly SoftwareDecryptionKey key;
    private readonly NamedCurve? curve;
    private readonly PooledOctets plaintext;
    private readonly PooledOctets ciphertext; // with room from the start and never cleared, as a layer has it
    private IReadOnlyList<RecipientInfo> recipients = [];
    private AlgorithmIdentifier algorithm;
    private ReadOnlyMemory<byte> mac;
    private byte[] contentKey = [];
    private ContentDecryptor? decryptor;

    private EngineOpener(SoftwareDecryptionKey key, NamedCurve? curve, PooledOctets plaintext, int length)
    {
        ciphertext = new PooledOctets(length) { HoldsSecrets = false };
        this.key = key;
        this.curve = curve;
        this.plaintext = plaintext;
    }

    internal static void Open(byte[] envelope, SoftwareDecryptionKey key, NamedCurve? curve, PooledOctets plaintext)
    {
        using var sink = new EngineOpener(key, curve, plaintext, envelope.Length);
        var decoder = new CmsDecoder(sink, Limits.MaxStructureBytes);
        decoder.Write(envelope);
        decoder.Complete();
        Parties.Require(!decoder.Fault.IsFault);
        sink.Finish();
    }

    public void Dispose()
    {
        decryptor?.Dispose();
        ciphertext.Dispose();
    }

    void ICmsSink.OnContentType(Oid contentType)
    {
    }

    void ICmsSink.OnInnerContentType(Oid contentType)
    {
    }

    void ICmsSink.OnField(CmsField field, ReadOnlyMemory<byte> raw)
    {
        switch (field)
        {
            case CmsField.RecipientInfos:
                Parties.Require(RecipientInfo.TryParseSet(raw, Limits, out recipients) == CmsStatus.Ok);
                break;
            case CmsField.ContentEncryptionAlgorithm:
                algorithm = AlgorithmIdentifier.Parse(raw);
                break;
            case CmsField.Mac:
                mac = new BerReader(raw).ReadOctetString();
                break;
            default:
                break;
        }
    }

    void ICmsSink.OnContentBegin()
    {
        contentKey = recipients[0] is KeyTransRecipientInfo transport
            ? key.DecryptKeyAsync(transport.EncryptedKey, DomSec.Providers.RsaDecryptionPadding.From(System.Security.Cryptography.RSAEncryptionPadding.OaepSHA256)).GetAwaiter().GetResult()!
            : Agree((KeyAgreeRecipientInfo)recipients[0]);
        ContentCipher cipher = ContentCipher.FromOid(algorithm.Algorithm)!;
        decryptor = cipher.IsAuthenticated ? null : ContentDecryptor.Create(cipher, algorithm, contentKey);
    }

    void ICmsSink.OnContent(ReadOnlySpan<byte> octets)
    {
        if (decryptor is null)
        {
            ciphertext.Write(octets);
            return;
        }

        while (!octets.IsEmpty)
        {
            ReadOnlySpan<byte> part = octets[..Math.Min(octets.Length, 48 << 10)];
            plaintext.Advance(decryptor.Update(part, plaintext.GetSpan(decryptor.MaxOutput(part.Length))));
            octets = octets[part.Length..];
        }
    }

    void ICmsSink.OnContentEnd()
    {
    }

    private byte[] Agree(KeyAgreeRecipientInfo recipient)
    {
        byte[] secret = key.AgreeAsync(PlatformKeys.EncodeSubjectPublicKeyInfo(curve!, recipient.OriginatorPoint.Span)).GetAwaiter().GetResult()!;
        KeyAgreementScheme.TryResolve(recipient.KeyEncryptionAlgorithm, out KeyAgreementScheme? scheme, out AlgorithmIdentifier wrap);
        Parties.Require(scheme!.TryUnwrapKey(secret, wrap, recipient.UserKeyingMaterial.GetValueOrDefault().Span, recipient.EncryptedKey.Span, out byte[]? unwrapped));
        return unwrapped!;
    }

    private void Finish()
    {
        if (decryptor is not null)
        {
            Parties.Require(decryptor.TryFinish(default, plaintext.GetSpan(decryptor.MaxOutput(0)), out int written));
            plaintext.Advance(written);
            return;
        }

        Span<byte> destination = plaintext.GetSpan(ciphertext.Length)[..ciphertext.Length];
        Parties.Require(ContentDecryptor.TryDecryptWhole(ContentCipher.FromOid(algorithm.Algorithm)!, algorithm, contentKey, ciphertext.Span, mac.Span, default, destination));
        plaintext.Advance(ciphertext.Length);
    }
}
