using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>
/// Makes the SignerInfos of one layer, by one key or by two whose signatures name each other (RFC 5752, PQ-DS-01). The types are the same in all of them
/// (RFC 3183 section 3.1.2).
/// </summary>
internal sealed class LayerSigner
{
    // A key store gives the same key object until something changes.
    private static readonly ConditionalWeakTable<IDecryptionKey, Parsed> _encryptionCertificates = [];

    private readonly IReadOnlyList<SignerKey> _keys;
    private readonly SignatureType? _type;
    private readonly DateTimeOffset _now;
    private readonly Certificate? _encryption;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _certificates;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _more;

    private LayerSigner(IReadOnlyList<SignerKey> keys, SignatureType? type, DateTimeOffset now, Certificate? encryption, IReadOnlyList<ReadOnlyMemory<byte>> more)
    {
        _more = more;
        _keys = keys;
        _type = type;
        _now = now;
        _encryption = encryption;
        _certificates = keys.Count == 1
            ? [] // they are in the template
            : [.. keys.SelectMany(key => key.CertificatesWith(encryption)).DistinctBy(certificate => Convert.ToHexString(SHA256.HashData(certificate.Span)))];
        Outline = keys.Count == 1 ? keys[0].Outline : SignedDataOutline.Of([.. keys.Select(key => key.Shape)], _certificates);
    }

    /// <summary>What stands before the content.</summary>
    public SignedDataOutline Outline { get; }

    /// <summary>The multipart/signed parameter; RFC 8551 section 3.5.3.2: several separated by commas.</summary>
    public string Micalg => string.Join(',', Outline.Digests.Select(Digests.Micalg));

    /// <summary>Also finds out which certificate peers should encrypt to: the domain's newest confidentiality authority (SM-ATT-01, RFC 8551 section 2.5.3).</summary>
    public static async ValueTask<LayerSigner> CreateAsync(IKeyStore store, IReadOnlyList<SignerKey> keys, DomainSigningRequest request, IReadOnlyList<ReadOnlyMemory<byte>> more, OwnCertificates own, DateTimeOffset now, CancellationToken ct)
    {
        if (request.Type is SignatureType.Originator or SignatureType.DelegatedOriginator)
        {
            // SM-ATT-07: which certificate a domain is encrypted to is the domain's word, not one user's. RFC 3183 section 3.5: no attribute is what says originator.
            return new LayerSigner(keys, request.Type == SignatureType.Originator && !request.IsTypeExplicit ? null : request.Type, now, encryption: null, more);
        }

        var candidates = new List<(Certificate Certificate, IDecryptionKey Key)>();
        foreach (IDecryptionKey key in await store.GetDecryptionKeysAsync(request.Domain, ct).ConfigureAwait(false))
        {
            if (_encryptionCertificates.GetValue(key, static k => new Parsed(k)).Certificate is { } certificate && certificate.NotBefore <= now && now <= certificate.NotAfter)
            {
                candidates.Add((certificate, key));
            }
        }

        Certificate? encryption = candidates.Count == 0 ? null
            : own.Best(candidates, static candidate => candidate.Certificate, static candidate => candidate.Key.ActivatesAt, static _ => [], signs: false, now).Certificate;
        return new LayerSigner(keys, request.Type, now, encryption, more);
    }

    /// <summary>The same keys with another type, or none, and these further signed attributes, in DER.</summary>
    public LayerSigner With(SignatureType? type, IReadOnlyList<ReadOnlyMemory<byte>> attributes) => new(_keys, type, _now, _encryption, attributes);

    /// <summary>Signs the content that the writer has hashed; what the writer still has is then to be written.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="before">Runs when all is signed and before the first octet of it is written, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask FinishAsync(SignedDataWriter layer, Action? before, CancellationToken ct)
    {
        if (_keys is [{ } only])
        {
            SignerTemplate template = only.Template(_type, _encryption, _more);
            byte[] signed = template.EncodeAttributes(layer.GetDigest(only.Digest), _now);
            byte[] value = await SignAsync(only, signed, ct).ConfigureAwait(false);
            before?.Invoke();
            layer.BeginFinish(template, signed, value);
            return;
        }

        Dictionary<DigestAlgorithm, byte[]> digests = Outline.Digests.ToDictionary(digest => digest, layer.GetDigest);
        byte[][] hashed = [.. _keys.Select(key => Build(key, digests, Reference(key, null)))];
        byte[][] attributes = [.. _keys.Select(key => Build(key, digests, Reference(key, hashed)))];
        var signerInfos = new List<byte[]>(_keys.Count);
        for (int i = 0; i < attributes.Length; i++)
        {
            byte[] signature = await SignAsync(_keys[i], attributes[i], ct).ConfigureAwait(false);
            signerInfos.Add(SignerInfoWriter.Encode(_keys[i].Shape, attributes[i], signature));
        }

        before?.Invoke();
        layer.BeginFinish(_certificates, signerInfos);
    }

    private byte[] Build(SignerKey key, Dictionary<DigestAlgorithm, byte[]> digests, byte[] reference) => SignedAttributesBuilder.Build(
        key.Shape, Oids.Data, digests[key.Digest], _now, _type, _encryption is null ? [.. _more, reference] : [.. _more, EncryptionKeyPreference.Encode(_encryption), reference]);

    /// <summary>The attribute that names the other signatures, with their attributes' hashes or, first, without.</summary>
    private byte[] Reference(SignerKey own, byte[][]? attributes)
    {
        var others = new List<(SignerShape, byte[]?)>();
        for (int i = 0; i < _keys.Count; i++)
        {
            if (!ReferenceEquals(_keys[i], own))
            {
                others.Add((_keys[i].Shape, attributes?[i]));
            }
        }

        return MultipleSignaturesAttribute.Encode(own.Shape, others);
    }

    private static async ValueTask<byte[]> SignAsync(SignerKey key, byte[] attributes, CancellationToken ct)
    {
        try
        {
            return await key.Key.SignDataAsync(attributes, key.Algorithm, ct).ConfigureAwait(false);
        }
        catch (CryptographicException e)
        {
            throw new UnusableKeyException($"The signing key of {key.Certificate.Subject} cannot be used now; check the key store.", e);
        }
    }

    /// <summary>The certificate of a decryption key, read once; null when it cannot be read.</summary>
    private sealed class Parsed
    {
        public Parsed(IDecryptionKey key)
        {
            X509.Certificate.TryParse(key.Certificate, out Certificate? certificate);
            Certificate = certificate;
        }

        public Certificate? Certificate { get; }
    }
}
