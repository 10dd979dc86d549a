using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.Tests.Cms;
using X509PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace DomSec.Tests.Recipients;

/// <summary>Opens bare CMS objects: our reading and key recovery, .NET's ciphers for the content.</summary>
internal static class Recovery
{
    private static readonly Lazy<RSA> IssuerKey = new(() => RSA.Create(2048));

    /// <summary>The content, or null when no own recipient's key opens it.</summary>
    public static async Task<byte[]?> OpenAsync(byte[] cms, IReadOnlyList<IDecryptionKey> keys, DomSecOptions? options = null)
    {
        options ??= new DomSecOptions();
        (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms);
        Assert.False(decoder.Fault.IsFault, decoder.Fault.ToString());
        using MessageLayer layer = LayerOf(sink);
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(sink[CmsField.ContentEncryptionAlgorithm]);
        ContentCipher cipher = ContentCipher.FromOid(algorithm.Algorithm)!;
        var recovery = new ContentKeyRecovery(options);
        foreach ((RecipientInfo recipient, OwnKey own) in recovery.Match(layer, keys))
        {
            byte[] key = Assert.Single(await recovery.RecoverAsync(recipient, own, [cipher.KeySize], CancellationToken.None));
            Assert.Equal(cipher.KeySize, key.Length);
            if (Decrypt(sink, cipher, algorithm, key) is { } content)
            {
                return content;
            }
        }

        return null;
    }

    /// <summary>The recipients of a CMS object in a layer, as the walker would have them.</summary>
    public static MessageLayer LayerOf(byte[] cms) => LayerOf(RecordingSink.Decode(cms).Sink);

    /// <summary>A certificate over any public key, with a subject key identifier.</summary>
    public static X509Certificate2 Certify(ReadOnlySpan<byte> subjectPublicKeyInfo, string name = "recipient", byte[]? keyIdentifier = null)
    {
        var request = new CertificateRequest(new X500DistinguishedName("CN=" + name), X509PublicKey.CreateFromSubjectPublicKeyInfo(subjectPublicKeyInfo, out _), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(keyIdentifier is null
            ? new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false)
            : new X509SubjectKeyIdentifierExtension(keyIdentifier, critical: false));
        return request.Create(
            new X500DistinguishedName("CN=issuer"),
            X509SignatureGenerator.CreateForRSA(IssuerKey.Value, RSASignaturePadding.Pkcs1),
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero),
            [0x42, .. RandomNumberGenerator.GetBytes(8)]);
    }

    public static byte[] Pem(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);

    private static MessageLayer LayerOf(RecordingSink sink)
    {
        Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(sink[CmsField.RecipientInfos], DomSecLimits.Default, out IReadOnlyList<RecipientInfo> recipients));
        var layer = new MessageLayer(LayerCarrier.Cms, header: null) { Recipients = recipients };
        if (sink.Fields.Exists(field => field.Field == CmsField.OriginatorInfo))
        {
            layer.OriginatorCertificates = OriginatorInfo.ReadCertificates(sink[CmsField.OriginatorInfo], 10);
        }

        return layer;
    }

    private static byte[]? Decrypt(RecordingSink sink, ContentCipher cipher, in AlgorithmIdentifier algorithm, byte[] key)
    {
        try
        {
            if (cipher.IsAuthenticated)
            {
                BerReader parameters = new BerReader(algorithm.Parameters).ReadSequence();
                byte[] nonce = parameters.ReadOctetString().ToArray();
                byte[] tag = new BerReader(sink[CmsField.Mac]).ReadOctetString().ToArray();
                byte[] associated = [];
                if (sink.Fields.Exists(field => field.Field == CmsField.AuthenticatedAttributes))
                {
                    associated = sink[CmsField.AuthenticatedAttributes];
                    associated[0] = BerTag.Set;
                }

                byte[] content = new byte[sink.Content.Length];
                using var gcm = new AesGcm(key, tag.Length);
                gcm.Decrypt(nonce, sink.Content, tag, content, associated);
                return content;
            }

            byte[] iv = new BerReader(algorithm.Parameters).ReadOctetString().ToArray();
            using SymmetricAlgorithm block = cipher.KeySize == 24 && iv.Length == 8 ? TripleDES.Create() : Aes.Create();
            block.Key = key;
            byte[] plain = block.DecryptCbc(sink.Content, iv);

            // Padding alone holds by chance once in 256 wrong keys; every content here is ASCII.
            return plain.All(octet => octet < 0x80) ? plain : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
