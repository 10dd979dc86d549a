using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Benchmarks;

/// <summary>A detached signature as the signer's door makes one, without the door.</summary>
internal sealed class EngineSigner
{
    private readonly SoftwareSigningKey key;
    private readonly SignerTemplate template;
    private readonly SigningAlgorithm algorithm;

    internal EngineSigner(SoftwareSigningKey key, bool isRsa)
    {
        this.key = key;
        Certificate.TryParse(key.Certificate, out Certificate? certificate);
        Certificate = certificate!;
        var scheme = SignatureScheme.For(isRsa ? SignatureKind.RsaPkcs1 : SignatureKind.Ecdsa, DigestAlgorithm.Sha256);
        template = new SignerTemplate(new SignerShape(Certificate, scheme), [key.Certificate], SignatureType.Domain);
        algorithm = new SigningAlgorithm(isRsa ? SigningFamily.RsaPkcs1 : SigningFamily.Ecdsa, System.Security.Cryptography.HashAlgorithmName.SHA256);
    }

    internal Certificate Certificate { get; }

    internal void Sign(byte[] content, OctetSink output)
    {
        using var layer = new SignedDataWriter(output, ber: false, DigestAlgorithm.Sha256, detached: true);
        layer.Write(content);
        byte[] attributes = template.EncodeAttributes(layer.GetDigest(DigestAlgorithm.Sha256), DateTimeOffset.UtcNow);
        byte[] signature = key.SignDataAsync(attributes, algorithm).GetAwaiter().GetResult();
        layer.Finish(template, attributes, signature);
    }
}
