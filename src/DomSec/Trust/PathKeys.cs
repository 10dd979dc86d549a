using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>The keys of a path as RFC 5280 section 6.1 works with them, and what they verify.</summary>
internal static class PathKeys
{
    /// <summary>
    /// The working key of a certificate, or null. Section 6.1.4 (d) to (f): a DSA key without parameters works with those of the nearest certificate
    /// above that has them, all keys between being DSA.
    /// </summary>
    /// <param name="path">The subject first, the anchor last.</param>
    /// <param name="index">Which certificate.</param>
    public static PublicKey? Of(IReadOnlyList<CachedCertificate> path, int index)
    {
        if (path[index].PublicKey is not { LacksParameters: true } key)
        {
            return path[index].PublicKey;
        }

        for (int i = index + 1; i < path.Count && path[i].PublicKey is { Kind: KeyKind.Dsa } above; i++)
        {
            if (key.WithParametersOf(above) is { } complete)
            {
                return complete;
            }
        }

        return null;
    }

    public static bool Verifies(PublicKey key, Certificate certificate) =>
        Verifies(key, certificate.SignatureAlgorithmRaw, certificate.TbsRaw, certificate.SignatureValue);

    public static bool Verifies(PublicKey key, CertificateRevocationList list) =>
        Verifies(key, list.SignatureAlgorithmRaw, list.TbsRaw, list.SignatureValue);

    public static bool Verifies(PublicKey key, OcspResponse response) =>
        Verifies(key, response.SignatureAlgorithmRaw, response.TbsRaw, response.SignatureValue);

    private static bool Verifies(PublicKey key, ReadOnlyMemory<byte> algorithm, ReadOnlyMemory<byte> tbs, ReadOnlyMemory<byte> signature) =>
        SignatureScheme.TryResolve(AlgorithmIdentifier.Parse(algorithm), out SignatureScheme? scheme) == SchemeStatus.Ok
        && key.Verify(scheme!, tbs.Span, signature.Span);
}
