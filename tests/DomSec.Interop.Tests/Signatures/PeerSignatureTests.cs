using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>What the peers sign is verified by the classifier: every algorithm, identifier, encoding and carrier.</summary>
public sealed class PeerSignatureTests
{
    public static TheoryData<Peer, TestKeyType, string, bool> Algorithms
    {
        get
        {
            var cells = new TheoryData<Peer, TestKeyType, string, bool>();
            foreach (Peer peer in PeerWork.Makers)
            {
                foreach (TestKeyType key in Enum.GetValues<TestKeyType>())
                {
                    foreach (string digest in (string[])["sha256", "sha384", "sha512"])
                    {
                        cells.Add(peer, key, digest, false);
                        if (TestKeys.IsRsa(key))
                        {
                            cells.Add(peer, key, digest, true);
                        }
                    }
                }
            }

            return cells;
        }
    }

    public static TheoryData<Peer, TestKeyType, bool, Wire, bool> Forms
    {
        get
        {
            var cells = new TheoryData<Peer, TestKeyType, bool, Wire, bool>();
            foreach (Peer peer in PeerWork.Makers)
            {
                foreach (TestKeyType key in (TestKeyType[])[TestKeyType.Rsa2048, TestKeyType.P256])
                {
                    foreach (Wire wire in Enum.GetValues<Wire>())
                    {
                        cells.Add(peer, key, false, wire, false);
                        cells.Add(peer, key, true, wire, false);
                        cells.Add(peer, key, false, wire, true);
                        cells.Add(peer, key, true, wire, true);
                    }
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Requirement", "SM-ALG-01")]
    [Trait("Requirement", "CMS-BER-04")]
    [Trait("Requirement", "CMS-BER-05")]
    [Trait("Requirement", "CMS-BER-07")]
    [Trait("Requirement", "CMS-BER-09")]
    [Trait("Requirement", "CMS-SD-07")]
    public async Task Signature_of_a_peer_passes_under_every_algorithm(Peer peer, TestKeyType key, string digest, bool pss)
    {
        TestIdentity alice = Identities.Alice(key);
        byte[] cms = peer.Sign(SignedMessage.Entity, [alice], new SignatureShape { Digest = digest, PssSalt = pss ? "digest" : null });
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        SignatureReport signature = Facts.AssertOriginator(report, alice);
        Assert.Equal(digest, signature.DigestAlgorithm);
        Assert.Equal(pss ? "rsaPss" : TestKeys.IsRsa(key) ? "rsaPkcs1" : "ecdsa", signature.SignatureAlgorithm);
        Assert.Equal(LayerEncoding.Der, report.Layers[0].Encoding);
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(peer, Direction.Read, Features.Signature(key, pss, digest));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    [Trait("Requirement", "CMS-SD-02")]
    [Trait("Requirement", "CMS-SD-09")]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "CMS-BER-02")]
    [Trait("Requirement", "SM-MIM-11")]
    public async Task Signature_of_a_peer_passes_in_every_form(Peer peer, TestKeyType key, bool keyIdentifier, Wire wire, bool detached)
    {
        TestIdentity alice = Identities.Alice(key);
        byte[] cms = peer.Sign(SignedMessage.Entity, [alice], new SignatureShape { KeyIdentifier = keyIdentifier, Wire = wire, Detached = detached });
        byte[] message = detached ? SignedMessage.Clear(cms, "sha256") : SignedMessage.Opaque(cms);
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(message);
        Facts.AssertOriginator(report, alice);
        Assert.Equal(detached ? LayerCarrier.MultipartSigned : LayerCarrier.Pkcs7Mime, report.Layers[0].Carrier);
        bool isBer = wire == Wire.Indefinite || (wire == Wire.Chunks && !detached);
        Assert.Equal(isBer ? LayerEncoding.Ber : LayerEncoding.Der, report.Layers[0].Encoding);

        // The same object without a message around it; a detached one gets its content beside it.
        DomainSecurityReport bare = await gateway.ClassifyAsync(cms, detached ? SignedMessage.Entity : null);
        Assert.Equal(SignatureFact.Valid, Assert.Single(bare.Layers[0].Signatures).Signature);
        if (detached)
        {
            // OpenSSL 3.0 leaves the content inside when it streams DER; the content beside it counts all the same.
            Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Altered(message)));
            DomainSecurityReport altered = await gateway.ClassifyAsync(cms, SignedMessage.Altered(SignedMessage.Entity));
            Assert.Equal(SignatureFact.Invalid, Assert.Single(altered.Layers[0].Signatures).Signature);
        }

        Proof.Of(peer, Direction.Read, Features.Signed(wire), detached ? Feature.ClearSigned : Feature.Opaque);
        if (keyIdentifier)
        {
            Proof.Of(peer, Direction.Read, Feature.SignerKeyIdentifier);
        }
    }

    [Theory]
    [InlineData(Peer.OpenSsl, "0")]
    [InlineData(Peer.OpenSsl, "20")]
    [InlineData(Peer.OpenSsl, "max")]
    [InlineData(Peer.OpenSsl, "auto")]
    [InlineData(Peer.OpenSsl, "digest")]
    [InlineData(Peer.Java, "0")]
    [InlineData(Peer.Java, "20")]
    [InlineData(Peer.Java, "max")]
    [Trait("Requirement", "CMS-BER-07")]
    public async Task Pss_signature_of_a_peer_passes_with_every_salt(Peer peer, string salt)
    {
        TestIdentity alice = Identities.Alice();
        byte[] cms = peer.Sign(SignedMessage.Entity, [alice], new SignatureShape { PssSalt = salt });
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        Assert.Equal("rsaPss", Facts.AssertOriginator(report, alice).SignatureAlgorithm);
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(peer, Direction.Read, Feature.RsaPssSalts);
    }

    [Theory]
    [InlineData(Peer.OpenSsl, TestKeyType.Rsa2048)]
    [InlineData(Peer.OpenSsl, TestKeyType.P256)]
    [InlineData(Peer.Bouncy, TestKeyType.Rsa2048)]
    [InlineData(Peer.Bouncy, TestKeyType.P256)]
    [InlineData(Peer.Java, TestKeyType.Rsa2048)]
    [InlineData(Peer.Java, TestKeyType.P256)]
    [InlineData(Peer.Dotnet, TestKeyType.Rsa2048)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Sha1_signature_is_a_valid_fact_flagged_and_not_acceptable(Peer peer, TestKeyType key)
    {
        byte[] message = SignedMessage.Opaque(peer.Sign(SignedMessage.Entity, [Identities.Alice(key)], new SignatureShape { Digest = "sha1" }));
        using var gateway = new Gateway();
        SignatureReport signature = Facts.AssertVerdict(await gateway.ClassifyAsync(message), SecurityStatus.Policy, SecurityFlags.AlgorithmWeak);
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Equal("sha1", signature.DigestAlgorithm);

        using var lenient = new Gateway(new DomSecOptions { AcceptSha1 = true });
        Facts.AssertVerdict(await lenient.ClassifyAsync(message), SecurityStatus.Pass, SecurityFlags.AlgorithmWeak);
        Proof.Of(peer, Direction.Read, Feature.Sha1);
    }

    [Theory]
    [InlineData(Peer.OpenSsl, TestKeyType.Rsa2048, false)]
    [InlineData(Peer.OpenSsl, TestKeyType.P384, true)]
    [InlineData(Peer.Bouncy, TestKeyType.Rsa2048, false)]
    [InlineData(Peer.Bouncy, TestKeyType.P384, true)]
    [InlineData(Peer.Java, TestKeyType.Rsa2048, false)]
    [InlineData(Peer.Java, TestKeyType.P384, true)]
    [InlineData(Peer.Dotnet, TestKeyType.Rsa2048, false)]
    [InlineData(Peer.Dotnet, TestKeyType.P384, true)]
    [Trait("Requirement", "CMS-SD-03")]
    public async Task Signature_without_signed_attributes_is_a_valid_fact_flagged_and_not_acceptable(Peer peer, TestKeyType key, bool detached)
    {
        string digest = SignatureShape.DigestFor(key);
        byte[] cms = peer.Sign(SignedMessage.Entity, [Identities.Alice(key)], new SignatureShape { Digest = digest, SignedAttributes = false, Detached = detached });
        byte[] message = detached ? SignedMessage.Clear(cms, digest) : SignedMessage.Opaque(cms);
        using var gateway = new Gateway();
        SignatureReport signature = Facts.AssertVerdict(await gateway.ClassifyAsync(message), SecurityStatus.Policy, SecurityFlags.AttributesAbsent);
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Facts.AssertInvalid(await gateway.ClassifyAsync(detached ? SignedMessage.Altered(message) : SignedMessage.Opaque(SignedMessage.Altered(cms))));

        using var lenient = new Gateway(new DomSecOptions { AcceptSignaturesWithoutSignedAttributes = true });
        Facts.AssertVerdict(await lenient.ClassifyAsync(message), SecurityStatus.Pass, SecurityFlags.AttributesAbsent);
        Proof.Of(peer, Direction.Read, Feature.NoSignedAttributes);
    }

    [Theory]
    [InlineData(Peer.OpenSsl)]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [Trait("Requirement", "CMS-SD-19")]
    public async Task Two_signers_of_a_peer_are_both_verified(Peer peer)
    {
        TestIdentity[] signers = [Identities.Alice(), Identities.Alice(TestKeyType.P256)];
        byte[] cms = peer.Sign(SignedMessage.Entity, signers, new SignatureShape());
        using var gateway = new Gateway();
        AssertBoth(await gateway.ClassifyAsync(SignedMessage.Opaque(cms)), signers);
        DomainSecurityReport altered = await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms)));
        Assert.All(altered.Layers[0].Signatures, each => Assert.Equal(SignatureFact.Invalid, each.Signature));
        Assert.Equal(SecurityStatus.Fail, altered.Status);
        Proof.Of(peer, Direction.Read, Feature.TwoSigners);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-19")]
    public async Task Signer_added_by_openssl_to_a_signature_of_the_platform_is_verified_beside_it()
    {
        TestIdentity[] signers = [Identities.Alice(), Identities.Alice(TestKeyType.P256)];
        using var openSsl = new OpenSsl();
        byte[] one = DotnetPeer.Sign(SignedMessage.Entity, signers[..1], new SignatureShape());
        byte[] two = openSsl.Cms(
            "-resign", "-inform", "DER", "-outform", "DER", "-md", "sha256", "-in", openSsl.File(one),
            "-signer", openSsl.File(signers[1].Pem), "-inkey", openSsl.File(signers[1].KeyPem)).Expect().Output;
        using var gateway = new Gateway();
        AssertBoth(await gateway.ClassifyAsync(SignedMessage.Opaque(two)), signers);
    }

    private static void AssertBoth(DomainSecurityReport report, TestIdentity[] signers)
    {
        Assert.Equal(SecurityStatus.Pass, report.Status);
        Assert.Equal(2, report.Layers[0].Signatures.Count);
        Assert.All(report.Layers[0].Signatures, each => Assert.Equal((SignatureFact.Valid, SecurityStatus.Pass), (each.Signature, each.Verdict)));
        Assert.Equal(signers.Select(each => Convert.ToHexString(each.Der)).Order(StringComparer.Ordinal), report.Layers[0].Signatures.Select(each => Convert.ToHexString(each.SignerCertificate.Span)).Order(StringComparer.Ordinal));
    }
}
