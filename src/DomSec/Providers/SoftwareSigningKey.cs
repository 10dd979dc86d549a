using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Providers;

/// <summary>
/// A signing key that the platform holds: RSA or ECDSA, in memory, in a key store of the operating system or behind any other
/// <see cref="RSA"/> or <see cref="ECDsa"/>; or one in memory of an algorithm that the platform lacks: Ed25519, Ed448 or ML-DSA (<see cref="FromPkcs8"/>).
/// The private key is used, never exported.
/// </summary>
/// <remarks>
/// Safe for concurrent use: the constructor makes the platform load the key, and every signature then works in a context of its own.
/// A key object handed in must itself allow concurrent signing, as those of .NET do. Whether the certificate is valid, and fit for
/// its role, is not checked here.
/// </remarks>
public sealed class SoftwareSigningKey : ISigningKey, IDisposable
{
    private readonly AsymmetricAlgorithm? _key;
    private readonly ManagedSigningKey? _managed;

    /// <summary>Takes the private key that comes with a certificate.</summary>
    /// <param name="certificate">The certificate with its private key; it stays the caller's.</param>
    /// <param name="chain">Certificates between it and an anchor; self-issued ones are left out. They stay the caller's.</param>
    /// <exception cref="DomSecException">There is no private key, or it is neither RSA nor ECDSA.</exception>
    public SoftwareSigningKey(X509Certificate2 certificate, params IEnumerable<X509Certificate2> chain)
        : this(certificate, PrivateKeyOf(certificate), chain)
    {
    }

    /// <summary>Joins a certificate and its private key.</summary>
    /// <param name="certificate">The certificate; it stays the caller's.</param>
    /// <param name="key">An <see cref="RSA"/> or <see cref="ECDsa"/>; disposed with this object.</param>
    /// <param name="chain">Certificates between it and an anchor; self-issued ones are left out. They stay the caller's.</param>
    /// <exception cref="DomSecException">The key is of another kind, or not that of the certificate; it is then not disposed.</exception>
    public SoftwareSigningKey(X509Certificate2 certificate, AsymmetricAlgorithm key, params IEnumerable<X509Certificate2> chain)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(chain);
        if (key is not (RSA or ECDsa))
        {
            throw new DomSecException($"A signing key has to be RSA or ECDSA, not {key.GetType().Name}.");
        }

        if (!PublicKeys.Match(certificate, key))
        {
            throw new DomSecException($"The private key is not that of the certificate {CertificateOutline.Printable(certificate.Subject)}: give the pair that belongs together.");
        }

        _key = key;
        Certificate = certificate.RawData;
        Chain = [.. chain.Where(c => !CertificateOutline.IsSelfIssued(c)).Select(c => (ReadOnlyMemory<byte>)c.RawData)];
    }

    internal SoftwareSigningKey(X509Certificate2 certificate, ManagedSigningKey key, IEnumerable<X509Certificate2> chain)
    {
        if (!PublicKeys.Match(certificate, key.SubjectPublicKeyInfo.Span))
        {
            throw new DomSecException($"The private key is not that of the certificate {CertificateOutline.Printable(certificate.Subject)}: give the pair that belongs together.");
        }

        _managed = key;
        Certificate = certificate.RawData;
        Chain = [.. chain.Where(c => !CertificateOutline.IsSelfIssued(c)).Select(c => (ReadOnlyMemory<byte>)c.RawData)];
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; }

    /// <inheritdoc/>
    public DateTimeOffset? ActivatesAt { get; init; }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignDataAsync(ReadOnlyMemory<byte> data, SigningAlgorithm algorithm, CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<byte[]>(ct);
        }

        try
        {
            return ValueTask.FromResult(Sign(data.Span, algorithm));
        }
        catch (CryptographicException e)
        {
            return ValueTask.FromException<byte[]>(e);
        }
    }

    /// <summary>Joins a certificate and its private key as PKCS#8: Ed25519, Ed448 (RFC 8410) or ML-DSA (RFC 9881: seed, expanded key or both).</summary>
    /// <param name="certificate">The certificate; it stays the caller's.</param>
    /// <param name="pkcs8">PrivateKeyInfo in DER, not encrypted; it stays the caller's.</param>
    /// <param name="chain">Certificates between it and an anchor; self-issued ones are left out. They stay the caller's.</param>
    /// <returns>The key.</returns>
    /// <exception cref="DomSecException">The key is malformed, of another algorithm, or not that of the certificate.</exception>
    public static SoftwareSigningKey FromPkcs8(X509Certificate2 certificate, ReadOnlyMemory<byte> pkcs8, params IEnumerable<X509Certificate2> chain)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(chain);
        ManagedSigningKey key = ManagedSigningKey.TryRead(pkcs8)
            ?? throw new DomSecException("The private key is not PKCS#8 with Ed25519, Ed448 or ML-DSA: give keys of RSA and elliptic curves as the platform's objects.");
        return new SoftwareSigningKey(certificate, key, chain);
    }

    /// <summary>Releases the private key.</summary>
    public void Dispose() => _key?.Dispose();

    private byte[] Sign(ReadOnlySpan<byte> data, SigningAlgorithm algorithm) => (algorithm.Family, _key) switch
    {
        (SigningFamily.RsaPkcs1, RSA rsa) => rsa.SignData(data, algorithm.Hash, RSASignaturePadding.Pkcs1),
        (SigningFamily.RsaPss, RSA rsa) => rsa.SignData(data, algorithm.Hash, RSASignaturePadding.Pss),
        // RFC 5753 section 2.1.1: the value is the DER Ecdsa-Sig-Value of RFC 3279.
        (SigningFamily.Ecdsa, ECDsa ecdsa) => ecdsa.SignData(data, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence),
        (var family, null) when family == FamilyOf(_managed!) => _managed!.Sign(data),
        _ => throw new CryptographicException($"The key cannot sign with {algorithm.Family}: it is {(_key is null ? FamilyOf(_managed!) : _key is RSA ? "RSA" : "ECDSA")}."),
    };

    private static SigningFamily FamilyOf(ManagedSigningKey key) => key.Kind switch
    {
        SignatureKind.Ed25519 => SigningFamily.Ed25519,
        SignatureKind.Ed448 => SigningFamily.Ed448,
        SignatureKind.MlDsa44 => SigningFamily.MlDsa44,
        SignatureKind.MlDsa65 => SigningFamily.MlDsa65,
        SignatureKind.Composite => SigningFamily.Composite,
        _ => SigningFamily.MlDsa87,
    };

    private static AsymmetricAlgorithm PrivateKeyOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
            ?? throw new DomSecException($"The certificate {CertificateOutline.Printable(certificate.Subject)} comes without an RSA or ECDSA private key that may sign: load it together with its key.");
    }
}
