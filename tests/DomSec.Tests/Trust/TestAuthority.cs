using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.X509;

namespace DomSec.Tests.Trust;

/// <summary>A certificate with its key that issues whatever a test asks for, right or wrong.</summary>
internal sealed class TestAuthority
{
    public static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static int _serial = 0x1000;

    private TestAuthority(string name, AsymmetricAlgorithm key, byte[] der)
    {
        Name = name;
        Key = key;
        Der = der;
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(der, out Certificate? certificate));
        Certificate = certificate!;
    }

    public string Name { get; }

    public AsymmetricAlgorithm Key { get; }

    public byte[] Der { get; }

    public Certificate Certificate { get; }

    public static TestAuthority Root(string name, TestCertificate? template = null)
    {
        TestCertificate ca = template ?? TestCertificate.Ca;
        AsymmetricAlgorithm key = ca.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestAuthority(name, key, Sign(name, key, name, key, ca));
    }

    /// <summary>Issues a certificate under this name and key.</summary>
    public TestAuthority Issue(string name, TestCertificate template)
    {
        AsymmetricAlgorithm key = template.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestAuthority(name, key, Sign(name, key, Name, Key, template));
    }

    public TestAuthority IssueCa(string name) => Issue(name, TestCertificate.Ca);

    public TestAuthority IssueLeaf(string name = "CN=leaf") => Issue(name, TestCertificate.Leaf);

    /// <summary>A CRL of this issuer.</summary>
    public byte[] Crl(
        IEnumerable<(TestAuthority Certificate, int? Reason)>? revoked = null,
        DateTimeOffset? thisUpdate = null,
        DateTimeOffset? nextUpdate = null,
        AsymmetricAlgorithm? signedBy = null,
        int number = 1,
        IEnumerable<X509Extension>? extensions = null,
        bool namesIssuers = false)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        X509SignatureGenerator generator = Generator(signedBy ?? Key);
        byte[] algorithm = generator.GetSignatureAlgorithmIdentifier(HashAlgorithmName.SHA256);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteEncodedValue(algorithm);
            writer.WriteEncodedValue(Certificate.Subject.Raw.Span);
            writer.WriteUtcTime(thisUpdate ?? Now.AddDays(-1));
            writer.WriteUtcTime(nextUpdate ?? Now.AddDays(1));
            if (revoked is not null)
            {
                WriteRevoked(writer, revoked, namesIssuers);
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                var crlNumber = new AsnWriter(AsnEncodingRules.DER);
                crlNumber.WriteInteger(number);
                WriteExtension(writer, new X509Extension("2.5.29.20", crlNumber.Encode(), critical: false));
                foreach (X509Extension extension in extensions ?? [])
                {
                    WriteExtension(writer, extension);
                }
            }
        }

        byte[] tbs = writer.Encode();
        var outer = new AsnWriter(AsnEncodingRules.DER);
        using (outer.PushSequence())
        {
            outer.WriteEncodedValue(tbs);
            outer.WriteEncodedValue(algorithm);
            outer.WriteBitString(generator.SignData(tbs, HashAlgorithmName.SHA256));
        }

        return outer.Encode();
    }

    /// <summary>Trust material with these anchors and CRLs.</summary>
    public static TrustMaterial Trusting(TestAuthority[] anchors, TestAuthority[]? intermediates = null, params byte[][] lists) => new(
        [.. anchors.Select(anchor => (ReadOnlyMemory<byte>)anchor.Der)],
        [.. (intermediates ?? []).Select(intermediate => (ReadOnlyMemory<byte>)intermediate.Der)],
        [.. lists.Select(list => (ReadOnlyMemory<byte>)list)]);

    private static byte[] Sign(string subject, AsymmetricAlgorithm subjectKey, string issuer, AsymmetricAlgorithm issuerKey, TestCertificate template)
    {
        var name = new X500DistinguishedName(subject);
        CertificateRequest request = subjectKey is RSA rsa
            ? new CertificateRequest(name, rsa, template.Hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)subjectKey, template.Hash);
        if (template.IsCa is { } isCa)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isCa, template.PathLength is not null, template.PathLength ?? 0, critical: true));
        }

        if (template.KeyUsage is { } usage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        }

        if (template.ExtendedKeyUsages.Count > 0)
        {
            var usages = new OidCollection();
            foreach (string extended in template.ExtendedKeyUsages)
            {
                usages.Add(new System.Security.Cryptography.Oid(extended));
            }

            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, template.ExtendedKeyUsageIsCritical));
        }

        if (template.Emails.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (string email in template.Emails)
            {
                names.AddEmailAddress(email);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        foreach (X509Extension extension in template.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        byte[] serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        Array.Reverse(serial);
        using X509Certificate2 certificate = request.Create(
            new X500DistinguishedName(issuer), Generator(issuerKey, template.Hash), template.NotBefore, template.NotAfter, [0x01, .. serial]);
        return certificate.RawData;
    }

    private static X509SignatureGenerator Generator(AsymmetricAlgorithm key, HashAlgorithmName hash = default) => key switch
    {
        RSA rsa when OldRsaSignatureGenerator.Handles(hash) => new OldRsaSignatureGenerator(rsa),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        _ => X509SignatureGenerator.CreateForECDsa((ECDsa)key),
    };

    private static void WriteRevoked(AsnWriter writer, IEnumerable<(TestAuthority Certificate, int? Reason)> revoked, bool namesIssuers)
    {
        using (writer.PushSequence())
        {
            foreach ((TestAuthority certificate, int? reason) in revoked)
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(certificate.Certificate.SerialNumber.Span);
                    writer.WriteUtcTime(Now.AddDays(-2));
                    if (reason is not null || namesIssuers)
                    {
                        using (writer.PushSequence())
                        {
                            if (reason is not null)
                            {
                                WriteExtension(writer, new X509Extension("2.5.29.21", [0x0A, 0x01, (byte)reason], critical: false));
                            }

                            if (namesIssuers)
                            {
                                WriteExtension(writer, RevocationExtensions.CertificateIssuer(certificate));
                            }
                        }
                    }
                }
            }
        }
    }

    private static void WriteExtension(AsnWriter writer, X509Extension extension)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(extension.Oid!.Value!);
            if (extension.Critical)
            {
                writer.WriteBoolean(true);
            }

            writer.WriteOctetString(extension.RawData);
        }
    }
}
