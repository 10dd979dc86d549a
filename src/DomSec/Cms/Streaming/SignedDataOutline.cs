using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms.Streaming;

/// <summary>What a SignedData says before its content, so what has to be known before the content streams by (RFC 5652 section 5.1).</summary>
/// <param name="Version">CMSVersion.</param>
/// <param name="Digests">The digests to compute, each once.</param>
/// <param name="DigestIdentifiers">The AlgorithmIdentifiers of digestAlgorithms, each once.</param>
internal sealed record SignedDataOutline(int Version, IReadOnlyList<DigestAlgorithm> Digests, IReadOnlyList<ReadOnlyMemory<byte>> DigestIdentifiers)
{
    /// <summary>One plain digest, or none for an empty signature layer; X.509 certificates and signers by issuer and serial number.</summary>
    public static SignedDataOutline Of(DigestAlgorithm digest) => digest == DigestAlgorithm.None
        ? new SignedDataOutline(1, [], [])
        : new SignedDataOutline(1, [digest], [Crypto.Digests.AlgorithmIdentifier(digest).ToArray()]);

    /// <summary>A layer of id-data with these signers.</summary>
    public static SignedDataOutline Of(IReadOnlyList<SignerShape> signers, IReadOnlyList<ReadOnlyMemory<byte>> certificates) => new(
        VersionOf(Oids.Data, certificates, signers.Any(signer => signer.UsesKeyIdentifier)),
        [.. signers.Select(signer => signer.Digest).Distinct()],
        [.. signers.Select(signer => signer.DigestIdentifier).DistinctBy(identifier => Convert.ToHexString(identifier.Span))]);

    /// <summary>
    /// CMS-SD-01, RFC 5652 section 5.1: 5 with any certificate or CRL of type other, else 4 with a version 2 attribute certificate, else 3 with a version 1
    /// attribute certificate, a SignerInfo of version 3 or content other than id-data, else 1.
    /// </summary>
    /// <param name="contentType">eContentType.</param>
    /// <param name="choices">The members of certificates and crls as they will be written: CertificateChoices and RevocationInfoChoice tell themselves apart by their tags.</param>
    /// <param name="hasKeyIdentifier">Whether a signer is named by its key identifier, which makes its SignerInfo version 3.</param>
    public static int VersionOf(Oid contentType, IReadOnlyList<ReadOnlyMemory<byte>> choices, bool hasKeyIdentifier)
    {
        // RFC 5652 section 10.2: [1] v1AttrCert, [2] v2AttrCert, [3] other; RevocationInfoChoice has other at [1], which no CRL of ours is.
        bool Any(int tag) => choices.Any(choice => choice.Span[0] == BerTag.Context(tag));
        return Any(3) ? 5
            : Any(2) ? 4
            : Any(1) || hasKeyIdentifier || contentType != Oids.Data ? 3
            : 1;
    }
}
