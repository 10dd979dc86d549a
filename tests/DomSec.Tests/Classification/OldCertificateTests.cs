using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using Pkcs = System.Security.Cryptography.Pkcs;

namespace DomSec.Tests.Classification;

/// <summary>RFC 8550 appendix A: certificates of S/MIME version 2, of X.509 version 1, with the address in the subject and small keys.</summary>
public sealed class OldCertificateTests
{
    private static readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly X509Certificate2 _root = Root();

    [Theory]
    [InlineData(1024, 2048, SecurityStatus.Policy)]
    [InlineData(1024, 1024, SecurityStatus.Pass)]
    [InlineData(2048, 2048, SecurityStatus.Pass)]
    [Trait("Requirement", "LCD-08")]
    public async Task Version_1_certificate_with_the_address_in_its_subject_is_validated_and_a_small_key_is_flagged(int bits, int minimum, SecurityStatus status)
    {
        using var key = RSA.Create(bits);
        byte[] certificate = Version1(key, "alice@acme.example");
        byte[] message = Message(key, certificate);
        DomainSecurityReport report = await Doors(minimum).ClassifyAsync(message);
        SignatureReport signature = Assert.Single(report.Signatures());
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Equal(["alice@acme.example"], signature.Signer.Emails);
        report.HasStatus(status);
        Assert.Equal(bits < minimum, report.Flags.Any(flag => flag.Flag == SecurityFlags.KeySmall));
        Assert.Equal(status == SecurityStatus.Pass ? "alice@acme.example" : null, report.Originator);
    }

    [Fact]
    [Trait("Requirement", "LCD-08")]
    public async Task Address_of_another_in_the_subject_is_flagged()
    {
        using var key = RSA.Create(2048);
        DomainSecurityReport report = await Doors(2048).ClassifyAsync(Message(key, Version1(key, "mallory@evil.example")));
        report.HasStatus(SecurityStatus.Policy);
        report.Raises(SecurityFlags.AddressMismatch);
    }

    private static TestDoors Doors(int minimum)
    {
        var doors = new TestDoors(new() { MinRsaKeyBits = minimum }, trustsShared: false);
        doors.Community.AddAnchor(_root);
        return doors;
    }

    private static X509Certificate2 Root()
    {
        var request = new CertificateRequest("CN=Old Root", _rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 root = request.CreateSelfSigned(TestDoors.Now.AddYears(-2), TestDoors.Now.AddYears(2));
        return X509CertificateLoader.LoadCertificate(root.RawData);
    }

    private static byte[] Message(RSA key, byte[] certificate)
    {
        using X509Certificate2 withKey = X509CertificateLoader.LoadCertificate(certificate).CopyWithPrivateKey(key);
        var signed = new Pkcs.SignedCms(new Pkcs.ContentInfo(LayeredMessage.Of(Messages.Plain()).Entity));
        signed.ComputeSignature(new Pkcs.CmsSigner(Pkcs.SubjectIdentifierType.IssuerAndSerialNumber, withKey)
        {
            IncludeOption = X509IncludeOption.EndCertOnly,
            SignedAttributes = { new Pkcs.Pkcs9SigningTime(TestDoors.Now.UtcDateTime) },
        });
        return LayeredMessage.Of(Messages.Plain()).Carry(signed.Encode(), "signed-data").ToOctets();
    }

    /// <summary>Certificate of version 1 (RFC 5280 section 4.1: no version field, no extensions), signed by the root.</summary>
    private static byte[] Version1(RSA key, string address)
    {
        X509Certificate2 root = _root;
        byte[] subject = Tlv.Of(
            Tlv.Sequence,
            Tlv.Of(Tlv.Set, Tlv.Of(Tlv.Sequence, Tlv.Oid("2.5.4.3"), Tlv.Of(0x13, "Alice"u8.ToArray()))),
            Tlv.Of(Tlv.Set, Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.9.1"), Tlv.Of(0x16, Encoding.ASCII.GetBytes(address)))));
        byte[] algorithm = Tlv.Algorithm("1.2.840.10045.4.3.2");
        byte[] body = Tlv.Of(
            Tlv.Sequence,
            Tlv.Integer(4711),
            algorithm,
            root.SubjectName.RawData,
            Tlv.Of(Tlv.Sequence, Tlv.UtcTime(TestDoors.Now.AddYears(-1)), Tlv.UtcTime(TestDoors.Now.AddYears(1))),
            subject,
            key.ExportSubjectPublicKeyInfo());
        byte[] signature = _rootKey.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Tlv.Of(Tlv.Sequence, body, algorithm, Tlv.Of(0x03, [0], signature));
    }
}
