using DomSec.Interop.Tests.DomainSignatures;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;

namespace DomSec.Interop.Tests;

/// <summary>NSS, the engine of Thunderbird, in both directions.</summary>
public sealed class NssTests(NssDatabase database) : IClassFixture<NssDatabase>
{
    [Theory]
    [InlineData(TestKeyType.Rsa2048, false, CmsEncoding.Der)]
    [InlineData(TestKeyType.Rsa3072, false, CmsEncoding.Ber)]
    [InlineData(TestKeyType.Rsa2048, true, CmsEncoding.Ber)]
    [InlineData(TestKeyType.Rsa3072, true, CmsEncoding.Der)]
    [InlineData(TestKeyType.P256, false, CmsEncoding.Der)]
    [InlineData(TestKeyType.P384, false, CmsEncoding.Ber)]
    [InlineData(TestKeyType.P521, false, CmsEncoding.Der)]
    [Trait("Requirement", "DS-ENC-05")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Domain_signature_verifies_and_peels_at_nss(TestKeyType key, bool pss, CmsEncoding encoding)
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing(key));
        byte[] cms = Messages.CmsOf(await gateway.SignAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { Encoding = encoding, RsaSignature = pss ? RsaSignaturePadding.Pss : RsaSignaturePadding.Pkcs1 }));
        byte[] peeled = database.Nss.Decode(cms).Expect().Output;
        Assert.Equal(SignedMessage.Entity, DotnetPeer.Decode(Peeling.CmsOfEntity(peeled)).ContentInfo.Content);
        cms[cms.AsSpan().IndexOf("smime.p7m"u8)] ^= 0x20;
        Assert.False(database.Nss.Decode(cms).Ok);
        Proof.Of(Peer.Nss, Direction.Write, Features.Signature(key, pss), Features.Signed(encoding), Feature.Opaque, Feature.EmptyLayer, Feature.DomainSignature);
    }

    [Theory]
    [InlineData(ContentEncryption.Aes128Cbc, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes192Cbc, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes256Cbc, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes256Cbc, CmsEncoding.Ber)]
    [Trait("Requirement", "CMS-ED-03")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Enveloped_message_opens_at_nss(ContentEncryption cipher, CmsEncoding encoding)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] message = await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime32 with { ContentEncryption = cipher, Encoding = encoding }, "bob@partner.example");
        Assert.Equal(SignedMessage.Entity, database.Nss.Decode(Messages.CmsOf(message)).Expect().Output);
        Proof.Of(Peer.Nss, Direction.Write, Features.Cipher(cipher), Feature.KeyTransport, Features.Enveloped(encoding), Feature.OriginatorInfo);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signature_of_nss_passes()
    {
        byte[] cms = database.Nss.Sign(SignedMessage.Entity, "alice@acme.example").Expect().Output;
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        Facts.AssertOriginator(report, Identities.Alice());
        Assert.Equal(LayerEncoding.Ber, report.Layers[0].Encoding);
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
        Proof.Of(Peer.Nss, Direction.Read, Feature.RsaPkcs1, Feature.SignedIndefinite, Feature.Opaque);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Enveloped_message_of_nss_opens()
    {
        byte[] cms = database.Nss.Encrypt(SignedMessage.Entity, "domain-confidentiality-authority@partner.example").Expect().Output;
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(SignedMessage.Header, cms, "enveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(SignedMessage.Entity, Messages.Split(opened).Entity);
        Assert.Equal(("aes128-cbc", LayerEncoding.Ber), (report.Classification!.Layers[0].ContentEncryption, report.Classification.Layers[0].Encoding));
        Proof.Of(Peer.Nss, Direction.Read, Feature.Aes128Cbc, Feature.KeyTransport, Feature.EnvelopedIndefinite);
    }
}
