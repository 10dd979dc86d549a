using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using Oid = DomSec.Ber.Oid;
using X509PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace DomSec.Tests.Signatures;

/// <summary>Composite keys through the doors: experimental, off until they are asked for (PQ-CMP-05).</summary>
public sealed class CompositeDoorTests
{
    private static readonly DomSecOptions _on = new() { ExperimentalComposites = true };
    private static readonly RSA _root = RSA.Create(2048);

    [Theory]
    [InlineData(37, "mldsa44-RSA2048-PSS-SHA256")]
    [InlineData(38, "mldsa44-RSA2048-PKCS15-SHA256")]
    [InlineData(45, "mldsa65-ECDSA-P256-SHA512")]
    [InlineData(48, "mldsa65-Ed25519-SHA512")]
    [InlineData(51, "mldsa87-Ed448-SHAKE256")]
    [Trait("Requirement", "PQ-CMP-01 PQ-CMP-02 PQ-CMP-05")]
    public async Task Composite_domain_signature_passes_only_where_it_is_switched_on(int number, string name)
    {
        CompositeSignature composite = CompositeSignature.All.Single(known => known.Oid == Number(number));
        byte[] pkcs8 = Pkcs8(composite.Oid, CompositeSigningKey.Generate(composite));
        using X509Certificate2 certificate = Certify(ManagedSigningKey.TryRead(pkcs8)!.SubjectPublicKeyInfo.Span, DomainRole.DomainSigning, TestDoors.Acme, X509KeyUsageFlags.DigitalSignature);
        TestDoors on = Doors(_on);
        on.Community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, SoftwareSigningKey.FromPkcs8(certificate, pkcs8));
        byte[] signed = await on.SignedAsync(Messages.Plain());
        DomainSecurityReport report = await on.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal((name, SignatureFact.Valid), (Assert.Single(report.Signatures()).SignatureAlgorithm, Assert.Single(report.Signatures()).Signature));

        // Off: no door signs with it, and what was signed with it is unverifiable, never a pass and never a failure that stands for an attack.
        TestDoors off = Doors(new DomSecOptions());
        off.Community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, SoftwareSigningKey.FromPkcs8(certificate, pkcs8));
        (DomainSigningReport refused, byte[] nothing) = await off.SignAsync(Messages.Plain());
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));
        DomainSecurityReport unknown = await off.ClassifyAsync(signed);
        Assert.Equal(SignatureFact.Unverifiable, Assert.Single(unknown.Signatures()).Signature);
        Assert.NotEqual(SecurityStatus.Pass, unknown.Status);
        Assert.Null(unknown.Domain);

        // On, but altered in either half.
        byte[] cms = Messages.CmsOf(signed);
        byte[] value = Assert.Single(new Org.BouncyCastle.Cms.CmsSignedData(cms).GetSignerInfos()).GetSignature();
        int at = cms.AsSpan().IndexOf(value);
        foreach (int position in new[] { 10, value.Length - 10 })
        {
            byte[] altered = [.. cms];
            altered[at + position] ^= 1;
            DomainSecurityReport broken = await on.ClassifyAsync(altered);
            Assert.Equal(SignatureFact.Invalid, Assert.Single(broken.Signatures()).Signature);
        }
    }

    [Theory]
    [InlineData(55)]
    [InlineData(58)]
    [InlineData(59)]
    [InlineData(65)]
    [Trait("Requirement", "PQ-CMP-03 PQ-CMP-05")]
    public async Task Composite_recipient_is_written_to_and_opened_only_where_it_is_switched_on(int number)
    {
        ManagedPrivateKey key = ManagedPrivateKey.Generate(Number(number), out byte[] pkcs8);
        using X509Certificate2 certificate = Certify(key.SubjectPublicKeyInfo.Span, DomainRole.Confidentiality, TestDoors.Partner, X509KeyUsageFlags.KeyEncipherment);
        TestDoors Sender(DomSecOptions options)
        {
            TestDoors doors = Doors(options).Own(Ids.AcmeSigner, Ids.AcmeDca);
            doors.Community.AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, certificate.RawData);
            return doors;
        }

        TestDoors Receiver(DomSecOptions options)
        {
            TestDoors doors = Doors(options);
            doors.Community.AddDecryptionKey(TestDoors.Partner, SoftwareDecryptionKey.FromPkcs8(certificate, pkcs8));
            return doors;
        }

        byte[] signed = await Sender(_on).SignedAsync(Messages.Plain());
        (DomainEncryptionReport refused, byte[] nothing) = await Sender(new DomSecOptions()).EncryptAsync(signed);
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));

        byte[] encrypted = await Sender(_on).EncryptedAsync(signed);
        (DomainDecryptionReport opened, byte[] content) = await Receiver(_on).DecryptAsync(encrypted);
        Assert.True(opened.Outcome == DomainOutcome.Applied, opened.Refusal?.ToString());
        (await Receiver(_on).ClassifyAsync(content)).HasStatus(SecurityStatus.Pass);
        Assert.Equal(RecipientKind.KeyEncapsulation, Assert.Single(opened.Classification!.Layers[0].Recipients).Kind);
        (DomainDecryptionReport closed, byte[] none) = await Receiver(new DomSecOptions()).DecryptAsync(encrypted);
        Assert.NotEqual(DomainOutcome.Applied, closed.Outcome);
        Assert.Empty(none);
    }

    [Fact]
    [Trait("Requirement", "PQ-CMP-05")]
    public void Composites_are_off_unless_asked_for()
    {
        Assert.False(new DomSecOptions().ExperimentalComposites);
        Assert.Equal(18, CompositeSignature.All.Count);
        Assert.Equal(12, CompositeKem.All.Count);
    }

    private static TestDoors Doors(DomSecOptions options)
    {
        var doors = new TestDoors(options);
        doors.Community.AddAnchor(Root());
        return doors;
    }

    private static X509Certificate2 Root()
    {
        var request = new CertificateRequest("CN=Composite Root", _root, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(TestCa.DefaultNotBefore, TestCa.DefaultNotAfter);
    }

    private static X509Certificate2 Certify(ReadOnlySpan<byte> spki, DomainRole role, MailDomain domain, X509KeyUsageFlags usage)
    {
        string name = role == DomainRole.Confidentiality ? "domain-confidentiality-authority" : "domain-signing-authority";
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}, O={domain}"), X509PublicKey.CreateFromSubjectPublicKeyInfo(spki, out _), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress($"{name}@{domain}");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        return request.Create(
            new X500DistinguishedName("CN=Composite Root"), X509SignatureGenerator.CreateForRSA(_root, RSASignaturePadding.Pkcs1),
            TestCa.DefaultNotBefore, TestCa.DefaultNotAfter, [0x12, .. RandomNumberGenerator.GetBytes(8)]);
    }

    private static Oid Number(int number) => new("1.3.6.1.5.5.7.6." + number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static byte[] Pkcs8(Oid algorithm, byte[] secret) =>
        Tlv.Of(Tlv.Sequence, [0x02, 0x01, 0x00], AlgorithmIdentifier.Encode(algorithm), Tlv.Of(0x04, secret));
}
