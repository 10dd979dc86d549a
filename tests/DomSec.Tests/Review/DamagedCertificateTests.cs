using System.Security.Cryptography.Pkcs;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Review;

/// <summary>A message whose certificate was damaged on the way is not the message that was sent, although the directory has a sound copy.</summary>
public sealed class DamagedCertificateTests
{
    [Fact]
    [Trait("Requirement", "SEC-CMS-05")]
    public async Task Damaged_certificate_is_not_made_good_by_the_directory()
    {
        byte[] certificate = Ids.AcmeSigner.Der;
        foreach (int at in new[] { 4, 20, certificate.Length / 2, certificate.Length - 90 })
        {
            byte[] damaged = [.. certificate];
            damaged[at] ^= 1;
            DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Message(damaged));
            Assert.NotEqual(SecurityStatus.Pass, report.Status);
        }

        byte[] tag = [.. certificate];
        tag[4] ^= 1; // of tbsCertificate: no certificate at all
        (await TestDoors.ForAcme().ClassifyAsync(Message(tag))).Raises(SecurityFlags.CertificateDamaged);
    }

    [Fact]
    [Trait("Requirement", "CERT-04 SEC-CMS-05")]
    public async Task Damaged_stranger_beside_the_signer_s_own_certificate_changes_nothing()
    {
        byte[] stranger = [.. Ids.StrangerSigner.Der];
        stranger[4] ^= 1;
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().Signed(layer =>
        {
            layer.MoreCertificates.Add(stranger);
            layer.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig));
        }).ToOctets();
        (await TestDoors.ForAcme().ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "DS-DCA-08 SEC-CMS-05")]
    public async Task Damaged_certificate_to_encrypt_to_is_told()
    {
        byte[] message = await TestDoors.ForAcme().SignedAsync(Messages.Plain(), new DomainSigningRequest { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        (await TestDoors.ForPartner().ClassifyAsync(message)).DoesNotRaise(SecurityFlags.CertificateDamaged);

        string[] parts = TestDoors.Text(message).Split("\r\n\r\n", 2);
        byte[] cms = Convert.FromBase64String(parts[1]);
        var signed = new SignedCms();
        signed.Decode(cms);
        byte[] announced = signed.Certificates.Single(certificate => !certificate.RawData.AsSpan().SequenceEqual(signed.SignerInfos[0].Certificate!.RawData)).RawData;
        cms[cms.AsSpan().IndexOf(announced) + announced.Length - 10] ^= 1;
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Encoding.ASCII.GetBytes(parts[0] + "\r\n\r\n" + Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks) + "\r\n"));
        report.Raises(SecurityFlags.CertificateDamaged);
        report.HasStatus(SecurityStatus.Policy);
    }

    private static byte[] Message(byte[] certificate) => Build.Layer(layer =>
    {
        layer.IncludesCertificates = false;
        layer.MoreCertificates.Add(certificate);
        layer.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig));
    });
}
