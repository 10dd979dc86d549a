using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>The key that will sign, chosen and checked, with everything about it that is constant.</summary>
internal sealed record SignerKey(ISigningKey Key, Certificate Certificate, NamingVerdict Naming, SigningAlgorithm Algorithm, DigestAlgorithm Digest, SignatureScheme Scheme)
{
    /// <summary>The key's own certificate and those between it and the anchor (CERT-05), then the authority's other public certificates, if any.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates => [Key.Certificate, .. Key.Chain];
}
