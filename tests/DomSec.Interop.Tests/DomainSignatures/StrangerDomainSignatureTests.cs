using System.Security.Cryptography;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Cms;

namespace DomSec.Interop.Tests.DomainSignatures;

/// <summary>Domain signatures that no octet of ours is in: empty layer, signature and attribute are the peers'.</summary>
public sealed class StrangerDomainSignatureTests
{
    public static TheoryData<Peer, TestKeyType, bool, Wire, bool> Cells
    {
        get
        {
            var cells = new TheoryData<Peer, TestKeyType, bool, Wire, bool>();
            foreach (Peer peer in (Peer[])[Peer.Java, Peer.Bouncy, Peer.Dotnet])
            {
                foreach (TestKeyType key in Enum.GetValues<TestKeyType>())
                {
                    cells.Add(peer, key, false, Wire.Der, false);
                    cells.Add(peer, key, false, Wire.Indefinite, false);
                }

                cells.Add(peer, TestKeyType.Rsa2048, true, Wire.Der, false);
                cells.Add(peer, TestKeyType.Rsa2048, false, Wire.Der, true);
                cells.Add(peer, TestKeyType.P256, false, Wire.Chunks, true);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    [Trait("Requirement", "DS-STA-02")]
    [Trait("Requirement", "DS-STA-03")]
    [Trait("Requirement", "DS-STA-06")]
    [Trait("Requirement", "DS-ENC-10")]
    public async Task Domain_signature_made_by_a_stranger_passes(Peer peer, TestKeyType key, bool pss, Wire wire, bool keyIdentifier)
    {
        TestIdentity authority = Identities.Signing(key);
        byte[] emptyLayer = EmptyLayer(peer, wire);
        byte[] cms = Sign(peer, emptyLayer, authority, new SignatureShape { Digest = SignatureShape.DigestFor(key), PssSalt = pss ? "digest" : null, Wire = wire, KeyIdentifier = keyIdentifier });
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        Assert.Equal((SecurityStatus.Pass, IdentityLevel.Domain, "acme.example", "S(S0(content))"), (report.Status, report.IdentityLevel, report.Domain?.Value, report.Structure));
        SignatureReport signature = Assert.Single(report.Layers[0].Signatures);
        Assert.Equal([SignatureType.Domain], signature.Types);
        Assert.True(signature.HasTypeAttribute);
        Assert.Equal(authority.Der, signature.SignerCertificate.ToArray());
        Assert.Equal(pss ? "rsaPss" : TestKeys.IsRsa(key) ? "rsaPkcs1" : "ecdsa", signature.SignatureAlgorithm);
        Assert.Equal((LayerKind.NullSigned, 0), (report.Layers[1].Kind, report.Layers[1].Signatures.Count));
        Proof.Of(peer, Direction.Read, Feature.DomainSignature);
        if (peer != Peer.Dotnet)
        {
            Proof.Of(peer, Direction.Read, Feature.EmptyLayer);
        }
    }

    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Stranger_s_domain_signature_over_an_altered_layer_fails(Peer peer)
    {
        byte[] cms = Sign(peer, EmptyLayer(peer, Wire.Der), Identities.Signing(), new SignatureShape());
        cms[cms.AsSpan().IndexOf("smime.p7m"u8)] ^= 0x20;
        using var gateway = new Gateway();
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(cms)));
    }

    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [Trait("Requirement", "DS-STA-10")]
    public async Task Stranger_s_domain_signature_without_the_empty_layer_is_not_acceptable(Peer peer)
    {
        byte[] cms = Sign(peer, SignedMessage.Entity, Identities.Signing(), new SignatureShape());
        using var gateway = new Gateway();
        Facts.AssertVerdict(await gateway.ClassifyAsync(SignedMessage.Opaque(cms)), SecurityStatus.Policy, SecurityFlags.NoEncapsulation);
    }

    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Stranger_s_domain_signature_over_an_author_s_names_domain_and_author(Peer peer)
    {
        byte[] inner = peer.Sign(SignedMessage.Entity, [Identities.Alice()], new SignatureShape());
        byte[] cms = Sign(peer, Messages.Carry([], inner, "signed-data"), Identities.Signing(), new SignatureShape());
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        Assert.Equal((SecurityStatus.Pass, "S(S(content))", "acme.example", "alice@acme.example"), (report.Status, report.Structure, report.Domain?.Value, report.Originator));
    }

    /// <summary>The empty signature layer as BouncyCastle writes it, in its MIME entity; the platform makes none.</summary>
    private static byte[] EmptyLayer(Peer peer, Wire wire) => Messages.Carry([], Wires.Encode(peer == Peer.Java ? JavaPeer.Sign(SignedMessage.Entity, (IReadOnlyList<PeerKey>)[], new SignatureShape()) : BouncyPeer.EmptySignature(SignedMessage.Entity), wire), "signed-data");

    private static byte[] Sign(Peer peer, byte[] content, TestIdentity authority, SignatureShape shape)
    {
        if (peer == Peer.Java)
        {
            return JavaPeer.Sign(content, [authority], shape, Peeling.DomainAttribute);
        }

        if (peer == Peer.Dotnet)
        {
            return DotnetPeer.Sign(content, [authority], shape, new AsnEncodedData(new Oid(Peeling.SignatureTypeOid), Peeling.DomainValue));
        }

        var attribute = Org.BouncyCastle.Asn1.Cms.Attribute.GetInstance(Asn1Object.FromByteArray(Peeling.DomainAttribute));
        return BouncyPeer.Sign(content, [authority], shape, new DefaultSignedAttributeTableGenerator(new AttributeTable(new Asn1EncodableVector(attribute))));
    }
}
