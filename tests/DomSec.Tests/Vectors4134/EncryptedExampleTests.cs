using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Vectors4134;

/// <summary>RFC 4134 section 5: what others encrypted to Bob, with triple DES and with RC2.</summary>
public sealed class EncryptedExampleTests
{
    private static readonly DomainDecryptionRequest Request = new() { AllowUnauthenticatedContent = true };

    [Theory]
    [InlineData("5.1.bin", LayerCarrier.Cms)]
    [InlineData("5.3.eml", LayerCarrier.Pkcs7Mime)]
    [Trait("Requirement", "LCD-02")]
    [Trait("Requirement", "LCD-03")]
    [Trait("Requirement", "LCD-10")]
    [Trait("Requirement", "SM-ALG-02")]
    public async Task Triple_des_is_opened_with_bob_s_key_and_flagged(string example, LayerCarrier carrier)
    {
        DomainSecurityReport report = await Bob().ClassifyAsync(Vectors.Bytes("rfc4134/" + example));
        Assert.Null(report.Error);
        Assert.Equal("E(content)", report.Structure);
        Assert.Equal(carrier, report.Layers[0].Carrier);
        Assert.Equal("des-ede3-cbc", report.Layers[0].ContentEncryption);
        Assert.True(Assert.Single(report.Layers[0].Recipients).IsOurs);
        report.Raises(SecurityFlags.AlgorithmWeak);
        report.Raises(SecurityFlags.Unauthenticated);
        report.Raises(SecurityFlags.EncryptedWithoutDomainSignature);
        report.HasStatus(SecurityStatus.None);

        (DomainDecryptionReport decryption, byte[] output) = await Bob().DecryptAsync(Vectors.Bytes("rfc4134/" + example), Request);
        Assert.Equal(DomainOutcome.Applied, decryption.Outcome);
        Assert.EndsWith(TestDoors.Text(Vectors.Bytes("rfc4134/ExContent.bin")), TestDoors.Text(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bare_example_decrypts_to_the_content_alone() =>
        Assert.Equal(Vectors.Bytes("rfc4134/ExContent.bin"), (await Bob().DecryptAsync(Vectors.Bytes("rfc4134/5.1.bin"), Request)).Output);

    [Fact]
    [Trait("Requirement", "SEC-EFL-02")]
    public async Task Unsigned_example_is_not_released_by_default()
    {
        (DomainDecryptionReport report, byte[] output) = await Bob().DecryptAsync(Vectors.Bytes("rfc4134/5.1.bin"));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "LCD-03 LCD-04")]
    public async Task Rc2_is_opened_and_flagged()
    {
        DomainSecurityReport report = await Bob().ClassifyAsync(Vectors.Bytes("rfc4134/5.2.bin"));
        Assert.Null(report.Error);
        Assert.Equal("E(content)", report.Structure);
        Assert.Equal("rc2-cbc", report.Layers[0].ContentEncryption);
        Assert.Equal([RecipientKind.KeyTransport, RecipientKind.KeyEncryptionKey], report.Layers[0].Recipients.Select(recipient => recipient.Kind));
        report.Raises(SecurityFlags.AlgorithmWeak);
        Assert.Equal(Vectors.Bytes("rfc4134/ExContent.bin"), (await Bob().DecryptAsync(Vectors.Bytes("rfc4134/5.2.bin"), Request)).Output);
    }

    [Fact]
    public async Task Diane_s_key_does_not_open_what_is_bob_s()
    {
        DomainSecurityReport report = await With("DianeRSASignByCarl", "DianePrivRSASignEncrypt").ClassifyAsync(Vectors.Bytes("rfc4134/5.1.bin"));
        Assert.Equal("E(?)", report.Structure);
        Assert.False(Assert.Single(report.Layers[0].Recipients).IsOurs);
        Assert.Equal(ConfidentialityLevel.EndToEnd, report.Confidentiality);
    }

    private static TestDoors Bob() => With("BobRSASignByCarl", "BobPrivRSAEncrypt");

    private static TestDoors With(string certificate, string key)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Vectors.Path($"rfc4134/{key}.key.pem")));
        var doors = new TestDoors(trustsShared: false);
        doors.Community.AddDecryptionKey(
            MailDomain.Parse("example.com"), new SoftwareDecryptionKey(X509CertificateLoader.LoadCertificate(Vectors.Bytes($"rfc4134/{certificate}.cer")), rsa));
        return doors;
    }
}
