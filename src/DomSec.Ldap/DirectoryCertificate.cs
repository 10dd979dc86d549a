using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Ldap;

/// <summary>Reads values that should be certificates. What they hold is judged where it is used.</summary>
internal static class DirectoryCertificate
{
    /// <summary>Active Directory's attribute with PKCS #7 in it instead of a certificate.</summary>
    private const string SmimeAttribute = "userSMIMECertificate";

    private const string SignedDataOid = "1.2.840.113549.1.7.2";
    private const int MaxUnwrapped = 32;

    /// <summary>When a certificate begins to be valid, by which a newer one is told; null for what is no certificate.</summary>
    public static DateTime? NotBefore(byte[] value)
    {
        try
        {
            // The loader takes PEM and trailing octets too; RFC 4523 section 2.1 has one DER or BER certificate and nothing else.
            AsnDecoder.ReadEncodedValue(value, AsnEncodingRules.BER, out _, out _, out int consumed);
            if (consumed != value.Length)
            {
                return null;
            }

            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(value);
            return certificate.NotBefore.ToUniversalTime();
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    /// <summary>
    /// The certificates in a value: itself, or those in the SignedData (RFC 5652 section 5.1) that RFC 2798 section 2.8 and Active Directory put into <c>userSMIMECertificate</c>,
    /// certs-only or signed. Issuing certificates among them are left out: they are nobody's to encrypt to.
    /// </summary>
    /// <returns>Octets to be read as certificates; the value itself when it is not what it should be.</returns>
    public static IReadOnlyList<byte[]> Unwrap(string attribute, byte[] value)
    {
        if (!attribute.Split(';')[0].Equals(SmimeAttribute, StringComparison.OrdinalIgnoreCase))
        {
            return [value];
        }

        try
        {
            AsnReader content = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
            if (content.ReadObjectIdentifier() != SignedDataOid)
            {
                return [value];
            }

            AsnReader signed = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
            signed.ReadInteger(); // version
            signed.ReadSetOf(skipSortOrderValidation: true); // digestAlgorithms
            signed.ReadSequence(); // encapContentInfo
            var certificatesTag = new Asn1Tag(TagClass.ContextSpecific, 0);
            if (!signed.HasData || !signed.PeekTag().HasSameClassAndValue(certificatesTag))
            {
                return [value];
            }

            AsnReader set = signed.ReadSetOf(skipSortOrderValidation: true, certificatesTag);
            var certificates = new List<byte[]>();
            while (set.HasData && certificates.Count < MaxUnwrapped)
            {
                byte[] der = set.ReadEncodedValue().ToArray();
                if (der[0] == 0x30 && !IsIssuer(der))
                {
                    certificates.Add(der);
                }
            }

            return certificates.Count > 0 ? certificates : [value];
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return [value];
        }
    }

    private static bool IsIssuer(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(each => each.CertificateAuthority);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
