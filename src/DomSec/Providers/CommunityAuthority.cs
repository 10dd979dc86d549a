using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using Oid = System.Security.Cryptography.Oid;
using PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace DomSec.Providers;

/// <summary>A key pair and certificate just issued; the key is PKCS#8 in PEM.</summary>
internal sealed record IssuedIdentity(DomainRole Role, string CertificatePem, string KeyPem);

/// <summary>The private certification authority of a community folder: one root that issues the domains' certificates and the revocation list.</summary>
internal sealed class CommunityAuthority : IDisposable
{
    public const int RevocationListDays = 365;

    private const int RootYears = 10;
    private const int IdentityYears = 2;
    private const int SerialBytes = 16;
    private const int MaxNameCharacters = 64; // RFC 5280 appendix A.1: ub-common-name, ub-organization-name
    private const int Pbkdf2Iterations = 600_000; // OWASP's figure for HMAC-SHA-256; a key that is opened a few times a year
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";

    /// <summary>Clocks of peers run behind; a certificate has to be valid at once.</summary>
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);

    private readonly CommunityKey _key;

    private CommunityAuthority(X509Certificate2 certificate, CommunityKey key)
    {
        Certificate = certificate;
        _key = key;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Makes a new root.</summary>
    public static CommunityAuthority Create(string name, CommunityKeyType keyType, DateTimeOffset now)
    {
        // A root as strong as what it issues: a signature that is to last needs a path that does.
        CommunityKey key = CommunityKey.Create(keyType switch
        {
            CommunityKeyType.P256 or CommunityKeyType.Ed25519 or CommunityKeyType.MlDsa65 => keyType,
            CommunityKeyType.P384 or CommunityKeyType.P521 => CommunityKeyType.P384,
            _ => CommunityKeyType.Rsa3072,
        });
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(Truncate($"{name} Root"));
        var request = new CertificateRequest(subject.Build(), key.PublicKey, key.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        (DateTimeOffset from, DateTimeOffset to) = (now - Backdating, now.AddYears(RootYears));
        return new CommunityAuthority(request.Create(request.SubjectName, key.Generator!, from, to, Serial()), key);
    }

    /// <summary>Opens the root of an existing folder.</summary>
    /// <exception cref="DomSecException">The key does not open, or is not that of the certificate.</exception>
    public static CommunityAuthority Open(string certificatePath, string keyPath, string? password)
    {
        byte[] certificateContent = Read(certificatePath);
        byte[] keyContent = Read(keyPath);
        try
        {
            using CredentialFile certificates = CredentialFile.Read(certificateContent, () => null);
            using CredentialFile keys = CredentialFile.Read(keyContent, () => password, certificates.Certificates);
            if (keys.Problems.Count > 0)
            {
                throw new DomSecException($"{keyPath} {keys.Problems[0]}.");
            }

            X509Certificate2? certificate = certificates.Certificates.Find(c => keys.Keys.Exists(k => k.IsOf(c)));
            if (certificate is null || CommunityKey.Of(keys.Keys.Find(k => k.IsOf(certificate))!) is not { } key)
            {
                throw new DomSecException($"{keyPath} does not hold the private key of the root in {certificatePath}: put the pair back that belongs together.");
            }

            certificates.Certificates.Remove(certificate); // kept: not to be disposed with the others
            return new CommunityAuthority(certificate, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyContent);
        }
    }

    /// <summary>Refuses what this version cannot issue, before anything is written.</summary>
    public static void CheckKeyType(CommunityKeyType keyType, bool forEncryption)
    {
        bool signsOnly = keyType is CommunityKeyType.Ed25519 or CommunityKeyType.MlDsa65;
        bool decryptsOnly = keyType is CommunityKeyType.X25519 or CommunityKeyType.MlKem768;
        if (!Enum.IsDefined(keyType) || (forEncryption ? signsOnly : decryptsOnly))
        {
            string instead = forEncryption ? "rsa3072, p256, x25519 or mlkem768 for encryption" : "rsa3072, p256, ed25519 or mldsa65 for signing";
            throw new DomSecException($"Keys of type {keyType.ToString().ToLowerInvariant()} are not supported by this version: use {instead}.");
        }
    }

    /// <summary>The root's key as PKCS#8 in PEM, encrypted when there is a password.</summary>
    public string KeyPem(string? password) => _key.Pem(password, Pbkdf2Iterations);

    /// <summary>Makes a key pair for a role of a domain, named as RFC 3183 sections 3.1.1 and 4.1 demand or as agreed, and issues its certificate.</summary>
    public IssuedIdentity Issue(MailDomain domain, DomainRole role, CommunityKeyType keyType, DateTimeOffset now, NamingProfile naming = NamingProfile.Strict3183)
    {
        using CommunityKey key = CommunityKey.Create(keyType);
        var request = new CertificateRequest(Subject(domain, role, naming), key.PublicKey, _key.Hash);
        X509KeyUsageFlags usage = role != DomainRole.Confidentiality ? X509KeyUsageFlags.DigitalSignature
            : key.IsForEncipherment ? X509KeyUsageFlags.KeyEncipherment
            : X509KeyUsageFlags.KeyAgreement;
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(EmailProtection)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(KeyIdentifierOfRoot());

        // DS-NAM-26: new certificates carry the address in subjectAltName.
        var names = new SubjectAlternativeNameBuilder();
        if (naming == NamingProfile.UriSan)
        {
            names.AddUri(new Uri($"smtp://{domain}"));
        }
        else
        {
            names.AddEmailAddress($"{role.RfcName()}@{domain}");
        }

        request.CertificateExtensions.Add(names.Build());

        DateTimeOffset from = now - Backdating;
        DateTimeOffset to = now.AddYears(IdentityYears);
        var end = new DateTimeOffset(Certificate.NotAfter.ToUniversalTime());
        if (to > end)
        {
            to = end;
        }

        if (to <= now)
        {
            throw new DomSecException($"The community's root ended on {end:yyyy-MM-dd} and can issue nothing more: begin a new community folder.");
        }

        using X509Certificate2 certificate = request.Create(Certificate.SubjectName, _key.Generator!, from, to, Serial());
        return new IssuedIdentity(role, certificate.ExportCertificatePem() + "\n", key.Pem(null, 0) + "\n");
    }

    /// <summary>Issues a revocation list that carries on the one before.</summary>
    /// <param name="before">The DER list in force, or null for the first one.</param>
    /// <param name="now">The time of issue.</param>
    public byte[] IssueRevocationList(byte[]? before, DateTimeOffset now)
    {
        System.Numerics.BigInteger number = 0;
        CertificateRevocationListBuilder builder = before is null ? new() : CertificateRevocationListBuilder.Load(before, out number, out _);
        return builder.Build(Certificate.SubjectName, _key.Generator!, number + 1, now.AddDays(RevocationListDays), _key.Hash, KeyIdentifierOfRoot(), now - Backdating);
    }

    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private static X500DistinguishedName Subject(MailDomain domain, DomainRole role, NamingProfile naming)
    {
        // The builder writes the last one first: RFC 4514 order here, most significant first in the certificate.
        var subject = new X500DistinguishedNameBuilder();
        if (naming != NamingProfile.EmailRole)
        {
            // Under uriSan the subject is free: the role's name in it keeps one domain's several signers apart.
            subject.AddCommonName(role.RfcName());
        }

        if (domain.Value.Length <= MaxNameCharacters)
        {
            subject.AddOrganizationName(domain.Value);
        }
        else
        {
            foreach (string label in domain.Value.Split('.'))
            {
                subject.AddDomainComponent(label);
            }
        }

        return subject.Build();
    }

    /// <summary>RFC 5280 section 4.1.2.2: positive, at most 20 octets; random, so that it cannot be foreseen.</summary>
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    private static string Truncate(string name) => name.Length <= MaxNameCharacters ? name : name[^MaxNameCharacters..];

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DomSecException($"{path} cannot be read: run this where the community's root key is kept.", e);
        }
    }

    private X509AuthorityKeyIdentifierExtension KeyIdentifierOfRoot() =>
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false);
}
