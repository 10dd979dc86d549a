namespace DomSec.X509;

/// <summary>An entry of revokedCertificates (RFC 5280 section 5.3).</summary>
/// <param name="SerialNumber">The content octets of the INTEGER.</param>
/// <param name="RevocationDate">When the issuer processed the revocation.</param>
/// <param name="Reason">CRLReason of section 5.3.1; null when absent. 8 (removeFromCRL) occurs in delta CRLs only.</param>
internal sealed record RevokedCertificate(ReadOnlyMemory<byte> SerialNumber, DateTimeOffset RevocationDate, int? Reason)
{
    public const int CertificateHold = 6;

    public const int RemoveFromCrl = 8;

    /// <summary>The issuer of the certificate in an indirect CRL, as certificateIssuer of this entry or of one before it says (section 5.3.3); null for the CRL's own issuer.</summary>
    public DistinguishedName? Issuer { get; init; }
}
