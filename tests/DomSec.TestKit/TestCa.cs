using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.TestKit;

/// <summary>A private certification authority that issues right certificates by default and wrong ones on request.</summary>
public sealed class TestCa
{
    /// <summary>Fixed, so that tests with a fake clock and peers with the real one agree.</summary>
    public static readonly DateTimeOffset DefaultNotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Before 2050, so that times are UTCTime (RFC 5280 section 4.1.2.5).</summary>
    public static readonly DateTimeOffset DefaultNotAfter = new(2047, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly TestKeyType keyType;
    private readonly string keyName;
    private readonly IReadOnlyList<X509Certificate2> chain;

    /// <summary>Makes a self-signed root.</summary>
    /// <param name="name">Its common name, and the name of its cached key.</param>
    /// <param name="keyType">Its key.</param>
    /// <param name="change">What to change about the certificate.</param>
    public TestCa(string name = "Community Root", TestKeyType keyType = TestKeyType.Rsa2048, Action<CertificateShape>? change = null)
        : this(name, keyType, issuer: null, change)
    {
    }

    private TestCa(string name, TestKeyType keyType, TestCa? issuer, Action<CertificateShape>? change)
    {
        this.keyType = keyType;
        keyName = "ca:" + name;
        var shape = new CertificateShape
        {
            Organization = "Community",
            IsAuthority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            KeyName = keyName,
        };
        shape.CommonNames.Add(name);
        shape.ExtendedKeyUsage.Clear();
        change?.Invoke(shape);
        chain = issuer is null ? [] : [issuer.Certificate, .. issuer.chain];
        Issuer = issuer;
        Certificate = (issuer ?? this).Certify(shape, keyType);
    }

    /// <summary>The root that tests share unless they are about roots.</summary>
    public static TestCa Shared { get; } = new();

    /// <summary>Who issued it; null for a root.</summary>
    public TestCa? Issuer { get; }

    /// <summary>The certificate, without the key.</summary>
    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>An authority below this one.</summary>
    public TestCa Intermediate(string name, TestKeyType type = TestKeyType.Rsa2048, Action<CertificateShape>? change = null) => new(name, type, this, change);

    /// <summary>A certificate for a role of a domain, named as RFC 3183 sections 3.1.1 and 4.1 ask unless changed.</summary>
    public TestIdentity Issue(TestRole role, string domain, TestKeyType type = TestKeyType.Rsa2048, Action<CertificateShape>? change = null)
    {
        CertificateShape shape = ShapeOf(role, domain, type);
        change?.Invoke(shape);
        return Finish(role, domain, type, shape);
    }

    /// <summary>A person's certificate.</summary>
    public TestIdentity IssuePerson(string address, TestKeyType type = TestKeyType.Rsa2048, Action<CertificateShape>? change = null)
    {
        CertificateShape shape = ShapeOf(TestRole.Originator, address[(address.LastIndexOf('@') + 1)..], type);
        shape.CommonNames[0] = address[..address.LastIndexOf('@')];
        shape.Emails[0] = address;
        shape.KeyName = "person:" + address;
        change?.Invoke(shape);
        return Finish(TestRole.Originator, address[(address.LastIndexOf('@') + 1)..], type, shape);
    }

    /// <summary>A DER revocation list that names the given certificates.</summary>
    public byte[] Crl(DateTimeOffset? thisUpdate = null, DateTimeOffset? nextUpdate = null, long number = 1, params TestIdentity[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        DateTimeOffset time = thisUpdate ?? DefaultNotBefore;
        foreach (TestIdentity identity in revoked)
        {
            builder.AddEntry(identity.Certificate, time);
        }

        using AsymmetricAlgorithm key = TestKeys.Get(keyType, keyName);
        return builder.Build(
            Certificate.SubjectName,
            GeneratorFor(key),
            number,
            nextUpdate ?? DefaultNotAfter,
            TestKeys.HashFor(keyType),
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false),
            time);
    }

    private static CertificateShape ShapeOf(TestRole role, string domain, TestKeyType type)
    {
        string name = TestRoles.NameOf(role);
        var shape = new CertificateShape
        {
            Organization = domain,
            KeyUsage = (role, TestKeys.IsRsa(type)) switch
            {
                (TestRole.Confidentiality, true) => X509KeyUsageFlags.KeyEncipherment,
                (TestRole.Confidentiality, false) => X509KeyUsageFlags.KeyAgreement,
                _ => X509KeyUsageFlags.DigitalSignature,
            },
            KeyName = domain + "/" + name,
        };
        shape.CommonNames.Add(name);
        shape.Emails.Add(name + "@" + domain);
        return shape;
    }

    private static X509SignatureGenerator GeneratorFor(AsymmetricAlgorithm key, HashAlgorithmName hash = default) => key switch
    {
        RSA rsa when OldRsaSignatureGenerator.Handles(hash) => new OldRsaSignatureGenerator(rsa),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        _ => X509SignatureGenerator.CreateForECDsa((ECDsa)key),
    };

    private TestIdentity Finish(TestRole role, string domain, TestKeyType type, CertificateShape shape)
    {
        X509Certificate2 bare = Certify(shape, type);
        using AsymmetricAlgorithm key = TestKeys.Get(type, shape.KeyName!);
        X509Certificate2 whole = key is RSA rsa ? bare.CopyWithPrivateKey(rsa) : WithCurveKey(bare, (ECDsa)key);
        return new TestIdentity(role, domain, type, whole, this, Issuer is null ? [] : [Certificate, .. chain.Where(certificate => certificate.Subject != certificate.Issuer)]);
    }

    // A certificate for key agreement alone is no ECDSA certificate to the platform.
    private static X509Certificate2 WithCurveKey(X509Certificate2 bare, ECDsa key)
    {
        using ECDsa? signs = bare.GetECDsaPublicKey();
        if (signs is not null)
        {
            return bare.CopyWithPrivateKey(key);
        }

        using var agrees = ECDiffieHellman.Create();
        agrees.ImportPkcs8PrivateKey(key.ExportPkcs8PrivateKey(), out _);
        return bare.CopyWithPrivateKey(agrees);
    }

    private X509Certificate2 Certify(CertificateShape shape, TestKeyType type)
    {
        using AsymmetricAlgorithm subjectKey = TestKeys.Get(type, shape.KeyName!);
        using AsymmetricAlgorithm issuerKey = TestKeys.Get(keyType, keyName);
        HashAlgorithmName hash = shape.SignatureHash ?? TestKeys.HashFor(keyType);
        X500DistinguishedName subject = shape.BuildSubject();
        CertificateRequest request = subjectKey is RSA rsa
            ? new CertificateRequest(subject, rsa, hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)subjectKey, hash);
        AddExtensions(request, shape);
        byte[] serial = shape.Serial ?? RandomSerial();
        X500DistinguishedName issuer = Certificate is null ? subject : Certificate.SubjectName;
        return request.Create(issuer, GeneratorFor(issuerKey, hash), shape.NotBefore, shape.NotAfter, serial);
    }

    private void AddExtensions(CertificateRequest request, CertificateShape shape)
    {
        if (shape.IsAuthority || shape.IncludeBasicConstraints)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(shape.IsAuthority, hasPathLengthConstraint: false, 0, critical: true));
        }

        if (shape.KeyUsage is { } usage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, shape.KeyUsageCritical));
        }

        if (shape.ExtendedKeyUsage.Count > 0)
        {
            var purposes = new OidCollection();
            shape.ExtendedKeyUsage.ForEach(purpose => purposes.Add(new Oid(purpose)));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        }

        if (shape.Emails.Count + shape.DnsNames.Count + shape.Uris.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            shape.Emails.ForEach(names.AddEmailAddress);
            shape.DnsNames.ForEach(names.AddDnsName);
            shape.Uris.ForEach(uri => names.AddUri(new Uri(uri)));
            request.CertificateExtensions.Add(names.Build());
        }

        if (shape.IncludeKeyIdentifiers)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
            if (Certificate is not null)
            {
                request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
            }
        }

        shape.OtherExtensions.ForEach(request.CertificateExtensions.Add);
    }

    private static byte[] RandomSerial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        // RFC 5280 section 4.1.2.2: positive, and not zero.
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
