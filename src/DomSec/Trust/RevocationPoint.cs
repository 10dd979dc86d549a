using DomSec.X509;

namespace DomSec.Trust;

/// <summary>A distribution point of a certificate with its names as dictionary keys: which CRLs may speak about the certificate, for which reasons.</summary>
internal sealed class RevocationPoint
{
    private RevocationPoint(IReadOnlySet<string>? crlIssuers, HashSet<string> names, RevocationReasons reasons)
    {
        CrlIssuers = crlIssuers;
        Names = names;
        Reasons = reasons;
    }

    /// <summary>Whose indirect CRLs speak (RFC 5280 section 6.3.3 (b)(1)); null when it is the certificate's issuer.</summary>
    public IReadOnlySet<string>? CrlIssuers { get; }

    /// <summary>The names of which a CRL with a named scope has to have one.</summary>
    public IReadOnlySet<string> Names { get; }

    public RevocationReasons Reasons { get; }

    /// <summary>The points of a certificate in their order, and the one that section 6.3.3 assumes after them: all reasons, from the issuer, under the issuer's name.</summary>
    public static IReadOnlyList<RevocationPoint> Of(CachedCertificate certificate)
    {
        var points = new List<RevocationPoint>(1);
        foreach (CertificateExtension extension in certificate.Certificate.Extensions.Where(extension => extension.Id == X509Oids.CrlDistributionPoints))
        {
            points.AddRange(DistributionPoint.ReadAll(extension.Value).Select(point => From(point, certificate.IssuerKey)));
        }

        points.Add(new RevocationPoint(null, new HashSet<string>(StringComparer.Ordinal) { OfDirectory(certificate.IssuerKey) }, RevocationReasons.All));
        return points;
    }

    /// <summary>The keys of a distribution point's name; a relative one is completed with the names of the CRL issuers.</summary>
    public static HashSet<string> KeysOf(DistributionPointName name, IEnumerable<string> crlIssuers)
    {
        IEnumerable<string> keys = name.RelativeName is { } rdn
            ? crlIssuers.Select(issuer => OfDirectory(NameKey.Below(issuer, rdn)))
            : name.FullNames.Select(KeyOf);
        return keys.ToHashSet(StringComparer.Ordinal);
    }

    private static RevocationPoint From(DistributionPoint point, string issuerKey)
    {
        // cRLIssuer holds directory names (section 4.2.1.13); a point whose issuers have no such name has no CRL.
        HashSet<string>? issuers = point.CrlIssuers.Count == 0
            ? null
            : point.CrlIssuers.Select(name => name.Directory).OfType<DistinguishedName>().Select(NameKey.Of).ToHashSet(StringComparer.Ordinal);

        // Section 6.3.3 (b)(2)(i): without a name the names of cRLIssuer stand for it.
        HashSet<string> names = point.Name is { } name
            ? KeysOf(name, issuers ?? [issuerKey])
            : point.CrlIssuers.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        return new RevocationPoint(issuers, names, point.Reasons);
    }

    private static string KeyOf(GeneralName name) => name.Directory is { } directory
        ? OfDirectory(NameKey.Of(directory))
        : Convert.ToHexString([name.Tag]) + ":" + Convert.ToHexString(name.Content.Span);

    private static string OfDirectory(string key) => "A4:" + key;
}
