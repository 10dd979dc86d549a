using System.Security.Cryptography.Pkcs;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;
using MimeKit;
using Org.BouncyCastle.Cms;

namespace DomSec.Interop.Tests.DomainSignatures;

/// <summary>Our domain signatures at the peers: the signature verifies, the empty layer under it is read, and the content is what was signed.</summary>
public sealed class OwnDomainSignatureTests
{
    private static readonly byte[] _entity = Messages.Split(Messages.Plain()).Entity;

    public static TheoryData<TestKeyType, bool, CmsEncoding> Algorithms
    {
        get
        {
            var cells = new TheoryData<TestKeyType, bool, CmsEncoding>();
            foreach (TestKeyType key in Enum.GetValues<TestKeyType>())
            {
                foreach (CmsEncoding encoding in (CmsEncoding[])[CmsEncoding.Der, CmsEncoding.Ber])
                {
                    cells.Add(key, false, encoding);
                    if (TestKeys.IsRsa(key))
                    {
                        cells.Add(key, true, encoding);
                    }
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Requirement", "DS-STA-01")]
    [Trait("Requirement", "DS-STA-03")]
    [Trait("Requirement", "DS-STA-06")]
    [Trait("Requirement", "DS-ENC-03")]
    [Trait("Requirement", "DS-ENC-04")]
    [Trait("Requirement", "DS-ENC-05")]
    [Trait("Requirement", "DS-ENC-07")]
    [Trait("Requirement", "SM-ALG-01")]
    [Trait("Requirement", "CMS-BER-03")]
    public async Task Domain_signature_is_peeled_by_every_peer_down_to_the_content(TestKeyType key, bool pss, CmsEncoding encoding)
    {
        TestIdentity authority = Identities.Signing(key);
        byte[] outer = await SignAsync(authority, pss, encoding);
        Assert.Equal(encoding == CmsEncoding.Ber, outer[1] == 0x80);
        if (encoding == CmsEncoding.Der)
        {
            StrictDer.Check(outer);
        }

        using var openSsl = new OpenSsl();
        string signerFile = openSsl.File(string.Empty);
        PeerResult peeled = openSsl.Verify(outer, TestCa.Shared, "-signer", signerFile);
        Assert.True(peeled.Ok, peeled.Error);
        byte[] emptyLayer = Peeling.CmsOfEntity(peeled.Output);
        Assert.Equal(_entity, Peeling.ContentPrintedByOpenSsl(emptyLayer));
        Assert.Equal(authority.Pem, await File.ReadAllTextAsync(signerFile, TestContext.Current.CancellationToken));

        Assert.Equal(peeled.Output, DotnetPeer.Verify(outer, authority.Der));
        SignerInfo signer = DotnetPeer.Decode(outer).SignerInfos[0];
        Assert.Equal(Peeling.DomainValue, Attribute(signer, Peeling.SignatureTypeOid));
        Assert.Equal(Wires.DigestOid(SignatureShape.DigestFor(key)), signer.DigestAlgorithm.Value);
        SignedCms dotnetEmpty = DotnetPeer.Decode(emptyLayer);
        Assert.Equal((0, 1), (dotnetEmpty.SignerInfos.Count, dotnetEmpty.Version));
        Assert.Equal(_entity, dotnetEmpty.ContentInfo.Content);

        Assert.Equal(peeled.Output, BouncyPeer.Verify(outer, authority));
        var bouncyEmpty = new CmsSignedData(emptyLayer);
        Assert.Equal(0, bouncyEmpty.GetSignerInfos().Count);
        Assert.Equal(_entity, BouncyPeer.Content(bouncyEmpty));

        Assert.Equal(peeled.Output, JavaPeer.Verify(outer));
        Assert.Equal(_entity, JavaPeer.Verify(emptyLayer, signers: 0));
        foreach (Peer peer in (Peer[])[Peer.OpenSsl, Peer.Dotnet, Peer.Bouncy, Peer.Java])
        {
            Proof.Of(peer, Direction.Write, Features.Signature(key, pss), Features.Signed(encoding), Feature.Opaque, Feature.EmptyLayer, Feature.DomainSignature);
        }
    }

    [Theory]
    [InlineData(TestKeyType.Rsa2048, false, CmsEncoding.Der)]
    [InlineData(TestKeyType.Rsa2048, true, CmsEncoding.Ber)]
    [InlineData(TestKeyType.P384, false, CmsEncoding.Der)]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Altered_domain_signature_fails_at_every_peer(TestKeyType key, bool pss, CmsEncoding encoding)
    {
        TestIdentity authority = Identities.Signing(key);
        byte[] altered = await SignAsync(authority, pss, encoding);
        altered[altered.AsSpan().IndexOf("smime.p7m"u8)] ^= 0x20;
        using var openSsl = new OpenSsl();
        Assert.Contains("content verify error", openSsl.Verify(altered, TestCa.Shared).Error, StringComparison.Ordinal);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => DotnetPeer.Verify(altered, authority.Der));
        Assert.Throws<CmsException>(() => BouncyPeer.Verify(altered, authority));
        Assert.Throws<PeerRefusalException>(() => JavaPeer.Verify(altered));
    }

    [Theory]
    [InlineData(TestKeyType.Rsa2048, false, CmsEncoding.Der)]
    [InlineData(TestKeyType.Rsa3072, true, CmsEncoding.Der)]
    [InlineData(TestKeyType.P256, false, CmsEncoding.Ber)]
    [InlineData(TestKeyType.P384, false, CmsEncoding.Der)]
    [InlineData(TestKeyType.P521, false, CmsEncoding.Der)]
    [Trait("Requirement", "DS-ENC-05")]
    public async Task Domain_signed_message_is_what_mimekit_knows_as_opaque_signed_twice(TestKeyType key, bool pss, CmsEncoding encoding)
    {
        TestIdentity authority = Identities.Signing(key);
        using Gateway gateway = new Gateway().Own(authority);
        MimeMessage signed = await gateway.SignAsync(Messages.Parse(Messages.Plain()), Profile(pss, encoding));
        Assert.Equal("Budget", signed.Subject);
        using MimeKit.Cryptography.TemporarySecureMimeContext context = MimeKitPeer.Context();
        var outer = Assert.IsType<MimeKit.Cryptography.ApplicationPkcs7Mime>(signed.Body);
        Assert.Equal(MimeKit.Cryptography.SecureMimeType.SignedData, outer.SecureMimeType);
        MimeKit.Cryptography.DigitalSignatureCollection signatures = outer.Verify(context, out MimeEntity peeled, TestContext.Current.CancellationToken);
        MimeKit.Cryptography.IDigitalSignature signature = Assert.Single(signatures);
        Assert.True(signature.Verify());
        Assert.Equal("domain-signing-authority@acme.example", signature.SignerCertificate!.Email);

        var empty = Assert.IsType<MimeKit.Cryptography.ApplicationPkcs7Mime>(peeled);
        Assert.Equal(MimeKit.Cryptography.SecureMimeType.SignedData, empty.SecureMimeType);
        Assert.Empty(empty.Verify(context, out MimeEntity content, TestContext.Current.CancellationToken));
        Assert.Equal("Budget of the second quarter.\r\nRegards, Alice\r\n", Assert.IsType<TextPart>(content).Text.ReplaceLineEndings("\r\n"));
        Proof.Of(Peer.MimeKit, Direction.Write, Features.Signature(key, pss), Features.Signed(encoding), Feature.Opaque, Feature.EmptyLayer, Feature.DomainSignature);
    }

    private static async Task<byte[]> SignAsync(TestIdentity authority, bool pss, CmsEncoding encoding)
    {
        using Gateway gateway = new Gateway().Own(authority);
        return Messages.CmsOf(await gateway.SignAsync(Messages.Plain(), Profile(pss, encoding)));
    }

    private static AlgorithmProfile Profile(bool pss, CmsEncoding encoding) =>
        AlgorithmProfile.Smime4 with { RsaSignature = pss ? RsaSignaturePadding.Pss : RsaSignaturePadding.Pkcs1, Encoding = encoding };

    private static byte[] Attribute(SignerInfo signer, string oid)
    {
        System.Security.Cryptography.CryptographicAttributeObject attribute = signer.SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().Single(each => string.Equals(each.Oid.Value, oid, StringComparison.Ordinal));
        return Assert.Single(attribute.Values.Cast<System.Security.Cryptography.AsnEncodedData>()).RawData;
    }
}
