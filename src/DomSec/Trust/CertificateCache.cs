using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>
/// Parsed certificates by the hash of their octets, so that neither a certificate is parsed nor a key imported per message
/// (importing costs more than a verification). Bounded; safe for concurrent use.
/// </summary>
internal sealed class CertificateCache
{
    /// <summary>SEC-DOS-01: larger ones are parsed each time, so that a message cannot fill the memory with certificates of megabytes.</summary>
    private const int MaxCachedBytes = 16 << 10;

    /// <summary>With the bound above, 32 MiB at the very most.</summary>
    private const int MaxEntries = 2048;

    private readonly BoundedCache<Fingerprint, CachedCertificate> _entries = new(MaxEntries);

    /// <summary>The certificate in these octets; null when they hold none.</summary>
    public CachedCertificate? Get(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxCachedBytes)
        {
            return Parse(der);
        }

        Fingerprint fingerprint = Fingerprint.Compute(der.Span);
        if (_entries.Find(fingerprint) is { } known)
        {
            return known;
        }

        // A copy: an entry must not keep the whole message alive that brought it.
        return Parse(der.ToArray()) is { } parsed ? _entries.Add(fingerprint, parsed) : null;
    }

    /// <summary>The entry of a certificate that was parsed already, or a new one that is not kept.</summary>
    public CachedCertificate Find(Certificate certificate) =>
        _entries.Find(Fingerprint.From(certificate.Sha256.Span)) ?? new CachedCertificate(certificate);

    private static CachedCertificate? Parse(ReadOnlyMemory<byte> der) =>
        Certificate.TryParse(der, out Certificate? certificate) == BerStatus.Ok ? new CachedCertificate(certificate!) : null;
}
