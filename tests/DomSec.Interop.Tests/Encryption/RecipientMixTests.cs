using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Cms;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>Envelopes for several, at and from the engines that have RSA alone: theirs is one RecipientInfo among others they may not know.</summary>
public sealed class RecipientMixTests(GpgsmHome gpgsm, NssDatabase nss) : IClassFixture<GpgsmHome>, IClassFixture<NssDatabase>
{
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;
    private static readonly byte[] _entity = Messages.Split(Messages.Plain()).Entity;

    [Theory]
    [InlineData(Peer.MimeKit, TestKeyType.Rsa3072)]
    [InlineData(Peer.Gpgsm, TestKeyType.Rsa3072)]
    [InlineData(Peer.Nss, TestKeyType.Rsa3072)]
    [InlineData(Peer.Dotnet, TestKeyType.P256)]
    [InlineData(Peer.Bouncy, TestKeyType.P256)]
    [InlineData(Peer.MimeKit, TestKeyType.P256)]
    [InlineData(Peer.Gpgsm, TestKeyType.P256)]
    [Trait("Requirement", "CMS-ED-06")]
    public async Task Rsa_recipient_among_others_opens_our_envelope(Peer peer, TestKeyType other)
    {
        byte[] message = await EncryptAsync(other, withOriginator: peer != Peer.Gpgsm);
        Assert.Equal(_entity, Open(peer, message));
        Proof.Of(peer, Direction.Write, TestKeys.IsRsa(other) ? Feature.SeveralRecipients : Feature.MixedRecipients);
    }

    [Theory]
    [InlineData(Peer.OpenSsl)]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [InlineData(Peer.MimeKit)]
    [InlineData(Peer.Gpgsm)]
    [InlineData(Peer.Nss)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Envelope_in_triple_des_for_an_old_peer_opens(Peer peer)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        Assert.Equal(_entity, Open(peer, await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime2, "bob@partner.example")));
        Proof.Of(peer, Direction.Write, Feature.TripleDes);
    }

    [Theory]
    [InlineData(Peer.OpenSsl)]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [InlineData(Peer.MimeKit)]
    [InlineData(Peer.Nss)]
    [Trait("Requirement", "SM-ALG-01 LCD-04")]
    public async Task Envelope_in_rc2_for_a_peer_of_1998_opens(Peer peer)
    {
        using Gateway gateway = new Gateway(new DomSecOptions { AllowRc2 = true }).Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        AlgorithmProfile profile = AlgorithmProfile.Smime2 with { ContentEncryption = ContentEncryption.Rc2Cbc40 };
        byte[] message = await gateway.EncryptAsync(Messages.Plain(), profile, "bob@partner.example");
        if (peer is Peer.Bouncy or Peer.MimeKit)
        {
            // It unwraps PKCS#1 v1.5 in constant time, for which it wants to know the key's length, and takes RC2's for unknown; anybody's RC2.
            Assert.Throws<CmsException>(() => Open(peer, message));
            message = await gateway.EncryptAsync(Messages.Plain(), profile with { RsaKeyTransport = RsaKeyTransportPadding.OaepSha256 }, "bob@partner.example");
        }

        Assert.Equal(_entity, Open(peer, message, "-provider", "legacy", "-provider", "default"));
        Proof.Of(peer, Direction.Write, Feature.Rc2);
    }

    [Fact]
    public async Task Gpgsm_opens_no_rc2()
    {
        using Gateway gateway = new Gateway(new DomSecOptions { AllowRc2 = true }).Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] message = await gateway.EncryptAsync(
            Messages.Plain(), AlgorithmProfile.Smime2 with { ContentEncryption = ContentEncryption.Rc2Cbc40, IncludeOriginatorInfo = false }, "bob@partner.example");
        Assert.Contains("unsupported algorithm", gpgsm.Gpgsm.Decrypt(Messages.CmsOf(message)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nss_gives_up_at_an_elliptic_recipient_beside_its_own()
    {
        byte[] cms = Messages.CmsOf(await EncryptAsync(TestKeyType.P256, withOriginator: true));
        Assert.False(nss.Nss.Decode(cms).Ok);
        using var openSsl = new OpenSsl();
        Assert.Equal(_entity, openSsl.Decrypt(cms, Identities.Confidentiality()).Expect().Output);
        Assert.False(nss.Nss.Decode(OpenSslPeer.Encrypt(_entity, [Identities.Confidentiality(), Identities.Confidentiality(TestKeyType.P256)], new EnvelopeShape())).Ok);
    }

    [Theory]
    [InlineData("aes-256-gcm", null)]
    [InlineData("aes-256-cbc", "sha256")]
    public void Nss_opens_neither_gcm_nor_oaep(string cipher, string? oaep) =>
        Assert.False(nss.Nss.Decode(OpenSslPeer.Encrypt(_entity, [Identities.Confidentiality()], new EnvelopeShape { Cipher = cipher, OaepDigest = oaep })).Ok);

    [Fact]
    public void Gpgsm_and_nss_do_not_encrypt_to_elliptic_keys()
    {
        TestIdentity recipient = Identities.Confidentiality(TestKeyType.P256, "curve.example");
        gpgsm.Gpgsm.Import(recipient);
        Assert.False(gpgsm.Gpgsm.Encrypt(_entity, recipient).Ok);
        nss.Nss.Import(recipient, "curve");
        Assert.Contains("SEC_ERROR_INVALID_ALGORITHM", nss.Nss.Encrypt(_entity, "domain-confidentiality-authority@curve.example").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Platform_takes_no_elliptic_recipients_and_no_authenticated_envelopes()
    {
        TestIdentity recipient = Identities.Confidentiality(TestKeyType.P256);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => DotnetPeer.Encrypt(_entity, [recipient], new EnvelopeShape()));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => DotnetPeer.Decrypt(OpenSslPeer.Encrypt(_entity, [recipient], new EnvelopeShape()), recipient));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => DotnetPeer.Decrypt(OpenSslPeer.Encrypt(_entity, [Identities.Confidentiality()], new EnvelopeShape { Cipher = "aes-128-gcm" }), Identities.Confidentiality()));
    }

    [Theory]
    [InlineData(Peer.Gpgsm)]
    [InlineData(Peer.Nss)]
    [Trait("Requirement", "CMS-ED-06")]
    public async Task Envelope_for_two_opens_for_each(Peer peer)
    {
        TestIdentity[] recipients = [Identities.Confidentiality(), Identities.Confidentiality(TestKeyType.Rsa3072, "other.example")];
        byte[] cms;
        if (peer == Peer.Gpgsm)
        {
            gpgsm.Gpgsm.Import(recipients[1]);
            cms = gpgsm.Gpgsm.Encrypt(_entity, recipients[0], "--recipient", "0x" + recipients[1].Certificate.Thumbprint).Expect().Output;
        }
        else
        {
            nss.Nss.Import(recipients[1], "other");
            cms = nss.Nss.Encrypt(_entity, string.Join(',', recipients.Select(each => "domain-confidentiality-authority@" + each.Domain))).Expect().Output;
        }

        await AssertOpenAsync(cms, "enveloped-data", recipients);
        Proof.Of(peer, Direction.Read, Feature.SeveralRecipients);
    }

    [Theory]
    [InlineData("aes-256-gcm")]
    [InlineData("aes-256-cbc")]
    [Trait("Requirement", "CMS-ED-03")]
    public async Task Originator_info_of_bouncycastle_java_is_read_over(string cipher)
    {
        TestIdentity originator = Identities.Confidentiality(domain: "acme.example");
        byte[] cms = JavaPeer.EncryptFor(
            _entity, cipher, [JavaPeer.Oaep(Identities.Confidentiality().Der, "sha256", "sha256", [])], ("originator", JavaPeer.Text(originator.Der)));
        Assert.True(cms.AsSpan().IndexOf(originator.Der) > 0);
        await AssertOpenAsync(cms, new EnvelopeShape { Cipher = cipher }.SmimeType, [Identities.Confidentiality()]);
        Proof.Of(Peer.Java, Direction.Read, Feature.OriginatorInfo);
    }

    [Fact]
    [Trait("Requirement", "CMS-ED-03")]
    public async Task Originator_info_of_bouncycastle_is_read_over()
    {
        TestIdentity originator = Identities.Confidentiality(domain: "acme.example");
        var generator = new CmsEnvelopedDataGenerator { OriginatorInformation = new OriginatorInformation(new OriginatorInfoGenerator(BouncyPeer.Certificate(originator)).Generate()) };
        generator.AddKeyTransRecipient(BouncyPeer.Certificate(Identities.Confidentiality()));
        byte[] cms = generator.Generate(new CmsProcessableByteArray(_entity), new Org.BouncyCastle.Asn1.DerObjectIdentifier(CmsEnvelopedGenerator.Aes256Cbc)).GetEncoded();
        Assert.True(cms.AsSpan().IndexOf(originator.Der) > 0);
        await AssertOpenAsync(cms, "enveloped-data", [Identities.Confidentiality()]);
        Proof.Of(Peer.Bouncy, Direction.Read, Feature.OriginatorInfo);
    }

    private static async Task AssertOpenAsync(byte[] cms, string type, IReadOnlyList<TestIdentity> recipients)
    {
        foreach (TestIdentity recipient in recipients)
        {
            using Gateway gateway = new Gateway().Own(recipient);
            (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(_header, cms, type));
            Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
            Assert.Equal(_entity, Messages.Split(opened).Entity);
            Assert.Equal(recipients.Count, report.Classification!.Layers[0].Recipients.Count);
        }
    }

    private static async Task<byte[]> EncryptAsync(TestKeyType other, bool withOriginator)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality()).Member(Identities.Confidentiality(other, "other.example"));
        return await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime32 with { IncludeOriginatorInfo = withOriginator }, "eve@other.example", "bob@partner.example");
    }

    private byte[] Open(Peer peer, byte[] message, params IReadOnlyList<string> openSslOptions)
    {
        byte[] cms = Messages.CmsOf(message);
        switch (peer)
        {
            case Peer.OpenSsl:
                using (var openSsl = new OpenSsl())
                {
                    return openSsl.Decrypt(cms, Identities.Confidentiality(), openSslOptions).Expect().Output;
                }

            case Peer.Java:
                return JavaPeer.Decrypt(cms, Identities.Confidentiality());
            case Peer.Dotnet:
                return DotnetPeer.Decrypt(cms, Identities.Confidentiality());
            case Peer.Bouncy:
                return BouncyPeer.Decrypt(cms, Identities.Confidentiality());
            case Peer.Gpgsm:
                return gpgsm.Gpgsm.Decrypt(cms).Expect().Output;
            case Peer.Nss:
                return nss.Nss.Decode(cms).Expect().Output;
            default:
                using (TemporarySecureMimeContext context = MimeKitPeer.Context(Identities.Confidentiality()))
                {
                    using var content = new MemoryStream();
                    FormatOptions options = FormatOptions.Default.Clone();
                    options.NewLineFormat = NewLineFormat.Dos;
                    Assert.IsType<ApplicationPkcs7Mime>(Messages.Parse(message).Body).Decrypt(context).WriteTo(options, content);
                    return content.ToArray();
                }
        }
    }
}
