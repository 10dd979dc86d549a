using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Providers;

/// <summary>
/// A decryption key in software or behind the platform: RSA or ECDH in memory, in a key store of the operating system or behind any other
/// <see cref="RSA"/> or <see cref="ECDiffieHellman"/>; X25519, X448 and ML-KEM in memory. The private key is used and not exported, but for what the
/// platform cannot do with it: OAEP with a label or two different hashes, and RSA-KEM, which fail for a key that cannot be exported.
/// </summary>
/// <remarks>
/// <para>Safe for concurrent use: the constructor makes the platform load the key, and every operation then works in a context of its
/// own. A key object handed in must itself allow concurrent use, as those of .NET do.</para>
/// <para>Failures are null, but a failing PKCS#1 v1.5 decryption takes other time than a succeeding one, as the platform reports it.
/// Whoever answers strangers has to mask that (RFC 3218), as the layers above do by going on with a random key.</para>
/// </remarks>
public sealed class SoftwareDecryptionKey : IDecryptionKey, IDisposable
{
    private readonly AsymmetricAlgorithm? _key;
    private readonly ManagedPrivateKey? _managed;
    private readonly int _modulusBytes;
    private readonly ECCurve _curve;
    private readonly byte[] _keyPrefix = []; // what stands before the point in a SubjectPublicKeyInfo of our curve
    private readonly int _keyLength;

    /// <summary>Takes the private key that comes with a certificate.</summary>
    /// <param name="certificate">The certificate with its private key; it stays the caller's.</param>
    /// <exception cref="DomSecException">There is no private key, or it is neither RSA nor ECDH.</exception>
    public SoftwareDecryptionKey(X509Certificate2 certificate)
        : this(certificate, PrivateKeyOf(certificate))
    {
    }

    /// <summary>Joins a certificate and its private key.</summary>
    /// <param name="certificate">The certificate; it stays the caller's.</param>
    /// <param name="key">An <see cref="RSA"/> or <see cref="ECDiffieHellman"/>; disposed with this object.</param>
    /// <exception cref="DomSecException">The key is of another kind, not that of the certificate, or on no named curve; it is then not disposed.</exception>
    public SoftwareDecryptionKey(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(key);
        if (key is not (RSA or ECDiffieHellman))
        {
            throw new DomSecException($"A decryption key has to be RSA or ECDH, not {key.GetType().Name}.");
        }

        if (!PublicKeys.Match(certificate, key))
        {
            throw new DomSecException($"The private key is not that of the certificate {CertificateOutline.Printable(certificate.Subject)}: give the pair that belongs together.");
        }

        _key = key;
        if (key is ECDiffieHellman ecdh)
        {
            ECParameters parameters = ecdh.ExportParameters(includePrivateParameters: false);
            _curve = parameters.Curve;
            if (_curve.IsNamed)
            {
                byte[] own = ecdh.ExportSubjectPublicKeyInfo();
                _keyLength = own.Length;
                _keyPrefix = own[..^(parameters.Q.X!.Length + parameters.Q.Y!.Length)];
            }
        }
        else
        {
            _modulusBytes = (key.KeySize + 7) / 8;
        }

        Certificate = certificate.RawData;
    }

    internal SoftwareDecryptionKey(X509Certificate2 certificate, ManagedPrivateKey key)
    {
        if (!key.SubjectPublicKeyInfo.Span.SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo()))
        {
            throw new DomSecException($"The private key is not that of the certificate {CertificateOutline.Printable(certificate.Subject)}: give the pair that belongs together.");
        }

        _managed = key;
        Certificate = certificate.RawData;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <inheritdoc/>
    public DateTimeOffset? ActivatesAt { get; init; }

    /// <summary>Joins a certificate and its private key of any supported algorithm: RSA, elliptic curves, X25519, X448, ML-KEM in each of its three forms.</summary>
    /// <param name="certificate">The certificate; it stays the caller's.</param>
    /// <param name="pkcs8">PrivateKeyInfo in DER (RFC 5958), not encrypted; it stays the caller's.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="DomSecException">The key is malformed, of another algorithm, or not that of the certificate.</exception>
    public static SoftwareDecryptionKey FromPkcs8(X509Certificate2 certificate, ReadOnlyMemory<byte> pkcs8)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        PrivateKey key;
        try
        {
            key = PrivateKey.OfPkcs8(pkcs8);
        }
        catch (Exception e) when (e is CryptographicException or System.Formats.Asn1.AsnContentException)
        {
            throw new DomSecException("The private key is not PKCS#8 of an algorithm that decrypts: export it again.", e);
        }

        return Of(certificate, key) ?? throw new DomSecException("The private key is of an algorithm that does not decrypt: give one for encryption.");
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> DecapsulateAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<byte[]?>(ct) : ValueTask.FromResult(Decapsulate(ciphertext.Span));

    /// <summary>Joins a certificate and a key from a file; null when the key may not decrypt.</summary>
    internal static SoftwareDecryptionKey? Of(X509Certificate2 certificate, PrivateKey key) =>
        key.ManagedDecryption is { } managed ? new SoftwareDecryptionKey(certificate, managed)
        : key.Decryption is { } platform ? new SoftwareDecryptionKey(certificate, platform)
        : null;

    /// <inheritdoc/>
    public ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(padding);
        return ct.IsCancellationRequested ? ValueTask.FromCanceled<byte[]?>(ct) : ValueTask.FromResult(Decrypt(encryptedKey.Span, padding));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<byte[]?>(ct) : ValueTask.FromResult(_managed is not null ? _managed.Agree(originatorKey) : Agree(originatorKey.Span));

    /// <summary>Releases the private key.</summary>
    public void Dispose() => _key?.Dispose();

    private byte[]? Decrypt(ReadOnlySpan<byte> encryptedKey, RsaDecryptionPadding padding)
    {
        // RFC 8017 sections 7.1.2 and 7.2.2, step 1: the length is known beforehand and public.
        if (_key is not RSA rsa || encryptedKey.Length != _modulusBytes)
        {
            return null;
        }

        try
        {
            return padding.PlatformPadding is { } platform
                ? rsa.Decrypt(encryptedKey, platform)
                : BouncyRsa.TryDecryptOaep(rsa, new OaepParameters(Digests.FromHashName(padding.Hash), Digests.FromHashName(padding.MgfHash), padding.Label), encryptedKey);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private byte[]? Decapsulate(ReadOnlySpan<byte> ciphertext) =>
        _managed is not null ? _managed.Decapsulate(ciphertext)
        : _key is RSA rsa && ciphertext.Length == _modulusBytes ? BouncyRsa.TryDecapsulate(rsa, ciphertext)
        : null;

    private byte[]? Agree(ReadOnlySpan<byte> originatorKey)
    {
        if (_key is not ECDiffieHellman ecdh)
        {
            return null;
        }

        try
        {
            using ECDiffieHellman peer = ECDiffieHellman.Create();
            peer.ImportSubjectPublicKeyInfo(originatorKey, out int read);

            // The curve has to be ours, by name: points of a curve of the sender's choice give away the private key bit by bit.
            // As a rule the octets say so, and the platform need not be asked what it read, which takes it as long as agreeing.
            bool isOurs = originatorKey.Length == _keyLength && originatorKey.StartsWith(_keyPrefix);
            if (read != originatorKey.Length || (!isOurs && !PublicKeys.SameCurve(peer.ExportParameters(includePrivateParameters: false).Curve, _curve)))
            {
                return null;
            }

            using ECDiffieHellmanPublicKey point = peer.PublicKey;
            return ecdh.DeriveRawSecretAgreement(point);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            return null; // not a key, not a point of the curve, or another key size
        }
    }

    private static AsymmetricAlgorithm PrivateKeyOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDiffieHellmanPrivateKey()
            ?? throw new DomSecException($"The certificate {CertificateOutline.Printable(certificate.Subject)} comes without an RSA or ECDH private key that may decrypt: load it together with its key.");
    }
}
