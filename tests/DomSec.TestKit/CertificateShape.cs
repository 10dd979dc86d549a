using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.TestKit;

/// <summary>Everything about a certificate that a test may want to be wrong. It starts as RFC 3183's strict naming asks; a test changes what it is about.</summary>
public sealed class CertificateShape
{
    /// <summary>The common names, one RDN each. RFC 3183 section 3.1.1 wants exactly one.</summary>
    public List<string> CommonNames { get; } = [];

    public string? Country { get; set; } = "NZ";

    public string? Organization { get; set; }

    /// <summary>From the most significant to the least, between O and CN.</summary>
    public List<string> OrganizationalUnits { get; } = [];

    /// <summary>The DC components, the most significant first (RFC 2247).</summary>
    public List<string> DomainComponents { get; } = [];

    /// <summary>emailAddress attributes in the subject (the old place).</summary>
    public List<string> SubjectEmails { get; } = [];

    /// <summary>Replaces the subject made of the above.</summary>
    public X500DistinguishedName? Subject { get; set; }

    /// <summary>rfc822Names in the subject alternative name.</summary>
    public List<string> Emails { get; } = [];

    public List<string> DnsNames { get; } = [];

    public List<string> Uris { get; } = [];

    /// <summary>Null leaves the extension out.</summary>
    public X509KeyUsageFlags? KeyUsage { get; set; }

    public bool KeyUsageCritical { get; set; } = true;

    /// <summary>Purposes by OID; empty leaves the extension out. Default: e-mail protection.</summary>
    public List<string> ExtendedKeyUsage { get; } = ["1.3.6.1.5.5.7.3.4"];

    public bool IsAuthority { get; set; }

    /// <summary>Null leaves basicConstraints out of an end entity's certificate.</summary>
    public bool IncludeBasicConstraints { get; set; } = true;

    public bool IncludeKeyIdentifiers { get; set; } = true;

    public DateTimeOffset NotBefore { get; set; } = TestCa.DefaultNotBefore;

    public DateTimeOffset NotAfter { get; set; } = TestCa.DefaultNotAfter;

    /// <summary>The serial number, big-endian; null gives a random one of 16 octets.</summary>
    public byte[]? Serial { get; set; }

    /// <summary>The digest the issuer signs with; null is the one that fits the issuer's key.</summary>
    public HashAlgorithmName? SignatureHash { get; set; }

    /// <summary>The cached key to certify; null is the role's own key of the domain.</summary>
    public string? KeyName { get; set; }

    public List<X509Extension> OtherExtensions { get; } = [];

    internal X500DistinguishedName BuildSubject()
    {
        if (Subject is not null)
        {
            return Subject;
        }

        // The platform's builder writes the name added last first; a subject starts with its most significant component (RFC 3183 section 3.1.1).
        var builder = new X500DistinguishedNameBuilder();
        SubjectEmails.AsEnumerable().Reverse().ToList().ForEach(address => builder.AddEmailAddress(address));
        CommonNames.AsEnumerable().Reverse().ToList().ForEach(name => builder.AddCommonName(name));
        OrganizationalUnits.AsEnumerable().Reverse().ToList().ForEach(unit => builder.AddOrganizationalUnitName(unit));
        if (DomainComponents.Count == 0 && Organization is not null)
        {
            builder.AddOrganizationName(Organization);
        }

        if (DomainComponents.Count == 0 && Country is not null)
        {
            builder.AddCountryOrRegion(Country);
        }

        DomainComponents.AsEnumerable().Reverse().ToList().ForEach(component => builder.AddDomainComponent(component));
        return builder.Build();
    }
}
