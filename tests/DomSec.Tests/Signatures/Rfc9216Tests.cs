using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signatures;

/// <summary>The people of RFC 9216: their PKCS#12 files, and mail signed with their keys under both roots and across them.</summary>
public sealed class Rfc9216Tests
{
    private const string RsaRoot = "3.1_rsa-certification-authority-root-certificate.crt";
    private const string RsaCross = "3.3_rsa-certification-authority-cross-signed-certificate.crt";
    private const string EdwardsRoot = "6.1_ed25519-certification-authority-root-certificate.crt";

    [Theory]
    [InlineData("4.5_pkcs-12-object-for-alice.p12", "alice", "4.1_alice-s-signature-verification-end-entity-certificate.crt", "4.3_alice-s-encryption-end-entity-certificate.crt")]
    [InlineData("5.5_pkcs-12-object-for-bob.p12", "bob", "5.1_bob-s-signature-verification-end-entity-certificate.crt", "5.3_bob-s-encryption-end-entity-certificate.crt")]
    [InlineData("7.5_pkcs-12-object-for-carlos.p12", "carlos", "7.1_carlos-s-signature-verification-end-entity-certificate.crt", "7.3_carlos-s-encryption-end-entity-certificate.crt")]
    [InlineData("8.5_pkcs-12-object-for-dana.p12", "dana", "8.1_dana-s-signature-verification-end-entity-certificate.crt", "8.3_dana-s-encryption-end-entity-certificate.crt")]
    public void Pkcs12_gives_both_pairs(string file, string password, string signing, string encryption)
    {
        using CredentialFile read = CredentialFile.ReadPkcs12(Vectors.Bytes("rfc9216/" + file), () => password);
        Assert.Empty(read.Problems);
        Assert.Equal(2, read.Keys.Count);
        foreach (string name in new[] { signing, encryption })
        {
            using X509Certificate2 certificate = Load(name);
            Assert.Contains(read.Certificates, found => found.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
            Assert.Single(read.Keys, key => key.IsOf(certificate));
        }

        using CredentialFile wrong = CredentialFile.ReadPkcs12(Vectors.Bytes("rfc9216/" + file), () => "wrong");
        Assert.Empty(wrong.Keys);
        Assert.Single(wrong.Problems);
    }

    [Theory]
    [InlineData(RsaRoot, null)]
    [InlineData(EdwardsRoot, RsaCross)]
    [Trait("Requirement", "CERT-12")]
    public async Task Mail_of_alice_passes_under_either_root(string anchor, string? intermediate)
    {
        using var openSsl = new OpenSsl();
        byte[] entity = Messages.Split(Messages.Plain()).Entity;
        PeerResult signed = openSsl.Cms(
            "-sign", "-nodetach", "-binary", "-outform", "DER", "-md", "sha256", "-in", openSsl.File(entity),
            "-signer", Vectors.Path("rfc9216/4.1_alice-s-signature-verification-end-entity-certificate.crt"), "-inkey", Vectors.Path("rfc9216/4.2_alice-s-signing-private-key-material.key"));
        byte[] message = LayeredMessage.Of(Messages.Plain("alice@smime.example")).Carry(signed.Expect().Output, "signed-data").ToOctets();
        var doors = new TestDoors(trustsShared: false);
        doors.Community.AddAnchor(Load(anchor));
        if (intermediate is not null)
        {
            doors.Community.AddIntermediate(Load(intermediate));
        }

        DomainSecurityReport report = await doors.ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("alice@smime.example", report.Originator);
        Assert.NotEqual(SecurityStatus.Pass, (await new TestDoors().ClassifyAsync(message)).Status);
    }

    private static X509Certificate2 Load(string name) => X509CertificateLoader.LoadCertificateFromFile(Vectors.Path("rfc9216/" + name));
}
