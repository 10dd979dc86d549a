using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Vectors4134;

/// <summary>RFC 4134 section 4: what others signed in 1999 to 2004, read with what the RFC says about each.</summary>
public sealed class SignedExampleTests
{
    private static readonly DateTimeOffset At = new(2004, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("4.2", LayerEncoding.Der)]
    [InlineData("4.5", LayerEncoding.Ber)]
    [Trait("Requirement", "LCD-01")]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "CMS-BER-04")]
    [Trait("Requirement", "CMS-BER-05")]
    public async Task Rsa_signature_is_valid_and_weak(string example, LayerEncoding encoding)
    {
        DomainSecurityReport report = await ClassifyAsync($"{example}.bin");
        Assert.Null(report.Error);
        Assert.Equal("S(content)", report.Structure);
        Assert.Equal(encoding, report.Layers[0].Encoding);
        SignatureReport signature = Assert.Single(report.Signatures());
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Equal(CertificateFact.Trusted, signature.Certificate);
        Assert.Equal("sha1", signature.DigestAlgorithm);
        Assert.Equal("rsaPkcs1", signature.SignatureAlgorithm);
        Assert.Equal("CN=AliceRSA", signature.Signer.Subject);
        Assert.Equal("CN=CarlRSA", signature.Signer.Issuer);
        Assert.Equal(["AliceRSA@example.com"], signature.Signer.Emails);
        Assert.Equal([SignatureType.Originator], signature.Types);
        report.Raises(SecurityFlags.AlgorithmWeak);
        report.Raises(SecurityFlags.KeySmall);
        report.Raises(SecurityFlags.AttributesAbsent);
        report.HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "CERT-13")]
    public async Task Rsa_signature_passes_only_for_who_accepts_everything_old_about_it()
    {
        var lenient = new DomSecOptions { AcceptSha1 = true, AcceptSignaturesWithoutSignedAttributes = true, MinRsaKeyBits = 1024 };
        DomainSecurityReport report = await ClassifyAsync("4.2.bin", lenient);
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.AlgorithmWeak);
        report.Raises(SecurityFlags.AttributesAbsent);
        DomainSecurityReport early = await ClassifyAsync("4.2.bin", lenient, at: new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        early.HasStatus(SecurityStatus.Fail);
        Assert.Equal(CertificateFact.NotYetValid, early.Signatures()[0].Certificate);
    }

    [Fact]
    public async Task Rsa_signature_over_altered_content_is_invalid()
    {
        byte[] altered = Vectors.Bytes("rfc4134/4.2.bin");
        int at = altered.AsSpan().IndexOf("sample"u8);
        altered[at] ^= 0x20;
        DomainSecurityReport report = await Doors().ClassifyAsync(altered, new() { At = At });
        report.HasStatus(SecurityStatus.Fail);
        Assert.Equal(SignatureFact.Invalid, report.Signatures()[0].Signature);
    }

    [Fact]
    public async Task Root_that_came_along_is_not_trusted_for_that()
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Vectors.Bytes("rfc4134/4.5.bin"), new() { At = At });
        Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
        Assert.Equal(CertificateFact.Untrusted, report.Signatures()[0].Certificate);
    }

    [Theory]
    [InlineData("4.1.bin", 1)]
    [InlineData("4.4.bin", 1)]
    [InlineData("4.6.bin", 2)]
    [InlineData("4.7.bin", 1)]
    [InlineData("4.8.eml", 1)]
    [InlineData("4.9.eml", 1)]
    [InlineData("4.10.bin", 1)]
    [Trait("Requirement", "CMS-SD-02")]
    [Trait("Requirement", "SM-MIM-10")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Dsa_signature_is_valid_and_weak(string example, int signers)
    {
        DomainSecurityReport report = await ClassifyAsync(example);
        Assert.Null(report.Error);
        Assert.Equal("S(content)", report.Structure);
        Assert.Equal(signers, report.Signatures().Count);
        report.Raises(SecurityFlags.AlgorithmWeak);
        report.HasStatus(SecurityStatus.Policy);
        Assert.All(report.Signatures(), signature =>
        {
            Assert.Equal(SignatureFact.Valid, signature.Signature);
            Assert.Equal(CertificateFact.Trusted, signature.Certificate);
            Assert.Equal("sha1", signature.DigestAlgorithm);
            Assert.Equal("dsa", signature.SignatureAlgorithm);
            Assert.Contains("DSS", signature.Signer.Subject, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("4.1.bin")]
    [InlineData("4.8.eml")]
    public async Task Dsa_signature_over_altered_content_is_invalid(string example)
    {
        byte[] altered = Vectors.Bytes("rfc4134/" + example);
        int at = altered.AsSpan().IndexOf("sample"u8);
        altered[at] ^= 0x20;
        DomainSecurityReport report = await Doors().ClassifyAsync(altered, new() { At = At });
        report.HasStatus(SecurityStatus.Fail);
        Assert.Equal(SignatureFact.Invalid, report.Signatures()[0].Signature);
    }

    [Fact]
    public async Task Dsa_parameters_are_inherited_from_the_issuer_that_an_anchor_stands_for_and_from_no_other()
    {
        // 4.6 is signed by Alice and by Diane, whose certificate leaves the parameters to Carl's.
        DomainSecurityReport report = await ClassifyAsync("4.6.bin");
        Assert.Contains(report.Signatures(), signature => signature.Signer.Subject == "CN=DianeDSS" && signature.Signature == SignatureFact.Valid);

        // Carl's certificate came along. Without an anchor it may be anybody's, and with parameters of one's own choice any signature can be made to fit.
        DomainSecurityReport untrusted = await new TestDoors(trustsShared: false).ClassifyAsync(Vectors.Bytes("rfc4134/4.6.bin"), new() { At = At });
        SignatureReport diane = untrusted.Signatures().Single(signature => signature.Signer.Subject == "CN=DianeDSS");
        Assert.Equal(SignatureFact.Unverifiable, diane.Signature);
        Assert.Equal(SignatureFact.Valid, untrusted.Signatures().Single(signature => signature.Signer.Subject == "CN=AliceDSS").Signature);
    }

    [Fact]
    public async Task Detached_example_is_verified_with_its_content()
    {
        using var content = new MemoryStream(Vectors.Bytes("rfc4134/ExContent.bin"));
        DomainSecurityReport report = await Doors().ClassifyAsync(Vectors.Bytes("rfc4134/4.3.bin"), new() { At = At, DetachedContent = content });
        Assert.Null(report.Error);
        Assert.Equal("S(content)", report.Structure);
        Assert.Equal(SignatureFact.Valid, Assert.Single(report.Signatures()).Signature);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-15")]
    public async Task Attributes_of_the_fancy_examples_are_read()
    {
        Assert.NotNull(Assert.Single((await ClassifyAsync("4.4.bin")).Signatures()).SigningTime);
        Assert.Null(Assert.Single((await ClassifyAsync("4.10.bin")).Signatures()).SigningTime);
    }

    [Fact]
    public async Task Multipart_and_opaque_message_are_told_apart()
    {
        Assert.Equal(LayerCarrier.MultipartSigned, (await ClassifyAsync("4.8.eml")).Layers[0].Carrier);
        Assert.Equal(LayerCarrier.Pkcs7Mime, (await ClassifyAsync("4.9.eml")).Layers[0].Carrier);
        (await ClassifyAsync("4.8.eml")).DoesNotRaise(SecurityFlags.Micalg);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-13")]
    public async Task Certificates_only_is_no_signature()
    {
        DomainSecurityReport report = await ClassifyAsync("4.11.bin");
        report.HasStatus(SecurityStatus.None);
        Assert.Null(report.Error);
        Assert.Equal(LayerKind.CertsOnly, report.Layers[0].Kind);
        Assert.Empty(report.Signatures());
    }

    private static TestDoors Doors(DomSecOptions? options = null)
    {
        var doors = new TestDoors(options, trustsShared: false);
        doors.Community.AddAnchor(X509CertificateLoader.LoadCertificate(Vectors.Bytes("rfc4134/CarlRSASelf.cer")));
        doors.Community.AddAnchor(X509CertificateLoader.LoadCertificate(Vectors.Bytes("rfc4134/CarlDSSSelf.cer")));
        return doors;
    }

    private static Task<DomainSecurityReport> ClassifyAsync(string example, DomSecOptions? options = null, DateTimeOffset? at = null) =>
        Doors(options).ClassifyAsync(Vectors.Bytes("rfc4134/" + example), new() { At = at ?? At });
}
