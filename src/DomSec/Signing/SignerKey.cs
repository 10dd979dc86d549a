using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>The key that will sign, chosen and checked, with everything about it that is constant.</summary>
internal sealed record SignerKey(ISigningKey Key, Certificate Certificate, NamingVerdict Naming, SigningAlgorithm Algorithm, DigestAlgorithm Digest, SignatureScheme Scheme)
{
    private SignerTemplate? _template;

    /// <summary>The key's own certificate and those between it and the anchor (CERT-05), then the authority's other public certificates, if any.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates => [Key.Certificate, .. Key.Chain];

    /// <summary>What is constant about the key's signatures of a type, encoded on first use. A key signs as what its certificate names, so there is one type.</summary>
    public SignerTemplate Template(SignatureType type)
    {
        SignerTemplate? known = _template;
        return known?.Type == type ? known : _template = new SignerTemplate(Certificate, Certificates, Digest, Scheme.AlgorithmIdentifier, type);
    }
}
