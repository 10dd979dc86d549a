using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>What gpgsm and NSS sign by their less usual options.</summary>
public sealed class SmallEngineSignatureTests(GpgsmHome gpgsm, NssDatabase nss) : IClassFixture<GpgsmHome>, IClassFixture<NssDatabase>
{
    [Theory]
    [InlineData(Peer.Gpgsm, "sha384")]
    [InlineData(Peer.Gpgsm, "sha512")]
    [InlineData(Peer.Nss, "sha384")]
    [InlineData(Peer.Nss, "sha512")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signature_with_a_longer_digest_passes(Peer peer, string digest)
    {
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(Sign(peer, digest)));
        Assert.Equal(digest, Facts.AssertOriginator(report, Identities.Alice()).DigestAlgorithm);
        Proof.Of(peer, Direction.Read, Feature.RsaLongDigests);
    }

    [Theory]
    [InlineData(Peer.Gpgsm)]
    [InlineData(Peer.Nss)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signature_with_sha1_is_flagged(Peer peer)
    {
        using var gateway = new Gateway();
        SignatureReport signature = Facts.AssertVerdict(await gateway.ClassifyAsync(SignedMessage.Opaque(Sign(peer, "sha1"))), SecurityStatus.Policy, SecurityFlags.AlgorithmWeak);
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Proof.Of(peer, Direction.Read, Feature.Sha1);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-02")]
    public async Task Detached_signature_of_nss_passes()
    {
        byte[] cms = nss.Nss.Sign(SignedMessage.Entity, "alice@acme.example", "-T").Expect().Output;
        byte[] message = SignedMessage.Clear(cms, "sha256");
        using var gateway = new Gateway();
        Facts.AssertOriginator(await gateway.ClassifyAsync(message), Identities.Alice());
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Altered(message)));
        Proof.Of(Peer.Nss, Direction.Read, Feature.ClearSigned);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-03")]
    public async Task Signature_of_nss_without_attributes_is_flagged()
    {
        // What brings attributes in is -G, the time.
        byte[] cms = nss.Nss.Run("-S", "-N", "alice@acme.example", "-H", "SHA256", "-Y", "NONE", "-i", nss.Nss.File(SignedMessage.Entity)).Expect().Output;
        using var gateway = new Gateway();
        SignatureReport signature = Facts.AssertVerdict(await gateway.ClassifyAsync(SignedMessage.Opaque(cms)), SecurityStatus.Policy, SecurityFlags.AttributesAbsent);
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Proof.Of(Peer.Nss, Direction.Read, Feature.NoSignedAttributes);
    }

    [Theory]
    [InlineData(TestKeyType.P256, Feature.EcdsaP256)]
    [InlineData(TestKeyType.P384, Feature.EcdsaP384)]
    [InlineData(TestKeyType.P521, Feature.EcdsaP521)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Elliptic_signature_of_nss_passes(TestKeyType key, Feature feature)
    {
        // A database of its own: NSS finds the key by the address.
        TestIdentity alice = Identities.Alice(key);
        using var own = new CmsUtil();
        own.Trust(TestCa.Shared);
        own.ImportKey(alice);
        byte[] cms = own.Sign(SignedMessage.Entity, "alice@acme.example", "-H", SignatureShape.DigestFor(key).ToUpperInvariant()).Expect().Output;
        using var gateway = new Gateway();
        Assert.Equal("ecdsa", Facts.AssertOriginator(await gateway.ClassifyAsync(SignedMessage.Opaque(cms)), alice).SignatureAlgorithm);
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(Peer.Nss, Direction.Read, feature);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-19")]
    public async Task Two_signers_of_gpgsm_are_both_verified()
    {
        TestIdentity[] signers = [Identities.Alice(), Identities.Alice(TestKeyType.Rsa3072)];
        gpgsm.Gpgsm.ImportKey(signers[1]);
        byte[] cms = gpgsm.Gpgsm.Sign(SignedMessage.Entity, signers[0], "--local-user", "0x" + signers[1].Certificate.Thumbprint).Expect().Output;
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        Assert.Equal(2, report.Layers[0].Signatures.Count);
        Assert.All(report.Layers[0].Signatures, each => Assert.Equal((SignatureFact.Valid, SecurityStatus.Pass), (each.Signature, each.Verdict)));
        Assert.Equal(SecurityStatus.Pass, report.Status);
        Proof.Of(Peer.Gpgsm, Direction.Read, Feature.TwoSigners);
    }

    private byte[] Sign(Peer peer, string digest) => peer == Peer.Gpgsm
        ? gpgsm.Gpgsm.Sign(SignedMessage.Entity, Identities.Alice(), "--digest-algo", digest.ToUpperInvariant()).Expect().Output
        : nss.Nss.Sign(SignedMessage.Entity, "alice@acme.example", "-H", digest.ToUpperInvariant()).Expect().Output;
}
