using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Signing;

/// <summary>A key that will sign, chosen and checked, with everything about it that is constant.</summary>
/// <param name="Key">The key.</param>
/// <param name="Naming">What its certificate's names say.</param>
/// <param name="Algorithm">What is asked of the key.</param>
/// <param name="Shape">What is written about it.</param>
internal sealed record SignerKey(ISigningKey Key, NamingVerdict Naming, SigningAlgorithm Algorithm, SignerShape Shape)
{
    public Certificate Certificate => Shape.Certificate;

    public DigestAlgorithm Digest => Shape.Digest;

    /// <summary>Whether it resists a quantum computer.</summary>
    public bool IsPostQuantum => MlDsaSizes.Of(Shape.Scheme.Kind) is not null;

    /// <summary>The key's own certificate and those between it and the anchor (CERT-05), then the authority's other public certificates, if any.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates => [Key.Certificate, .. Key.Chain];
}
