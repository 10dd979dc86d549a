using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>EdDSA (RFC 8419) and DSA of strangers.</summary>
public sealed class FurtherSignatureTests
{
    [Theory]
    [InlineData(Peer.Java, "Ed25519", Feature.Ed25519)]
    [InlineData(Peer.GnuTls, "Ed25519", Feature.Ed25519)]
    [InlineData(Peer.Bouncy, "Ed25519", Feature.Ed25519)]
    [InlineData(Peer.Java, "Ed448", Feature.Ed448)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Edwards_signature_of_a_peer_passes(Peer peer, string kind, Feature feature)
    {
        PeerKey alice = OddKeys.Alice(kind);
        using var gateway = new Gateway();
        foreach (bool detached in (bool[])[false, true])
        {
            byte[] cms = Sign(peer, alice, detached, "SHA512");
            byte[] message = detached ? SignedMessage.Clear(cms, "sha512") : SignedMessage.Opaque(cms);
            DomainSecurityReport report = await gateway.ClassifyAsync(message);
            SignatureReport signature = Assert.Single(report.Layers[0].Signatures);
            Assert.Equal((SecurityStatus.Pass, SignatureFact.Valid, "alice@acme.example"), (report.Status, signature.Signature, report.Originator));
            Assert.Equal(alice.Der, signature.SignerCertificate.ToArray());
            Facts.AssertInvalid(await gateway.ClassifyAsync(detached ? SignedMessage.Altered(message) : SignedMessage.Opaque(SignedMessage.Altered(cms))));
        }

        Proof.Of(peer, Direction.Read, feature);
    }

    [Theory]
    [InlineData("ML-DSA-44")]
    [InlineData("ML-DSA-65")]
    [InlineData("ML-DSA-87")]
    [Trait("Requirement", "PQ-DSA-01 PQ-DSA-02 PQ-DSA-03")]
    public async Task Ml_dsa_signature_of_bouncycastle_passes(string kind)
    {
        PeerKey alice = OddKeys.Alice(kind);
        using var gateway = new Gateway();
        byte[] cms = Sign(Peer.Bouncy, alice, detached: false, "SHA512");
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        Assert.Equal((SecurityStatus.Pass, SignatureFact.Valid, "alice@acme.example"), (report.Status, Assert.Single(report.Layers[0].Signatures).Signature, report.Originator));
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(Peer.Bouncy, Direction.Read, Feature.MlDsa);
    }

    [Theory]
    [InlineData("ML-DSA-44")]
    [InlineData("ML-DSA-65")]
    [InlineData("ML-DSA-87")]
    [Trait("Requirement", "PQ-DSA-01 PQ-DSA-02 PQ-DSA-03")]
    public async Task Ml_dsa_domain_signature_verifies_at_bouncycastle(string kind)
    {
        byte[] cms = Messages.CmsOf(await SignAsync(kind, AlgorithmProfile.Smime4, classical: false));
        SignerInformation signer = Assert.Single(new CmsSignedData(cms).GetSignerInfos());
        Assert.True(signer.Verify(new Org.BouncyCastle.X509.X509Certificate(OddKeys.Signing(kind).Der)));
        Assert.False(signer.Verify(new Org.BouncyCastle.X509.X509Certificate(OddKeys.Alice(kind).Der)));
        Proof.Of(Peer.Bouncy, Direction.Write, Feature.MlDsa);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-20 PQ-DS-01")]
    public async Task Both_signatures_of_a_domain_verify_at_bouncycastle_and_the_classical_one_elsewhere()
    {
        byte[] message = await SignAsync("ML-DSA-65", AlgorithmProfile.Smime4 with { DualSignature = true }, classical: true);
        byte[] cms = Messages.CmsOf(message);
        SignerInformation[] signers = [.. new CmsSignedData(cms).GetSignerInfos()];
        Assert.Equal(2, signers.Length);
        foreach (SignerInformation signer in signers)
        {
            bool classical = signer.SignerInfo.SignatureAlgorithm.Algorithm.Id == "1.2.840.113549.1.1.1";
            Assert.True(signer.Verify(new Org.BouncyCastle.X509.X509Certificate(classical ? Identities.Signing().Der : OddKeys.Signing("ML-DSA-65").Der)));

            // RFC 5752: each names the other.
            Assert.NotNull(signer.SignedAttributes[new Org.BouncyCastle.Asn1.DerObjectIdentifier("1.2.840.113549.1.9.16.2.51")]);
        }

        Proof.Of(Peer.Bouncy, Direction.Write, Feature.DualSignature);
    }

    [Theory]
    [InlineData(false, Feature.MlDsa)]
    [InlineData(true, Feature.DualSignature)]
    [Trait("Requirement", "PQ-DSA-01 CMS-SD-20")]
    public async Task Ml_dsa_domain_signature_verifies_at_mimekit(bool dual, Feature feature)
    {
        byte[] message = await SignAsync("ML-DSA-65", AlgorithmProfile.Smime4 with { DualSignature = dual }, dual);
        using MimeKit.Cryptography.TemporarySecureMimeContext context = MimeKitPeer.Context();
        MimeKit.Cryptography.DigitalSignatureCollection signatures = Assert.IsType<MimeKit.Cryptography.ApplicationPkcs7Mime>(Messages.Parse(message).Body)
            .Verify(context, out MimeKit.MimeEntity _, TestContext.Current.CancellationToken);
        Assert.Equal(dual ? 2 : 1, signatures.Count);
        Assert.All(signatures, signature => Assert.True(signature.Verify()));
        Proof.Of(Peer.MimeKit, Direction.Write, feature);
    }

    [Fact]
    public async Task Post_quantum_signatures_are_what_openssl_java_and_the_platform_do_not_verify()
    {
        // Limits while they stay so: OpenSSL learns ML-DSA with 3.5, and .NET with it.
        foreach (bool dual in (bool[])[false, true])
        {
            byte[] cms = Messages.CmsOf(await SignAsync("ML-DSA-65", AlgorithmProfile.Smime4 with { DualSignature = dual }, dual));
            using var openSsl = new OpenSsl();
            Assert.False(openSsl.Verify(cms, TestCa.Shared).Ok);
            Assert.ThrowsAny<Exception>(() => JavaPeer.Verify(cms));
            Assert.ThrowsAny<Exception>(() => DotnetPeer.Verify(cms, OddKeys.Signing("ML-DSA-65").Der));
            using var gnuTls = new CertTool();
            Assert.Equal(dual, gnuTls.Verify(cms, TestCa.Shared).Ok); // of two, it is content with the one it knows
        }
    }

    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.OpenSsl)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [InlineData(Peer.GnuTls)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Dsa_signature_of_a_peer_is_a_valid_fact(Peer peer)
    {
        using var gateway = new Gateway();
        SignatureReport signature = Assert.Single((await gateway.ClassifyAsync(SignedMessage.Opaque(Sign(peer, OddKeys.Alice("DSA"), detached: false, "SHA256")))).Layers[0].Signatures);
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(Sign(peer, OddKeys.Alice("DSA"), detached: false, "SHA256")))));
        Proof.Of(peer, Direction.Read, Feature.Dsa);
    }

    /// <summary>No library of ours is in this: it keeps the kit's keys and the peers honest while the rest waits.</summary>
    [Theory]
    [InlineData("Ed25519", "SHA512")]
    [InlineData("DSA", "SHA256")]
    public void Peers_verify_each_other_s_signatures(string kind, string digest)
    {
        PeerKey alice = OddKeys.Alice(kind);
        foreach (Peer peer in kind == "DSA" ? (Peer[])[Peer.Java, Peer.GnuTls, Peer.OpenSsl] : [Peer.Java, Peer.GnuTls])
        {
            byte[] cms = Sign(peer, alice, detached: false, digest);
            Assert.Equal(SignedMessage.Entity, JavaPeer.Verify(cms));
            if (kind == "DSA")
            {
                using var openSsl = new OpenSsl();
                Assert.Equal(SignedMessage.Entity, openSsl.Verify(cms, TestCa.Shared).Expect().Output);
            }

            using var gnuTls = new CertTool();
            Assert.True(gnuTls.Verify(cms, TestCa.Shared).Ok);
        }
    }

    [Fact]
    public void Openssl_knows_no_edwards_signatures_in_cms()
    {
        PeerKey alice = OddKeys.Alice("Ed25519");
        using var openSsl = new OpenSsl();
        Assert.False(openSsl.Verify(Sign(Peer.Java, alice, detached: false, "SHA512"), TestCa.Shared).Ok);
        Assert.Throws<InvalidOperationException>(() => Sign(Peer.OpenSsl, alice, detached: false, "SHA512"));
    }

    [Fact]
    public void Bouncycastle_does_not_digest_for_ed448_and_gnutls_signs_no_attributes_with_it()
    {
        PeerKey alice = OddKeys.Alice("Ed448");
        Assert.Throws<SecurityUtilityException>(() => Sign(Peer.Bouncy, alice, detached: false, "SHA512"));
        using var gnuTls = new CertTool();
        Assert.False(gnuTls.Sign(SignedMessage.Entity, alice.Pem, alice.KeyPem, false, "--p7-time").Ok);
        Assert.True(gnuTls.Sign(SignedMessage.Entity, alice.Pem, alice.KeyPem).Ok);
    }

    private static async Task<byte[]> SignAsync(string kind, AlgorithmProfile profile, bool classical)
    {
        using var gateway = new Gateway();
        if (classical)
        {
            gateway.Own(Identities.Signing());
        }

        PeerKey key = OddKeys.Signing(kind);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(key.Der);
        gateway.Community.AddSigningKey(MailDomain.Parse("acme.example"), DomainRole.DomainSigning, DomSec.Providers.SoftwareSigningKey.FromPkcs8(certificate, key.Pkcs8));
        return await gateway.SignAsync(Messages.Plain(), profile);
    }

    private static byte[] Sign(Peer peer, PeerKey signer, bool detached, string digest)
    {
        switch (peer)
        {
            case Peer.Java:
                return JavaPeer.Sign(SignedMessage.Entity, [signer], new SignatureShape { Detached = detached });
            case Peer.GnuTls:
                using (var gnuTls = new CertTool())
                {
                    return gnuTls.Sign(SignedMessage.Entity, signer.Pem, signer.KeyPem, detached, "--hash", digest, "--p7-time").Expect().Output;
                }

            case Peer.Bouncy:
                var generator = new CmsSignedDataGenerator();
                var certificate = new Org.BouncyCastle.X509.X509Certificate(signer.Der);
                generator.AddSignerInfoGenerator(new SignerInfoGeneratorBuilder().Build(new Asn1SignatureFactory(signer.Algorithm, PrivateKeyFactory.CreateKey(signer.Pkcs8)), certificate));
                generator.AddCertificates(CollectionUtilities.CreateStore([certificate]));
                return generator.Generate(new CmsProcessableByteArray(SignedMessage.Entity), encapsulate: !detached).GetEncoded();
            case Peer.Dotnet:
                using (var key = DSA.Create())
                {
                    key.ImportPkcs8PrivateKey(signer.Pkcs8, out _);
                    using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(signer.Der);
                    using X509Certificate2 whole = bare.CopyWithPrivateKey(key);
                    var signed = new SignedCms(new ContentInfo(SignedMessage.Entity), detached);
                    var by = new CmsSigner(whole) { DigestAlgorithm = new Oid(Wires.DigestOid(digest.ToLowerInvariant())), IncludeOption = X509IncludeOption.EndCertOnly };
                    by.SignedAttributes.Add(new Pkcs9SigningTime());
                    signed.ComputeSignature(by);
                    return signed.Encode();
                }

            default:
                using (var openSsl = new OpenSsl())
                {
                    string[] how = detached ? [] : ["-nodetach"];
                    return openSsl.Cms(
                        ["-sign", "-binary", "-outform", "DER", "-md", digest, "-in", openSsl.File(SignedMessage.Entity), "-signer", openSsl.File(signer.Pem), "-inkey", openSsl.File(signer.KeyPem), .. how]).Expect().Output;
                }
        }
    }
}
