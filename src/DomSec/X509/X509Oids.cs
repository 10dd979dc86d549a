using DomSec.Ber;

namespace DomSec.X509;

/// <summary>The identifiers of RFC 5280, RFC 9598 and RFC 2985 that this room reads by itself.</summary>
internal static class X509Oids
{
    public static readonly Oid CommonName = new("2.5.4.3");
    public static readonly Oid Country = new("2.5.4.6");
    public static readonly Oid Locality = new("2.5.4.7");
    public static readonly Oid State = new("2.5.4.8");
    public static readonly Oid Organization = new("2.5.4.10");
    public static readonly Oid OrganizationalUnit = new("2.5.4.11");
    public static readonly Oid DomainComponent = new("0.9.2342.19200300.100.1.25");
    public static readonly Oid UserId = new("0.9.2342.19200300.100.1.1");
    public static readonly Oid EmailAddress = new("1.2.840.113549.1.9.1");

    public static readonly Oid SubjectKeyIdentifier = new("2.5.29.14");
    public static readonly Oid KeyUsage = new("2.5.29.15");
    public static readonly Oid SubjectAltName = new("2.5.29.17");
    public static readonly Oid IssuerAltName = new("2.5.29.18");
    public static readonly Oid BasicConstraints = new("2.5.29.19");
    public static readonly Oid CrlNumber = new("2.5.29.20");
    public static readonly Oid CrlReason = new("2.5.29.21");
    public static readonly Oid InvalidityDate = new("2.5.29.24");
    public static readonly Oid DeltaCrlIndicator = new("2.5.29.27");
    public static readonly Oid IssuingDistributionPoint = new("2.5.29.28");
    public static readonly Oid CertificateIssuer = new("2.5.29.29");
    public static readonly Oid NameConstraints = new("2.5.29.30");
    public static readonly Oid CrlDistributionPoints = new("2.5.29.31");
    public static readonly Oid CertificatePolicies = new("2.5.29.32");
    public static readonly Oid PolicyMappings = new("2.5.29.33");
    public static readonly Oid AuthorityKeyIdentifier = new("2.5.29.35");
    public static readonly Oid PolicyConstraints = new("2.5.29.36");
    public static readonly Oid ExtendedKeyUsage = new("2.5.29.37");
    public static readonly Oid FreshestCrl = new("2.5.29.46");
    public static readonly Oid InhibitAnyPolicy = new("2.5.29.54");
    public static readonly Oid AuthorityInfoAccess = new("1.3.6.1.5.5.7.1.1");

    /// <summary>id-ad-ocsp, RFC 6960 section 3.1.</summary>
    public static readonly Oid OcspAccess = new("1.3.6.1.5.5.7.48.1");

    /// <summary>id-on-SmtpUTF8Mailbox, RFC 9598 section 3.</summary>
    public static readonly Oid SmtpUtf8Mailbox = new("1.3.6.1.5.5.7.8.9");

    /// <summary>RFC 4262 section 2: what the subject can do in S/MIME.</summary>
    public static readonly Oid SmimeCapabilities = new("1.2.840.113549.1.9.15");
}
