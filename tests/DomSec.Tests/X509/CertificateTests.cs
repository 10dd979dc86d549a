using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Tests.X509;

public sealed class CertificateTests
{
    public static TheoryData<string, string> CertificateFiles()
    {
        var data = new TheoryData<string, string>();
        foreach (string path in Directory.GetFiles(VectorFiles.Folder("rfc9216"), "*.crt").Concat(Directory.GetFiles(VectorFiles.Folder("rfc4134"), "*.cer")))
        {
            data.Add(Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CertificateFiles))]
    public void Certificate_of_an_rfc_reads_as_the_platform_reads_it(string folder, string file)
    {
        byte[] der = VectorFiles.ReadDer(Path.Combine(VectorFiles.Folder(folder), file));
        using X509Certificate2 expected = X509CertificateLoader.LoadCertificate(der);
        Certificate actual = TestCertificates.Parse(der);

        Assert.Equal(expected.RawData, actual.Raw.ToArray());
        Assert.Equal(expected.Version, actual.Version);
        Assert.Equal(expected.SerialNumberBytes.ToArray(), actual.SerialNumber.ToArray());
        Assert.Equal(expected.SerialNumber, actual.SerialHex, ignoreCase: true);
        Assert.Equal(expected.SubjectName.RawData, actual.Subject.Raw.ToArray());
        Assert.Equal(expected.IssuerName.RawData, actual.IssuerRaw.ToArray());
        Assert.Equal(expected.NotBefore.ToUniversalTime(), actual.NotBefore.UtcDateTime);
        Assert.Equal(expected.NotAfter.ToUniversalTime(), actual.NotAfter.UtcDateTime);
        Assert.Equal(expected.PublicKey.ExportSubjectPublicKeyInfo(), actual.SubjectPublicKeyInfo.ToArray());
        Assert.Equal(expected.GetCertHash(HashAlgorithmName.SHA256), actual.Sha256.ToArray());
        Assert.False(actual.HasUnknownCriticalExtension);
        Assert.True(actual.MatchesIssuerAndSerial(expected.IssuerName.RawData, expected.SerialNumberBytes.Span));

        X509KeyUsageExtension? keyUsage = expected.Extensions.OfType<X509KeyUsageExtension>().SingleOrDefault();
        Assert.Equal(keyUsage?.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature), actual.KeyUsage?.HasFlag(KeyUsages.DigitalSignature));
        Assert.Equal(keyUsage?.KeyUsages.HasFlag(X509KeyUsageFlags.KeyEncipherment), actual.KeyUsage?.HasFlag(KeyUsages.KeyEncipherment));
        Assert.Equal(keyUsage?.KeyUsages.HasFlag(X509KeyUsageFlags.KeyAgreement), actual.KeyUsage?.HasFlag(KeyUsages.KeyAgreement));
        Assert.Equal(keyUsage?.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign), actual.KeyUsage?.HasFlag(KeyUsages.KeyCertSign));
        Assert.Equal(keyUsage?.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign), actual.KeyUsage?.HasFlag(KeyUsages.CrlSign));

        X509EnhancedKeyUsageExtension? usages = expected.Extensions.OfType<X509EnhancedKeyUsageExtension>().SingleOrDefault();
        Assert.Equal(usages?.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(oid => oid.Value!), actual.ExtendedKeyUsages);

        X509BasicConstraintsExtension? constraints = expected.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault();
        Assert.Equal(constraints?.CertificateAuthority ?? false, actual.IsCa);
        Assert.Equal(constraints is { HasPathLengthConstraint: true } ? constraints.PathLengthConstraint : null, actual.PathLength);

        X509SubjectKeyIdentifierExtension? ski = expected.Extensions.OfType<X509SubjectKeyIdentifierExtension>().SingleOrDefault();
        Assert.Equal(ski?.SubjectKeyIdentifierBytes.ToArray(), actual.SubjectKeyIdentifier?.ToArray());
        byte[]? aki = expected.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().SingleOrDefault()?.KeyIdentifier?.ToArray();
        Assert.Equal(aki, actual.AuthorityKeyIdentifier?.ToArray());
        string email = expected.GetNameInfo(X509NameType.EmailName, forIssuer: false);
        Assert.Equal(email.Length > 0 ? email : null, actual.Emails.Count > 0 ? actual.Emails[0] : null);

        // The signed part and the signature stand where the platform cannot show them: right after the outer header, and last.
        Assert.Equal(der.AsSpan(der.Length - actual.SignatureValue.Length).ToArray(), actual.SignatureValue.ToArray());
        Assert.True(der.AsSpan().IndexOf(actual.TbsRaw.Span) is 3 or 4);
    }

    [Theory]
    [MemberData(nameof(CertificateFiles))]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Certificate_cut_or_changed_anywhere_never_throws(string folder, string file)
    {
        byte[] der = VectorFiles.ReadDer(Path.Combine(VectorFiles.Folder(folder), file));
        for (int length = 0; length < der.Length; length++)
        {
            Assert.NotEqual(BerStatus.Ok, Certificate.TryParse(der.AsMemory(0, length), out _));
        }

        for (int i = 0; i < der.Length; i++)
        {
            foreach (byte mask in new byte[] { 0x01, 0x20, 0x80, 0xFF })
            {
                byte[] changed = (byte[])der.Clone();
                changed[i] ^= mask;
                if (Certificate.TryParse(changed, out Certificate? certificate) == BerStatus.Ok)
                {
                    _ = certificate!.Subject.ToString() + certificate.Emails.Count + certificate.MatchesKeyIdentifier([1]);
                }
            }
        }
    }

    [Fact]
    public void Certificate_shows_every_name_and_usage()
    {
        var san = new SubjectAlternativeNameBuilder();
        san.AddEmailAddress("domain-signing-authority@acme.com");
        san.AddDnsName("mail.acme.com");
        san.AddUri(new Uri("smtp://mail.acme.com"));
        san.AddIpAddress(System.Net.IPAddress.Loopback);
        byte[] der = TestCertificates.MakeRaw(
            Names.Der("C=US, O=Acme, CN=domain-signing-authority, E/ia5=other@acme.com"),
            san.Build(),
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation | X509KeyUsageFlags.DecipherOnly, critical: true),
            new X509EnhancedKeyUsageExtension([new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.4")], critical: false),
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 3, critical: true));
        Certificate certificate = TestCertificates.Parse(der);

        Assert.Equal(3, certificate.Version);
        Assert.Equal(TestCertificates.NotBefore, certificate.NotBefore);
        Assert.Equal(TestCertificates.NotAfter, certificate.NotAfter); // GeneralizedTime, past 2049
        Assert.Equal(["domain-signing-authority@acme.com"], certificate.SubjectAltEmails);
        Assert.Equal(["domain-signing-authority@acme.com", "other@acme.com"], certificate.Emails);
        Assert.Equal(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation | KeyUsages.DecipherOnly, certificate.KeyUsage);
        Assert.Equal(["1.3.6.1.5.5.7.3.4"], certificate.ExtendedKeyUsages!);
        Assert.True(certificate.IsCa);
        Assert.Equal(3, certificate.PathLength);
        Assert.False(certificate.NamesRevocationSource || certificate.HasUnknownCriticalExtension);
    }

    [Fact]
    public void Certificate_without_extensions_restricts_nothing()
    {
        Certificate certificate = TestCertificates.Make("CN=x");
        Assert.Null(certificate.KeyUsage);
        Assert.Null(certificate.ExtendedKeyUsages);
        Assert.Null(certificate.SubjectKeyIdentifier);
        Assert.False(certificate.IsCa);
        Assert.Empty(certificate.Emails);
    }

    [Fact]
    public void Emails_give_each_address_once()
    {
        Certificate certificate = TestCertificates.Make("CN=x, E/ia5=John@ACME.com, E/ia5=jane@acme.com", "john@acme.com");
        Assert.Equal(["john@acme.com", "jane@acme.com"], certificate.Emails);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-27")]
    public void SmtpUtf8Mailbox_is_read()
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("CN=x"), TestCertificates.AltNames(TestCertificates.SmtpUtf8Mailbox("bücher@acme.com")));
        Certificate certificate = TestCertificates.Parse(der);
        Assert.Equal(["bücher@acme.com"], certificate.SmtpUtf8Mailboxes);
        Assert.Equal(["bücher@acme.com"], certificate.Emails);
    }

    [Theory]
    [InlineData("2.5.29.31", "3000", true)] // cRLDistributionPoints
    [InlineData("1.3.6.1.5.5.7.1.1", "300F300D06082B060105050730018601 61", true)] // OCSP
    [InlineData("1.3.6.1.5.5.7.1.1", "300F300D06082B060105050730028601 61", false)] // caIssuers
    [InlineData("1.3.6.1.5.5.7.1.1", "30FF", true)] // unreadable: assume that there is one
    public void Revocation_source_is_noticed(string oid, string value, bool expected)
    {
        byte[] octets = Convert.FromHexString(value.Replace(" ", ""));
        Certificate certificate = TestCertificates.Parse(TestCertificates.MakeRaw(Names.Der("CN=x"), new X509Extension(oid, octets, critical: false)));
        Assert.Equal(expected, certificate.NamesRevocationSource);
    }

    [Theory]
    [InlineData("1.2.3.4", true, true)]
    [InlineData("1.2.3.4", false, false)]
    [InlineData("2.5.29.30", true, false)] // nameConstraints: path validation processes it
    public void Unknown_critical_extension_is_noticed(string oid, bool critical, bool expected)
    {
        Certificate certificate = TestCertificates.Parse(TestCertificates.MakeRaw(Names.Der("CN=x"), new X509Extension(oid, [0x30, 0x00], critical)));
        Assert.Equal(expected, certificate.HasUnknownCriticalExtension);
    }

    [Theory]
    [InlineData("2.5.29.17", "0C0161")]
    [InlineData("2.5.29.15", "0301")]
    [InlineData("2.5.29.19", "3003020101FF")]
    [InlineData("2.5.29.37", "30020600")]
    [InlineData("2.5.29.14", "3000")]
    public void Relied_on_extension_that_cannot_be_read_makes_the_certificate_unreadable(string oid, string value)
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("CN=x"), new X509Extension("1.2.3.4", Convert.FromHexString(value), critical: false));
        byte[] from = Encoded("1.2.3.4");
        byte[] to = Encoded(oid);
        byte[] patched = Replace(der, from, to);
        Assert.NotEqual(BerStatus.Ok, Certificate.TryParse(patched, out Certificate? certificate));
        Assert.Null(certificate);

        static byte[] Encoded(string dotted)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            writer.WriteObjectIdentifier(dotted);
            return writer.Encode();
        }

        static byte[] Replace(byte[] source, byte[] from, byte[] to)
        {
            int at = source.AsSpan().IndexOf(from);
            Assert.True(at > 0);
            byte[] result = (byte[])source.Clone();
            Assert.Equal(from.Length, to.Length);
            to.CopyTo(result, at);
            return result;
        }
    }

    [Fact]
    public void Issuer_and_serial_match_by_octets_and_by_meaning()
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("C/printable=US, O/printable=Acme  Corporation, CN=Root"));
        Certificate certificate = TestCertificates.Parse(der);
        ReadOnlySpan<byte> serial = certificate.SerialNumber.Span;

        Assert.True(certificate.MatchesIssuerAndSerial(certificate.IssuerRaw.Span, serial));
        Assert.True(certificate.MatchesIssuerAndSerial(Names.Der("C/utf8=us, O/bmp= ACME corporation, CN/teletex=root"), serial));
        Assert.True(certificate.MatchesIssuerAndSerial(certificate.IssuerRaw.Span, [0, .. serial]));
        Assert.False(certificate.MatchesIssuerAndSerial(Names.Der("C=US, O=Acme, CN=Root"), serial));
        Assert.False(certificate.MatchesIssuerAndSerial(Names.Der("O=Acme Corporation, C=US, CN=Root"), serial));
        Assert.False(certificate.MatchesIssuerAndSerial(certificate.IssuerRaw.Span, [.. serial, 1]));
        Assert.False(certificate.MatchesIssuerAndSerial([0x30], serial));
        Assert.False(certificate.MatchesIssuerAndSerial([], []));
    }

    [Fact]
    public void Key_identifier_is_the_extension_or_else_computed()
    {
        byte[] name = Names.Der("CN=x");
        Certificate plain = TestCertificates.Parse(TestCertificates.MakeRaw(name));
        byte[] computed = plain.ComputeKeyIdentifier();
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(plain.SubjectPublicKeyInfo.Span, out _);
        Assert.Equal(new X509SubjectKeyIdentifierExtension(publicKey, critical: false).SubjectKeyIdentifierBytes.ToArray(), computed);
        Assert.True(plain.MatchesKeyIdentifier(computed));
        Assert.False(plain.MatchesKeyIdentifier([]));

        Certificate named = TestCertificates.Parse(TestCertificates.MakeRaw(name, new X509SubjectKeyIdentifierExtension([1, 2, 3], critical: false)));
        Assert.True(named.MatchesKeyIdentifier([1, 2, 3]));
        Assert.False(named.MatchesKeyIdentifier(computed));
    }

    [Fact]
    public void Certificate_with_two_algorithm_identifiers_that_differ_is_refused()
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("CN=x"));
        byte[] ecdsaSha256 = Convert.FromHexString("06082A8648CE3D040302");
        int outer = der.AsSpan().LastIndexOf(ecdsaSha256);
        der[outer + ecdsaSha256.Length - 1] = 3; // SHA-384
        Assert.Equal(BerStatus.Malformed, Certificate.TryParse(der, out _));
    }

    [Fact]
    public void Certificate_with_an_extension_twice_is_refused()
    {
        byte[] der = TestCertificates.MakeRaw(
            Names.Der("CN=x"), new X509Extension("1.2.3.4", [5, 0], critical: false), new X509Extension("1.2.3.5", [5, 0], critical: false));
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(der, out _));
        int at = der.AsSpan().IndexOf(Convert.FromHexString("06032A0305"));
        der[at + 4] = 4;
        Assert.Equal(BerStatus.Malformed, Certificate.TryParse(der, out _));
    }

    [Fact]
    public void Certificate_in_indefinite_lengths_reads_the_same()
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("CN=x"));
        Certificate expected = TestCertificates.Parse(der);
        var reader = new BerReader(der);
        byte[] content = reader.ReadElement().Content.ToArray();
        Certificate actual = TestCertificates.Parse((byte[])[0x30, 0x80, .. content, 0, 0]);
        Assert.Equal(expected.Subject.Raw.ToArray(), actual.Subject.Raw.ToArray());
        Assert.Equal(expected.TbsRaw.ToArray(), actual.TbsRaw.ToArray());
    }

    [Fact]
    public void Certificate_followed_by_anything_is_refused()
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("CN=x"));
        Assert.Equal(BerStatus.TrailingData, Certificate.TryParse((byte[])[.. der, 0], out _));
    }

    [Fact]
    public void Rfc822Name_with_octets_outside_ascii_is_no_usable_address()
    {
        byte[] der = TestCertificates.MakeRaw(Names.Der("CN=x"), TestCertificates.AltNames((0x81, Encoding.Latin1.GetBytes("jos\u00e9@acme.com"))));
        Assert.Equal(["jos\ufffd@acme.com"], TestCertificates.Parse(der).SubjectAltEmails);
    }
}
