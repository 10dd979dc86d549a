using System.Globalization;
using System.Text;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>The entries that the test directories hold, by standard schema only, and how they are asked.</summary>
public static class Community
{
    public static readonly MailDomain Agency = MailDomain.Parse("agency.example");
    public static readonly MailDomain Alias = MailDomain.Parse("old-agency.example");
    public static readonly MailDomain Stranger = MailDomain.Parse("stranger.example");

    /// <summary>A member whose authority's entry holds no certificate.</summary>
    public static readonly MailDomain Bare = MailDomain.Parse("bare.example");

    public static readonly byte[] Older = Issue(years: 0);
    public static readonly byte[] Newer = Issue(years: 1);
    public static readonly byte[] Signing = TestCa.Shared.Issue(TestRole.DomainSigning, "agency.example", TestKeyType.P256).Der;
    public static readonly byte[] Minister = TestCa.Shared.IssuePerson("minister@agency.example", TestKeyType.P256).Der;
    public static readonly byte[] RevocationList = TestCa.Shared.Crl();

    public static string Ldif { get; } = Build();

    /// <summary>Options that do not remember, with times short enough for tests.</summary>
    public static LdapDirectoryOptions Options(params LdapServer[] servers) => new()
    {
        Servers = servers,
        SearchBase = Slapd.Domains,
        RecipientLookup = true,
        IssuerName = Slapd.Issuer,
        ClientCertificate = DirectoryCertificates.Shared.Gateway,
        TrustedRoots = [DirectoryCertificates.Shared.Ca],
        FoundTime = TimeSpan.Zero,
        NotFoundTime = TimeSpan.Zero,
        RetryDelay = TimeSpan.FromMilliseconds(50),
        MaxRetryDelay = TimeSpan.FromMilliseconds(200),
    };

    public static LdapDirectory Directory(params LdapServer[] servers) => new(Options(servers));

    public static ValueTask<CertificateLookup> Confidentiality(this LdapDirectory directory, MailDomain domain) => directory.FindAsync(domain, DomainRole.Confidentiality);

    public static byte[][] Ders(this CertificateLookup lookup) => [.. lookup.Certificates.Select(each => each.ToArray())];

    private static byte[] Issue(int years) => TestCa.Shared.Issue(TestRole.Confidentiality, "agency.example", TestKeyType.P256, shape => shape.NotBefore = TestCa.DefaultNotBefore.AddYears(years)).Der;

    private static string Build()
    {
        var text = new StringBuilder($"""
            dn: {Slapd.Base}
            objectClass: dcObject
            objectClass: organization
            dc: seemail
            o: Secure mail community

            dn: ou=gateways,{Slapd.Base}
            objectClass: organizationalUnit
            ou: gateways

            dn: {Slapd.Simple}
            objectClass: applicationProcess
            objectClass: simpleSecurityObject
            cn: gw1
            userPassword: {Slapd.SimplePassword}

            dn: {Slapd.Issuer}
            objectClass: applicationProcess
            objectClass: pkiCA
            cn: community-ca
            cACertificate;binary:: {Base64(TestCa.Shared.Certificate.RawData)}
            certificateRevocationList;binary:: {Base64(RevocationList)}

            dn: {Slapd.Domains}
            objectClass: organizationalUnit
            ou: domains

            dn: associatedDomain=agency.example,{Slapd.Domains}
            objectClass: organization
            objectClass: domainRelatedObject
            o: The Agency
            associatedDomain: agency.example
            associatedDomain: old-agency.example

            dn: cn=domain-confidentiality-authority,associatedDomain=agency.example,{Slapd.Domains}
            objectClass: inetOrgPerson
            cn: domain-confidentiality-authority
            sn: The Agency
            mail: domain-confidentiality-authority@agency.example
            mail: domain-confidentiality-authority@old-agency.example
            userCertificate;binary:: {Base64(Older)}
            userCertificate;binary:: {Base64(Newer)}

            dn: cn=domain-signing-authority,associatedDomain=agency.example,{Slapd.Domains}
            objectClass: inetOrgPerson
            cn: domain-signing-authority
            sn: The Agency
            mail: domain-signing-authority@agency.example
            userCertificate;binary:: {Base64(Signing)}

            dn: cn=minister,associatedDomain=agency.example,{Slapd.Domains}
            objectClass: inetOrgPerson
            cn: minister
            sn: Minister
            mail: minister@agency.example
            userCertificate;binary:: {Base64(Minister)}

            dn: cn=clerk,associatedDomain=agency.example,{Slapd.Domains}
            objectClass: inetOrgPerson
            cn: clerk
            sn: Clerk
            mail: clerk@agency.example

            dn: cn=odd,associatedDomain=agency.example,{Slapd.Domains}
            objectClass: inetOrgPerson
            cn: odd
            sn: Odd
            mail: "a(b)*\\c"@agency.example
            userCertificate;binary:: {Base64(Older)}

            dn: associatedDomain=bare.example,{Slapd.Domains}
            objectClass: organization
            objectClass: domainRelatedObject
            o: Bare
            associatedDomain: bare.example

            dn: cn=domain-confidentiality-authority,associatedDomain=bare.example,{Slapd.Domains}
            objectClass: inetOrgPerson
            cn: domain-confidentiality-authority
            sn: Bare
            mail: domain-confidentiality-authority@bare.example


            """);
        for (int i = 0; i < 45; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"dn: associatedDomain=m{i}.example,{Slapd.Domains}\nobjectClass: organization\nobjectClass: domainRelatedObject\no: M\nassociatedDomain: m{i}.example\n\n");
        }

        return text.ToString();
    }

    private static string Base64(byte[] octets) => Convert.ToBase64String(octets);
}
