using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DomSec.Providers;

/// <summary>
/// What a directory needs to know of a certificate to file it: its role by the names of RFC 3183 section 3.1.1, and whether it issues
/// others. Filing, not judging: whether the names are used correctly is decided where a certificate is used.
/// </summary>
/// <param name="Roles">The roles by subject common name or, when that is no role, by the local part of an address.</param>
/// <param name="IsAuthority">Whether basicConstraints says that it issues certificates.</param>
/// <param name="SelfIssued">Whether issuer and subject are the same.</param>
internal sealed record CertificateOutline(IReadOnlyList<DomainRole> Roles, bool IsAuthority, bool SelfIssued)
{
    /// <summary>Whether it names served domains as URI or host name (<see cref="NamingProfile.UriSan"/>).</summary>
    public bool ServesDomains { get; private init; }

    private const string CommonName = "2.5.4.3";
    private const string EmailAddress = "1.2.840.113549.1.9.1";
    private const int MaxShownCharacters = 120;

    public static CertificateOutline Of(X509Certificate2 certificate)
    {
        List<DomainRole> roles = RolesOf(Names(certificate, CommonName));
        if (roles.Count == 0)
        {
            roles = RolesOf(Addresses(certificate).Select(LocalPart));
        }

        bool authority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(IsAuthorityExtension);
        X509.Certificate.TryParse(certificate.RawData, out X509.Certificate? parsed);
        return new CertificateOutline(roles, authority, IsSelfIssued(certificate)) { ServesDomains = parsed is not null && parsed.SubjectAltUris.Count + parsed.SubjectAltDnsNames.Count > 0 };
    }

    /// <summary>
    /// The roles of a certificate that is named by <see cref="NamingProfile.UriSan"/>, whose names do not tell them: the key usage does (draft-melnikov-smime-msa-to-mda section 2.6).
    /// </summary>
    public static IReadOnlyList<DomainRole> RolesByUsage(ReadOnlyMemory<byte> der)
    {
        if (X509.Certificate.TryParse(der, out X509.Certificate? certificate) != Ber.BerStatus.Ok || certificate!.KeyUsage is not { } usage)
        {
            return [];
        }

        var roles = new List<DomainRole>();
        if ((usage & (X509.KeyUsages.DigitalSignature | X509.KeyUsages.NonRepudiation)) != X509.KeyUsages.None)
        {
            roles.AddRange([DomainRole.DomainSigning, DomainRole.Review, DomainRole.Attribute]);
        }

        if ((usage & (X509.KeyUsages.KeyEncipherment | X509.KeyUsages.KeyAgreement)) != X509.KeyUsages.None)
        {
            roles.Add(DomainRole.Confidentiality);
        }

        return roles;
    }

    /// <summary>The addresses of a certificate at a domain or below it.</summary>
    public static IReadOnlyList<string> AddressesAt(ReadOnlyMemory<byte> der, MailDomain domain)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
        return [.. Addresses(certificate).Where(address => MailDomain.TryFromAddress(address, out _, out MailDomain own) && domain.IsSameOrAscendantOf(own))];
    }

    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>All common names of the subject, multi-valued RDNs included.</summary>
    public static IReadOnlyList<string> CommonNames(X509Certificate2 certificate) => Names(certificate, CommonName);

    /// <summary>The addresses of subjectAltName, then those of the subject.</summary>
    public static IReadOnlyList<string> Addresses(X509Certificate2 certificate)
    {
        var addresses = new List<string>();
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == "2.5.29.17")
            {
                ReadAlternativeNames(extension.RawData, addresses);
            }
        }

        addresses.AddRange(Names(certificate, EmailAddress));
        return addresses;
    }

    /// <summary>A certificate's text as it may be shown: one line, no control or invisible characters, bounded.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxShownCharacters)))
        {
            shown.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return shown.ToString();
    }

    private static bool IsAuthorityExtension(X509BasicConstraintsExtension extension)
    {
        try
        {
            return extension.CertificateAuthority;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string LocalPart(string address)
    {
        int at = address.LastIndexOf('@');
        return at < 0 ? "" : address[..at].Trim();
    }

    private static List<DomainRole> RolesOf(IEnumerable<string> names)
    {
        var roles = new List<DomainRole>();
        foreach (string name in names)
        {
            // Filing is not judging: what a draft called the confidentiality authority is one, and counts where it was agreed.
            DomainRole? named = DomainRoleNames.RoleNamed(name) ?? (name.Equals(DomainRoleNames.EncryptingAuthority, StringComparison.OrdinalIgnoreCase) ? DomainRole.Confidentiality : null);
            if (named is { } role && !roles.Contains(role))
            {
                roles.Add(role);
            }
        }

        return roles;
    }

    /// <summary>RFC 5280 section 4.1.2.4: the values of one attribute type in a subject; what cannot be read is left out.</summary>
    private static List<string> Names(X509Certificate2 certificate, string type)
    {
        var values = new List<string>();
        try
        {
            AsnReader rdns = new AsnReader(certificate.SubjectName.RawData, AsnEncodingRules.BER).ReadSequence();
            while (rdns.HasData)
            {
                AsnReader rdn = rdns.ReadSetOf(skipSortOrderValidation: true);
                while (rdn.HasData)
                {
                    AsnReader attribute = rdn.ReadSequence();
                    if (attribute.ReadObjectIdentifier() == type && ReadString(attribute) is { } value)
                    {
                        values.Add(value);
                    }
                }
            }
        }
        catch (AsnContentException)
        {
            // A name the platform accepted and we cannot read gives no role, and is then reported as such.
        }

        return values;
    }

    private static string? ReadString(AsnReader attribute)
    {
        Asn1Tag tag = attribute.PeekTag();
        if (tag.TagClass != TagClass.Universal)
        {
            return null;
        }

        var kind = (UniversalTagNumber)tag.TagValue;
        return kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.T61String or UniversalTagNumber.BMPString or UniversalTagNumber.VisibleString
            ? attribute.ReadCharacterString(kind)
            : null;
    }

    private static void ReadAlternativeNames(byte[] extension, List<string> addresses)
    {
        try
        {
            // RFC 5280 section 4.2.1.6: rfc822Name [1] IA5String.
            var rfc822Name = new Asn1Tag(TagClass.ContextSpecific, 1);
            AsnReader names = new AsnReader(extension, AsnEncodingRules.BER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(rfc822Name))
                {
                    addresses.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, rfc822Name));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            // As above: no address, no role.
        }
    }
}
