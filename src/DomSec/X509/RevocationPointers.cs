using System.Text;
using DomSec.Ber;

namespace DomSec.X509;

/// <summary>Where a certificate or CRL says that its state is told: RFC 5280 sections 4.2.1.13, 4.2.1.15 and 5.2.6, RFC 6960 section 3.1.</summary>
/// <param name="Lists">URIs of CRLs, those of one distribution point after the other.</param>
/// <param name="Deltas">URIs of delta CRLs (freshestCRL).</param>
/// <param name="Responders">URIs of OCSP responders.</param>
internal sealed record RevocationPointers(IReadOnlyList<Uri> Lists, IReadOnlyList<Uri> Deltas, IReadOnlyList<Uri> Responders)
{
    /// <summary>SEC-DOS-01: far beyond what certificates name.</summary>
    private const int MaxUris = 16;

    private const byte UriTag = 0x86;

    public static RevocationPointers Of(IReadOnlyList<CertificateExtension> extensions) =>
        new(Points(extensions, X509Oids.CrlDistributionPoints), Points(extensions, X509Oids.FreshestCrl), ReadResponders(extensions));

    private static Uri[] Points(IReadOnlyList<CertificateExtension> extensions, Oid id) =>
    [
        .. extensions.Where(extension => extension.Id == id)
            .SelectMany(extension => DistributionPoint.ReadAll(extension.Value))
            .SelectMany(point => point.Name?.FullNames ?? [])
            .Where(name => name.Tag == UriTag)
            .Select(name => Read(name.Content))
            .OfType<Uri>()
            .Distinct()
            .Take(MaxUris),
    ];

    /// <summary>AuthorityInfoAccessSyntax ::= SEQUENCE OF SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName } (section 4.2.2.1).</summary>
    private static Uri[] ReadResponders(IReadOnlyList<CertificateExtension> extensions)
    {
        var uris = new List<Uri>(1);
        foreach (CertificateExtension extension in extensions.Where(extension => extension.Id == X509Oids.AuthorityInfoAccess))
        {
            var reader = new BerReader(extension.Value);
            BerReader list = reader.ReadSequence();
            while (list.HasData && uris.Count < MaxUris)
            {
                BerReader description = list.ReadSequence();
                bool isOcsp = description.ReadOid() == X509Oids.OcspAccess;
                BerElement location = description.ReadElement();
                list.Join(description);
                if (list.Ok && isOcsp && location.Tag == UriTag && Read(location.Content) is { } uri)
                {
                    uris.Add(uri);
                }
            }
        }

        return [.. uris.Distinct()];
    }

    private static Uri? Read(ReadOnlyMemory<byte> octets) =>
        octets.Length is > 0 and < 2048 && octets.Span.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) < 0 && Uri.TryCreate(Encoding.ASCII.GetString(octets.Span), UriKind.Absolute, out Uri? uri) ? uri : null;
}
