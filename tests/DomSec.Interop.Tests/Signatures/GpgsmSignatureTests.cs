using DomSec.Interop.Tests.DomainSignatures;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>GnuPG's S/MIME, whose CMS is libksba's: one home for all, because every home starts an agent.</summary>
public sealed class GpgsmSignatureTests(GpgsmHome home) : IClassFixture<GpgsmHome>
{
    public static TheoryData<TestKeyType, bool, CmsEncoding> Own
    {
        get
        {
            var cells = new TheoryData<TestKeyType, bool, CmsEncoding>();
            // Not P-521: gpgsm 2.2 takes the curve's 521 bits for a digest's length and stops ("multiple of 8 bits").
            foreach (TestKeyType key in Enum.GetValues<TestKeyType>().Where(each => each != TestKeyType.P521))
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
    public async Task Domain_signature_verifies_and_peels_at_gpgsm(TestKeyType key, bool pss, CmsEncoding encoding)
    {
        TestIdentity authority = Identities.Signing(key);
        using Gateway gateway = new Gateway().Own(authority);
        byte[] cms = Messages.CmsOf(await gateway.SignAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { RsaSignature = pss ? RsaSignaturePadding.Pss : RsaSignaturePadding.Pkcs1, Encoding = encoding }));
        (PeerResult result, byte[] content) = home.Verify(cms);
        Assert.True(result.Ok, result.Error);
        Assert.Contains("domain-signing-authority", result.Error, StringComparison.Ordinal);
        Assert.Equal(SignedMessage.Entity, ContentOfEmptyLayer(content));
        cms[cms.AsSpan().IndexOf("smime.p7m"u8)] ^= 0x20;
        Assert.False(home.Verify(cms).Result.Ok);
        Proof.Of(Peer.Gpgsm, Direction.Write, Features.Signature(key, pss), Features.Signed(encoding), Feature.Opaque, Feature.EmptyLayer, Feature.DomainSignature);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signature_of_gpgsm_passes(bool detached)
    {
        // libksba writes indefinite lengths.
        byte[] cms = home.Gpgsm.Sign(SignedMessage.Entity, Identities.Alice(), detached ? ["--detach-sign"] : []).Expect().Output;
        using var gateway = new Gateway();
        byte[] message = detached ? SignedMessage.Clear(cms, "sha256") : SignedMessage.Opaque(cms);
        DomainSecurityReport report = await gateway.ClassifyAsync(message);
        Assert.Equal("rsaPkcs1", Facts.AssertOriginator(report, Identities.Alice()).SignatureAlgorithm);
        Assert.Equal(LayerEncoding.Ber, report.Layers[0].Encoding);
        Facts.AssertInvalid(await gateway.ClassifyAsync(detached ? SignedMessage.Altered(message) : SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(Peer.Gpgsm, Direction.Read, Feature.RsaPkcs1, Feature.SignedIndefinite, detached ? Feature.ClearSigned : Feature.Opaque);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-10")]
    public async Task Content_of_gpgsm_s_signature_is_what_the_domain_s_signature_covers()
    {
        byte[] message = SignedMessage.Opaque(home.Gpgsm.Sign(SignedMessage.Entity, Identities.Alice()).Expect().Output);
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        (PeerResult outer, byte[] peeled) = home.Verify(Messages.CmsOf(await gateway.SignAsync(message)));
        Assert.True(outer.Ok, outer.Error);
        Assert.Equal(Messages.Split(message).Entity, peeled);
        (PeerResult inner, byte[] content) = home.Verify(Peeling.CmsOfEntity(peeled));
        Assert.True(inner.Ok, inner.Error);
        Assert.Equal(SignedMessage.Entity, content);
    }

    private static byte[] ContentOfEmptyLayer(byte[] entity) => DotnetPeer.Decode(Peeling.CmsOfEntity(entity)).ContentInfo.Content;
}
