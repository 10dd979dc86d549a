using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>The fixed part of a SignerInfo to be written (RFC 5652 section 5.3).</summary>
/// <param name="Certificate">The signer's certificate.</param>
/// <param name="Scheme">The signature algorithm with its digest.</param>
/// <param name="UsesKeyIdentifier">Names the signer by its subject key identifier: SignerInfo version 3.</param>
/// <param name="DigestHasNull">LCD-01: writes NULL beside the digest's identifier, as S/MIME version 2 did.</param>
internal sealed record SignerShape(Certificate Certificate, SignatureScheme Scheme, bool UsesKeyIdentifier = false, bool DigestHasNull = false)
{
    public DigestAlgorithm Digest => Scheme.Digest;

    public ReadOnlyMemory<byte> DigestIdentifier { get; } = (DigestHasNull ? Digests.AlgorithmIdentifierWithNull(Scheme.Digest) : Scheme.DigestIdentifier).ToArray();

    public ReadOnlyMemory<byte> SignatureIdentifier => Scheme.AlgorithmIdentifier;
}
