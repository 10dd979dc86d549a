using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>
/// The SHA-256 of a certificate, or of its SubjectPublicKeyInfo: an authority's own or that of one that issued it. It narrows trust, and adds none: the path has to lead to an
/// anchor of the community besides (SEC-DOM-03). Immutable.
/// </summary>
public sealed class CertificatePin : IEquatable<CertificatePin>
{
    private const string Prefix = "sha256:";

    private readonly byte[] _sha256;

    private CertificatePin(byte[] sha256) => _sha256 = sha256;

    /// <summary>Pins this very certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <returns>The pin.</returns>
    public static CertificatePin OfCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new CertificatePin(SHA256.HashData(certificate.RawData));
    }

    /// <summary>Pins the key of a certificate, which stays when the certificate is renewed (RFC 7469 section 2.4).</summary>
    /// <param name="certificate">The certificate.</param>
    /// <returns>The pin.</returns>
    public static CertificatePin OfPublicKey(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new CertificatePin(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Reads a pin.</summary>
    /// <param name="text">64 hexadecimal digits in any case, with or without colons between octets, and <c>sha256:</c> in front if so wanted.</param>
    /// <returns>The pin.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static CertificatePin Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string digits = (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text).Replace(":", "", StringComparison.Ordinal);
        if (digits.Length != 2 * SHA256.HashSizeInBytes || digits.Any(c => !char.IsAsciiHexDigit(c)))
        {
            throw new FormatException("a pin is the SHA-256 of a certificate or of its public key in 64 hexadecimal digits");
        }

        return new CertificatePin(Convert.FromHexString(digits));
    }

    /// <inheritdoc/>
    public bool Equals(CertificatePin? other) => other is not null && _sha256.AsSpan().SequenceEqual(other._sha256);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CertificatePin);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_sha256, 0);

    /// <summary>The pin as <see cref="Parse"/> reads it, in lower case.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Prefix + Convert.ToHexStringLower(_sha256);

    /// <summary>Whether it is the pin of this certificate or of its key.</summary>
    internal bool Matches(X509.Certificate certificate) =>
        certificate.Sha256.Span.SequenceEqual(_sha256) || SHA256.HashData(certificate.SubjectPublicKeyInfo.Span).AsSpan().SequenceEqual(_sha256);
}
