using System.Security.Cryptography;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Cli;
using DomSec.Tests.Crypto;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;

namespace DomSec.Tests.Recipients;

/// <summary>The new recipients through the doors and the command line.</summary>
public sealed class RecipientDoorTests : IDisposable
{
    private static readonly MailDomain Acme = TestDoors.Acme;
    private static readonly MailDomain Partner = TestDoors.Partner;
    private static readonly MailDomain Third = MailDomain.Parse("third.example");

    private readonly TempFolder _temporary = new();

    private string Folder => Path.Combine(_temporary.Path, "community");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(CommunityKeyType.X25519, ContentEncryption.Aes256Gcm, RecipientKind.KeyAgreement)]
    [InlineData(CommunityKeyType.X25519, ContentEncryption.Aes128Cbc, RecipientKind.KeyAgreement)]
    [InlineData(CommunityKeyType.MlKem768, ContentEncryption.Aes256Gcm, RecipientKind.KeyEncapsulation)]
    [InlineData(CommunityKeyType.MlKem768, ContentEncryption.Aes256Cbc, RecipientKind.KeyEncapsulation)]
    [Trait("Requirement", "PQ-KEM-01 PQ-KEM-08 CMS-ED-06 CMS-KA-07 SEC-KEY-03")]
    public async Task Community_with_new_keys_encrypts_and_decrypts(CommunityKeyType type, ContentEncryption cipher, RecipientKind kind)
    {
        CommunityWriter.Init(Folder, [Acme, Partner], CommunityKeyType.P256, type);
        Assert.All(CommunityWriter.Check(Folder), finding => Assert.True(finding.Severity is CommunityFindingSeverity.Good or CommunityFindingSeverity.Advice || (finding.Severity == CommunityFindingSeverity.Warning && type == CommunityKeyType.MlKem768), finding.ToString()));
        using DomSecCommunity doors = DomSecCommunity.Open(Folder);
        byte[] signed = await SignAsync(doors);
        using var encrypted = new MemoryStream();
        DomainEncryptionReport report = await doors.Encryptor.EncryptStreamAsync(
            new MemoryStream(signed), encrypted, new() { Domain = Acme, Recipients = ["bob@partner.example"], IncludeOwnAuthority = true, Profile = new AlgorithmProfile { ContentEncryption = cipher } });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.False(report.IsMixedStrength);

        using var decrypted = new MemoryStream();
        DomainDecryptionReport opened = await doors.Encryptor.DecryptStreamAsync(new MemoryStream(encrypted.ToArray()), decrypted, new() { Domain = Partner });
        Assert.True(opened.Outcome == DomainOutcome.Applied, opened.Refusal?.ToString());
        DomainSecurityReport inside = await doors.Classifier.ClassifyStreamAsync(new MemoryStream(decrypted.ToArray()), new());
        Assert.Equal((SecurityStatus.Pass, "S(S0(content))"), (inside.Status, inside.Structure));
        Assert.All(opened.Classification!.Layers[0].Recipients, recipient => Assert.Equal(kind, recipient.Kind));

        // Every failure inside says the same word.
        byte[] message = encrypted.ToArray();
        (byte[] header, _) = Messages.Split(message);
        byte[] cms = Messages.CmsOf(message);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (DomSec.Cms.RecipientInfo recipient in Recovery.LayerOf(cms).Recipients)
        {
            ReadOnlyMemory<byte>[] fields = recipient switch
            {
                DomSec.Cms.KemRecipientInfo kem => [kem.Ciphertext, kem.EncryptedKey],
                DomSec.Cms.KeyAgreeRecipientInfo agreement => [agreement.OriginatorPoint, agreement.UserKeyingMaterial!.Value, agreement.EncryptedKey],
                _ => throw new InvalidOperationException(),
            };
            foreach (ReadOnlyMemory<byte> field in fields)
            {
                byte[] altered = [.. cms];
                altered[cms.AsSpan().IndexOf(field.Span) + (field.Length / 2)] ^= 4;
                foreach (DomSec.Cms.RecipientInfo other in Recovery.LayerOf(cms).Recipients.Where(other => !other.Identifier!.Equals(recipient.Identifier)))
                {
                    ReadOnlyMemory<byte> key = other is DomSec.Cms.KemRecipientInfo k ? k.EncryptedKey : ((DomSec.Cms.KeyAgreeRecipientInfo)other).EncryptedKey;
                    altered[cms.AsSpan().IndexOf(key.Span)] ^= 4;
                }

                using var output = new MemoryStream();
                DomainDecryptionReport refused = await doors.Encryptor.DecryptStreamAsync(
                    new MemoryStream(Messages.Carry(header, altered, cipher == ContentEncryption.Aes256Gcm ? "authEnveloped-data" : "enveloped-data")), output, new() { Domain = Partner });
                Assert.Equal((DomainOutcome.Refused, 0L), (refused.Outcome, output.Length));
                answers.Add(refused.Refusal + ReportText.Of(refused.Classification!));
            }
        }

        Assert.Single(answers);
    }

    [Fact]
    [Trait("Requirement", "PQ-MIX-01")]
    public async Task Classical_recipient_beside_a_post_quantum_one_is_said()
    {
        CommunityWriter.Init(Folder, [Acme, Partner], CommunityKeyType.P256, CommunityKeyType.MlKem768);
        CommunityWriter.Add(Folder, [Third], CommunityKeyType.P256, CommunityKeyType.P256);
        using DomSecCommunity doors = DomSecCommunity.Open(Folder);
        byte[] signed = await SignAsync(doors);
        foreach ((string[] recipients, bool mixed) in new[] { ((string[])["bob@partner.example"], false), (["carol@third.example"], false), (["bob@partner.example", "carol@third.example"], true) })
        {
            using var encrypted = new MemoryStream();
            DomainEncryptionReport report = await doors.Encryptor.EncryptStreamAsync(new MemoryStream(signed), encrypted, new() { Domain = Acme, Recipients = recipients, AllowHiddenRecipients = true });
            Assert.Equal((DomainOutcome.Applied, mixed), (report.Outcome, report.IsMixedStrength));
        }
    }

    [Fact]
    [Trait("Requirement", "PQ-KEM-08")]
    public async Task Ml_kem_certificate_without_key_encipherment_is_not_encrypted_to()
    {
        foreach ((System.Security.Cryptography.X509Certificates.X509KeyUsageFlags usage, DomainOutcome outcome) in new[]
        {
            (System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.KeyEncipherment, DomainOutcome.Applied),
            (System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.KeyAgreement, DomainOutcome.Refused),
            (System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.DigitalSignature, DomainOutcome.Refused),
            (System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.None, DomainOutcome.Applied),
        })
        {
            byte[] spki = DomSec.Crypto.BouncyCastle.ManagedPrivateKey.Generate(DomSec.Crypto.Oids.MlKem768, out _).SubjectPublicKeyInfo.ToArray();
            TestDoors doors = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca);
            doors.Community.AddCertificate(Partner, DomainRole.Confidentiality, AuthorityCertificate(spki, usage));
            byte[] signed = await doors.SignedAsync(Messages.Plain());
            (DomainEncryptionReport report, _) = await doors.EncryptAsync(signed);
            Assert.True(outcome == report.Outcome, $"{usage}: {report.Refusal}");
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-KEK-01 CMS-PW-01")]
    public async Task Shared_keys_and_passwords_of_the_key_store_open()
    {
        using var openssl = new OpenSslTool();
        byte[] entity = await SignedEntityAsync();
        openssl.Write("content", entity);
        openssl.Run("cms", "-encrypt", "-binary", "-aes-256-cbc", "-in", "content", "-outform", "DER", "-out", "kek", "-secretkey", new string('7', 64), "-secretkeyid", "0102");
        openssl.Run("cms", "-encrypt", "-binary", "-aes-256-cbc", "-in", "content", "-outform", "DER", "-out", "pwri", "-pwri_password", "secret");
        var request = new DomainDecryptionRequest { AllowUnauthenticatedContent = true };
        byte[] header = Messages.Split(Messages.Plain()).Header;
        foreach ((string file, bool passwords, bool opens) in new[] { ("kek", false, true), ("pwri", false, false), ("pwri", true, true) })
        {
            var doors = new TestDoors(new DomSecOptions { DecryptPasswordRecipients = passwords });
            doors.Community.AddKeyEncryptionKey(Partner, new SoftwareKeyEncryptionKey([1, 2], Enumerable.Repeat((byte)0x77, 32).ToArray())).AddPassword(Partner, "secret");
            (DomainDecryptionReport report, _) = await doors.DecryptAsync(Messages.Carry(header, openssl.Read(file), "enveloped-data"), request);
            Assert.True(report.Outcome == (opens ? DomainOutcome.Applied : DomainOutcome.Refused), $"{file}: {report.Refusal}");
            RecipientReport recipient = Assert.Single(report.Classification!.Layers[0].Recipients);
            Assert.Equal((file == "kek" ? RecipientKind.KeyEncryptionKey : RecipientKind.Password, file == "kek" ? "keyId 0102" : "", opens), (recipient.Kind, recipient.Id, recipient.IsOurs));
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-KEY-01 SEC-KEY-02")]
    public async Task Secrets_are_fresh_and_in_no_text()
    {
        CommunityWriter.Init(Folder, [Acme, Partner], CommunityKeyType.P256, CommunityKeyType.X25519);
        using DomSecCommunity doors = DomSecCommunity.Open(Folder);
        byte[] signed = await SignAsync(doors);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 3; i++)
        {
            using var encrypted = new MemoryStream();
            await doors.Encryptor.EncryptStreamAsync(new MemoryStream(signed), encrypted, new() { Domain = Acme, Recipients = ["bob@partner.example"] });
            var agreement = (DomSec.Cms.KeyAgreeRecipientInfo)Recovery.LayerOf(Messages.CmsOf(encrypted.ToArray())).Recipients[0];
            Assert.True(seen.Add(Convert.ToHexString(agreement.OriginatorPoint.Span)));
            Assert.True(seen.Add(Convert.ToHexString(agreement.UserKeyingMaterial!.Value.Span)));
            Assert.True(seen.Add(Convert.ToHexString(agreement.EncryptedKey.Span)));
        }

        // No public member takes a source of randomness.
        Assert.DoesNotContain(typeof(DomSecOptions).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods().Cast<System.Reflection.MethodBase>().Concat(type.GetConstructors())).SelectMany(m => m.GetParameters()), p =>
            typeof(RandomNumberGenerator).IsAssignableFrom(p.ParameterType) || typeof(Random).IsAssignableFrom(p.ParameterType) || p.ParameterType.FullName!.StartsWith("Org.BouncyCastle", StringComparison.Ordinal));

        // Keys that fail say nothing of themselves.
        byte[] secret = Enumerable.Repeat((byte)0x5A, 32).ToArray();
        var key = new SoftwareKeyEncryptionKey([1], secret);
        Assert.DoesNotContain("5A5A", TextOf(key) + TextOf(SharedSecretTests.Kek([1], secret)), StringComparison.OrdinalIgnoreCase);
        string pem = File.ReadAllText(Path.Combine(Folder, "identities", "partner.example", "confidentiality.pem"));
        string wrong = Assert.Throws<DomSecException>(() => SoftwareDecryptionKey.FromPkcs8(Recovery.Certify(RSA.Create(2048).ExportSubjectPublicKeyInfo()), Recovery.Pem(pem[pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..]))).ToString();
        Assert.DoesNotContain(Convert.ToBase64String(Recovery.Pem(pem[pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..]))[24..48], wrong, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SEC-KEY-03")]
    public void Key_that_signs_and_decrypts_is_found()
    {
        CommunityWriter.Init(Folder, [Acme], CommunityKeyType.P256, CommunityKeyType.P256);
        Assert.DoesNotContain(CommunityWriter.Check(Folder), finding => finding.Text.Contains("both signs and decrypts", StringComparison.Ordinal));
        using var rsa = RSA.Create(2048);
        foreach ((DomainRole role, string file) in new[] { (DomainRole.Confidentiality, "a"), (DomainRole.DomainSigning, "b") })
        {
            byte[] certificate = AuthorityCertificate(rsa.ExportSubjectPublicKeyInfo(), System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.None, role, Acme);
            File.WriteAllText(Path.Combine(Folder, "members", "acme.example", file + ".pem"), PemEncoding.WriteString("CERTIFICATE", certificate));
        }

        Assert.Single(CommunityWriter.Check(Folder), finding => finding.Text.Contains("both signs and decrypts", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "CMS-KA-04")]
    public async Task Command_line_encrypts_to_an_x25519_certificate_of_openssl_s_making()
    {
        using var openssl = new OpenSslTool();
        CommunityWriter.Init(Folder, [Acme, Partner], CommunityKeyType.Rsa2048, CommunityKeyType.Rsa2048);
        openssl.Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=x", "-days", "30", "-addext", "keyUsage=critical,keyCertSign");
        openssl.Run("genpkey", "-algorithm", "X25519", "-out", "enc.key");
        openssl.Run("pkey", "-in", "enc.key", "-pubout", "-out", "enc.pub");
        openssl.Write("enc.ext", "subjectAltName=email:domain-confidentiality-authority@partner.example\nkeyUsage=critical,keyAgreement\nextendedKeyUsage=emailProtection\nbasicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\n"u8.ToArray());
        openssl.Run("req", "-new", "-key", "ca.key", "-subj", "/C=NZ/O=partner.example/CN=domain-confidentiality-authority", "-out", "enc.csr");
        openssl.Run("x509", "-req", "-in", "enc.csr", "-force_pubkey", "enc.pub", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "20", "-extfile", "enc.ext", "-out", "enc.pem");
        string identities = Path.Combine(Folder, "identities", "partner.example");
        string members = Path.Combine(Folder, "members", "partner.example");
        File.Delete(Path.Combine(identities, "confidentiality.pem"));
        File.Delete(Path.Combine(members, "confidentiality.pem"));
        Directory.Delete(Path.Combine(Folder, "crls"), recursive: true);
        File.WriteAllBytes(Path.Combine(Folder, "anchors", "openssl.pem"), openssl.Read("ca.pem"));
        File.WriteAllBytes(Path.Combine(members, "enc.pem"), openssl.Read("enc.pem"));
        File.WriteAllBytes(Path.Combine(identities, "enc.pem"), [.. openssl.Read("enc.pem"), .. openssl.Read("enc.key")]);

        string plain = Path.Combine(_temporary.Path, "m.eml");
        File.WriteAllBytes(plain, Messages.Plain());
        string signed = plain + ".s";
        string encrypted = plain + ".e";
        string decrypted = plain + ".d";
        await Cli("sign", "--community", Folder, "--domain", "acme.example", "--evidence", "test", plain, signed);
        await Cli("encrypt", "--community", Folder, "--domain", "acme.example", "--to", "bob@partner.example", signed, encrypted);
        Assert.True(Messages.CmsOf(File.ReadAllBytes(encrypted)).AsSpan().IndexOf(Convert.FromHexString("06032b656e")) > 0); // id-X25519 in originatorKey
        await Cli("decrypt", "--community", Folder, "--domain", "partner.example", encrypted, decrypted);
        await Cli("classify", "--community", Folder, "--domain", "partner.example", decrypted);
    }

    private static string TextOf(object value) => value.ToString()!;

    private static async Task Cli(params string[] arguments)
    {
        CliRun run = await CliRun.Of(arguments);
        Assert.True(run.ExitCode == 0, arguments[0] + " " + run);
    }

    private static async Task<byte[]> SignAsync(DomSecCommunity doors)
    {
        using var signed = new MemoryStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(new MemoryStream(Messages.Plain()), signed, new() { Domain = Acme, Evidence = TestDoors.Evidence });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return signed.ToArray();
    }

    private static Task<byte[]> SignedEntityAsync() => Task.FromResult(Messages.Split(Messages.Plain()).Entity);

    private static byte[] AuthorityCertificate(
        byte[] spki, System.Security.Cryptography.X509Certificates.X509KeyUsageFlags usage, DomainRole role = DomainRole.Confidentiality, MailDomain? of = null)
    {
        MailDomain domain = of ?? Partner;
        string name = role == DomainRole.Confidentiality ? "domain-confidentiality-authority" : "domain-signing-authority";
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            new System.Security.Cryptography.X509Certificates.X500DistinguishedName($"CN={name}, O={domain}"),
            System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(spki, out _),
            HashAlgorithmName.SHA256);
        var names = new System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder();
        names.AddEmailAddress($"{name}@{domain}");
        request.CertificateExtensions.Add(names.Build());
        if (usage != System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.None)
        {
            request.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509KeyUsageExtension(usage, critical: true));
        }

        using AsymmetricAlgorithm key = TestKeys.Get(TestKeyType.Rsa2048, "ca:Community Root");
        return request.Create(
            TestCa.Shared.Certificate.SubjectName,
            System.Security.Cryptography.X509Certificates.X509SignatureGenerator.CreateForRSA((RSA)key, RSASignaturePadding.Pkcs1),
            TestCa.DefaultNotBefore,
            TestCa.DefaultNotAfter,
            [0x11, .. RandomNumberGenerator.GetBytes(8)]).RawData;
    }
}
