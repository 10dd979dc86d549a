using DomSec.Crypto;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// Which of several own certificates that are valid now is used: one that is activated before one that is staged, then one that the community trusts, then the newest. A preference and no
/// condition: the only valid one is used whatever else there is to say of it, so that nothing stops while nobody is there; those who receive it judge it.
/// </summary>
internal sealed class OwnCertificates(CertificateValidator validator, ITrustStore trust, DomSecOptions options)
{
    /// <param name="candidates">At least one; all valid now.</param>
    /// <param name="certificate">A candidate's certificate.</param>
    /// <param name="activatesAt">From when on it is to be used.</param>
    /// <param name="chain">What leads from it to an anchor.</param>
    /// <param name="signs">Whether it signs; else it is encrypted to.</param>
    /// <param name="now">The time.</param>
    public T Best<T>(
        IReadOnlyList<T> candidates, Func<T, Certificate> certificate, Func<T, DateTimeOffset?> activatesAt, Func<T, IReadOnlyList<ReadOnlyMemory<byte>>> chain, bool signs, DateTimeOffset now) =>
        candidates.Count == 1 ? candidates[0] : BestOfSeveral(candidates, certificate, activatesAt, chain, signs, now);

    private T BestOfSeveral<T>(
        IReadOnlyList<T> candidates, Func<T, Certificate> certificate, Func<T, DateTimeOffset?> activatesAt, Func<T, IReadOnlyList<ReadOnlyMemory<byte>>> chain, bool signs, DateTimeOffset now) =>
        candidates
            .OrderByDescending(each => activatesAt(each) is not { } at || at <= now)
            .ThenByDescending(each => IsTrusted(certificate(each), chain(each), signs, now))
            .ThenByDescending(each => certificate(each).NotBefore)
            .ThenByDescending(each => certificate(each).NotAfter)
            .First();

    private bool IsTrusted(Certificate certificate, IReadOnlyList<ReadOnlyMemory<byte>> chain, bool signs, DateTimeOffset now)
    {
        CertificatePurpose purpose = signs ? CertificatePurpose.Signing
            : validator.Certificates.Find(certificate).PublicKey is { Kind: KeyKind.Rsa or KeyKind.Kem } ? CertificatePurpose.KeyEncipherment
            : CertificatePurpose.KeyAgreement;
        Certificate[] helpers = [.. chain.Select(der => validator.Certificates.Get(der)?.Certificate).OfType<Certificate>()];
        return validator.Validate(certificate, purpose, helpers, trust.Current, now, options).Fact == CertificateFact.Trusted;
    }
}
