using DomSec.Interop.Tests.DomainSignatures;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;

namespace DomSec.Interop.Tests;

/// <summary>GnuTLS (certtool): SignedData in both directions. It has no other content type.</summary>
public sealed class GnuTlsTests
{
    public static TheoryData<TestKeyType, bool, CmsEncoding> Own
    {
        get
        {
            var cells = new TheoryData<TestKeyType, bool, CmsEncoding>();
            foreach (TestKeyType key in Enum.GetValues<TestKeyType>())
            {
                cells.Add(key, false, CmsEncoding.Der);
                cells.Add(key, false, CmsEncoding.Ber);
            }

            cells.Add(TestKeyType.Rsa2048, true, CmsEncoding.Der);
            cells.Add(TestKeyType.Rsa3072, true, CmsEncoding.Ber);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Own))]
    [Trait("Requirement", "DS-ENC-05")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Domain_signature_verifies_and_peels_at_gnutls(TestKeyType key, bool pss, CmsEncoding encoding)
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing(key));
        byte[] cms = Messages.CmsOf(await gateway.SignAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { RsaSignature = pss ? RsaSignaturePadding.Pss : RsaSignaturePadding.Pkcs1, Encoding = encoding }));
        using var gnuTls = new CertTool();
        byte[] peeled = gnuTls.Verify(cms, TestCa.Shared).Expect().Output;
        Assert.Equal(SignedMessage.Entity, gnuTls.Show(Peeling.CmsOfEntity(peeled)).Expect().Output);
        cms[cms.AsSpan().IndexOf("smime.p7m"u8)] ^= 0x20;
        Assert.False(gnuTls.Verify(cms, TestCa.Shared).Ok);
        Proof.Of(Peer.GnuTls, Direction.Write, Features.Signature(key, pss), Features.Signed(encoding), Feature.Opaque, Feature.EmptyLayer, Feature.DomainSignature);
    }

    [Theory]
    [InlineData(TestKeyType.Rsa2048, "SHA256", false)]
    [InlineData(TestKeyType.Rsa3072, "SHA256", true)]
    [InlineData(TestKeyType.Rsa2048, "SHA384", false)]
    [InlineData(TestKeyType.Rsa2048, "SHA512", true)]
    [InlineData(TestKeyType.P256, "SHA256", false)]
    [InlineData(TestKeyType.P384, "SHA384", true)]
    [InlineData(TestKeyType.P521, "SHA512", false)]
    [Trait("Requirement", "CMS-SD-02")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signature_of_gnutls_passes(TestKeyType key, string digest, bool detached)
    {
        // Without a time certtool writes no signed attributes at all.
        byte[] cms = Sign(Identities.Alice(key), detached, "--hash", digest, "--p7-time");
        using var gateway = new Gateway();
        byte[] message = detached ? SignedMessage.Clear(cms, digest.ToLowerInvariant()) : SignedMessage.Opaque(cms);
        DomainSecurityReport report = await gateway.ClassifyAsync(message);
        Assert.Equal(digest.ToLowerInvariant(), Facts.AssertOriginator(report, Identities.Alice(key)).DigestAlgorithm);
        Assert.Equal(LayerEncoding.Der, report.Layers[0].Encoding);
        Facts.AssertInvalid(await gateway.ClassifyAsync(detached ? SignedMessage.Altered(message) : SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(Peer.GnuTls, Direction.Read, Features.Signature(key, pss: false, digest.ToLowerInvariant()), Feature.SignedDer, detached ? Feature.ClearSigned : Feature.Opaque);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "CMS-SD-03")]
    public async Task Signature_of_gnutls_without_attributes_is_flagged(bool detached)
    {
        byte[] cms = Sign(Identities.Alice(), detached, "--hash", "SHA256");
        using var gateway = new Gateway();
        SignatureReport signature = Facts.AssertVerdict(await gateway.ClassifyAsync(detached ? SignedMessage.Clear(cms, "sha256") : SignedMessage.Opaque(cms)), SecurityStatus.Policy, SecurityFlags.AttributesAbsent);
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Proof.Of(Peer.GnuTls, Direction.Read, Feature.NoSignedAttributes);
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signature_of_gnutls_with_sha1_is_flagged()
    {
        using var gateway = new Gateway();
        SignatureReport signature = Facts.AssertVerdict(
            await gateway.ClassifyAsync(SignedMessage.Opaque(Sign(Identities.Alice(), false, "--hash", "SHA1", "--p7-time"))), SecurityStatus.Policy, SecurityFlags.AlgorithmWeak);
        Assert.Equal((SignatureFact.Valid, "sha1"), (signature.Signature, signature.DigestAlgorithm));
        Proof.Of(Peer.GnuTls, Direction.Read, Feature.Sha1);
    }

    [Fact]
    public void Gnutls_knows_no_content_but_signed_data()
    {
        using var gnuTls = new CertTool();
        Assert.False(gnuTls.Show(OpenSslPeer.Encrypt(SignedMessage.Entity, [Identities.Confidentiality()], new EnvelopeShape())).Ok);
        Assert.True(gnuTls.Show(OpenSslPeer.Sign(SignedMessage.Entity, [Identities.Alice()], new SignatureShape())).Ok);
    }

    [Fact]
    public void Gnutls_does_not_sign_with_pss_under_an_ordinary_rsa_key()
    {
        using var gnuTls = new CertTool();
        byte[] cms = Sign(Identities.Alice(), false, "--sign-params", "RSA-PSS", "--p7-time");
        Assert.Equal("1.2.840.113549.1.1.1", DotnetPeer.Decode(cms).SignerInfos[0].SignatureAlgorithm.Value);
    }

    private static byte[] Sign(TestIdentity signer, bool detached, params IReadOnlyList<string> options)
    {
        using var gnuTls = new CertTool();
        return gnuTls.Sign(SignedMessage.Entity, signer.Pem, signer.KeyPem, detached, options).Expect().Output;
    }
}
