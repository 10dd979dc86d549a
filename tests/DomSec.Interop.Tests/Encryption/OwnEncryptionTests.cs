using DomSec.Interop.Tests.DomainSignatures;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>What we encrypt opens at the peers: every cipher, key management, encoding and mix of recipients.</summary>
public sealed class OwnEncryptionTests
{
    private static readonly byte[] _entity = Messages.Split(Messages.Plain()).Entity;

    public static TheoryData<ContentEncryption, RsaKeyTransportPadding, CmsEncoding, TestKeyType> Algorithms
    {
        get
        {
            var cells = new TheoryData<ContentEncryption, RsaKeyTransportPadding, CmsEncoding, TestKeyType>();
            foreach (ContentEncryption cipher in (ContentEncryption[])[ContentEncryption.Aes128Cbc, ContentEncryption.Aes192Cbc, ContentEncryption.Aes256Cbc, ContentEncryption.Aes128Gcm, ContentEncryption.Aes192Gcm, ContentEncryption.Aes256Gcm])
            {
                foreach (CmsEncoding encoding in (CmsEncoding[])[CmsEncoding.Der, CmsEncoding.Ber])
                {
                    cells.Add(cipher, RsaKeyTransportPadding.Pkcs1, encoding, TestKeyType.Rsa2048);
                    foreach (TestKeyType key in Enum.GetValues<TestKeyType>())
                    {
                        cells.Add(cipher, RsaKeyTransportPadding.OaepSha256, encoding, key);
                    }
                }
            }

            return cells;
        }
    }

    public static TheoryData<ContentEncryption, CmsEncoding, TestKeyType[]> Mixes
    {
        get
        {
            TestKeyType[][] mixes = [[TestKeyType.Rsa2048, TestKeyType.Rsa3072], [TestKeyType.Rsa2048, TestKeyType.P256], [TestKeyType.P384, TestKeyType.P521], [TestKeyType.Rsa3072, TestKeyType.Rsa2048, TestKeyType.P384]];
            var cells = new TheoryData<ContentEncryption, CmsEncoding, TestKeyType[]>();
            foreach (TestKeyType[] mix in mixes)
            {
                cells.Add(ContentEncryption.Aes256Gcm, CmsEncoding.Der, mix);
                cells.Add(ContentEncryption.Aes128Cbc, CmsEncoding.Der, mix);
                cells.Add(ContentEncryption.Aes128Gcm, CmsEncoding.Ber, mix);
                cells.Add(ContentEncryption.Aes256Cbc, CmsEncoding.Ber, mix);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Requirement", "CMS-KT-01")]
    [Trait("Requirement", "CMS-KT-02")]
    [Trait("Requirement", "CMS-KT-03")]
    [Trait("Requirement", "CMS-KA-01")]
    [Trait("Requirement", "CMS-KA-02")]
    [Trait("Requirement", "CMS-KA-03")]
    [Trait("Requirement", "CMS-KA-07")]
    [Trait("Requirement", "CMS-AE-01")]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-06")]
    [Trait("Requirement", "CMS-AE-10")]
    [Trait("Requirement", "CMS-BER-03")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Encrypted_message_opens_at_openssl_and_bouncycastle_java_under_every_algorithm(ContentEncryption cipher, RsaKeyTransportPadding padding, CmsEncoding encoding, TestKeyType key)
    {
        TestIdentity recipient = Identities.Confidentiality(key);
        byte[] cms = await EncryptAsync(Profile(cipher, padding, encoding), recipient);
        Assert.Equal(encoding == CmsEncoding.Ber, cms[1] == 0x80);
        using var openSsl = new OpenSsl();
        Assert.Equal(_entity, openSsl.Decrypt(cms, recipient).Expect().Output);
        Assert.Equal(_entity, JavaPeer.Decrypt(cms, recipient));

        // And back by our own door, so that both ends agree about the name of what was used.
        using Gateway partner = new Gateway().Own(recipient);
        DomainSecurityReport report = await partner.ClassifyAsync(Messages.Carry([], cms, "enveloped-data"));
        Assert.Equal(cipher.ToString().ToLowerInvariant(), report.Layers[0].ContentEncryption?.Replace("-", string.Empty, StringComparison.Ordinal));
        Assert.True(report.Layers[0].IsOpened);
        Feature management = !TestKeys.IsRsa(key) ? Features.Agreement(key) : padding == RsaKeyTransportPadding.Pkcs1 ? Feature.KeyTransport : Feature.OaepSha256;
        foreach (Peer peer in (Peer[])[Peer.OpenSsl, Peer.Java])
        {
            Proof.Of(peer, Direction.Write, Features.Cipher(cipher), management, Features.Enveloped(encoding), Feature.OriginatorInfo);
        }
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    [Trait("Requirement", "CMS-ED-06")]
    [Trait("Requirement", "CMS-BER-03")]
    public async Task Message_to_several_authorities_opens_for_each_at_openssl_and_bouncycastle_java_and_for_nobody_else(ContentEncryption cipher, CmsEncoding encoding, TestKeyType[] keys)
    {
        TestIdentity[] recipients = [.. keys.Select((key, index) => Identities.Confidentiality(key, $"partner{index}.example"))];
        byte[] cms = await EncryptAsync(Profile(cipher, RsaKeyTransportPadding.OaepSha256, encoding), recipients);
        if (encoding == CmsEncoding.Der)
        {
            StrictDer.Check(cms);
        }

        using var openSsl = new OpenSsl();
        foreach (TestIdentity recipient in recipients)
        {
            Assert.Equal(_entity, openSsl.Decrypt(cms, recipient).Expect().Output);
            Assert.Equal(_entity, JavaPeer.Decrypt(cms, recipient));
        }

        Assert.False(openSsl.Decrypt(cms, Identities.Confidentiality(keys[0], "stranger.example")).Ok);
        Assert.Throws<PeerRefusalException>(() => JavaPeer.Decrypt(cms, Identities.Confidentiality(keys[0], "stranger.example")));
        Proof.Of(Peer.OpenSsl, Direction.Write, Features.Recipients(keys));
        Proof.Of(Peer.Java, Direction.Write, Features.Recipients(keys));
    }

    [Theory]
    [InlineData(ContentEncryption.Aes128Cbc, RsaKeyTransportPadding.Pkcs1, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes192Cbc, RsaKeyTransportPadding.Pkcs1, CmsEncoding.Ber)]
    [InlineData(ContentEncryption.Aes256Cbc, RsaKeyTransportPadding.Pkcs1, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes256Cbc, RsaKeyTransportPadding.Pkcs1, CmsEncoding.Ber)]
    [InlineData(ContentEncryption.Aes128Cbc, RsaKeyTransportPadding.OaepSha256, CmsEncoding.Ber)]
    [InlineData(ContentEncryption.Aes256Cbc, RsaKeyTransportPadding.OaepSha256, CmsEncoding.Der)]
    [Trait("Requirement", "CMS-ED-01")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Enveloped_message_opens_at_the_platform_and_bouncycastle(ContentEncryption cipher, RsaKeyTransportPadding padding, CmsEncoding encoding)
    {
        TestIdentity[] recipients = [Identities.Confidentiality(), Identities.Confidentiality(TestKeyType.Rsa3072, "other.example")];
        byte[] cms = await EncryptAsync(Profile(cipher, padding, encoding), recipients);
        foreach (TestIdentity recipient in recipients)
        {
            Assert.Equal(_entity, DotnetPeer.Decrypt(cms, recipient));
            Assert.Equal(_entity, BouncyPeer.Decrypt(cms, recipient));
        }

        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => DotnetPeer.Decrypt(cms, Identities.Confidentiality(TestKeyType.Rsa2048, "stranger.example")));
        Feature management = padding == RsaKeyTransportPadding.Pkcs1 ? Feature.KeyTransport : Feature.OaepSha256;
        foreach (Peer peer in (Peer[])[Peer.Dotnet, Peer.Bouncy])
        {
            // The objects carry originatorInfo, as all of ours do unless told otherwise.
            Proof.Of(peer, Direction.Write, Features.Cipher(cipher), management, Features.Enveloped(encoding), Feature.SeveralRecipients, Feature.OriginatorInfo);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bouncycastle_opens_nobody_s_elliptic_envelope_but_its_own(bool ours)
    {
        // Its limit, not ours (docs/INTEROP.md): this fails when it learns RFC 5753 section 7.2, and then belongs among the tests above.
        TestIdentity recipient = Identities.Confidentiality(TestKeyType.P256);
        byte[] cms = ours ? await EncryptAsync(AlgorithmProfile.Smime32, recipient) : OpenSslPeer.Encrypt(_entity, [recipient], new EnvelopeShape());
        Assert.Equal(_entity, BouncyPeer.Decrypt(BouncyPeer.Encrypt(_entity, [recipient], new EnvelopeShape()), recipient));
        Assert.Throws<Org.BouncyCastle.Cms.CmsException>(() => BouncyPeer.Decrypt(cms, recipient));
    }

    [Theory]
    [InlineData(RsaKeyTransportPadding.Pkcs1, CmsEncoding.Der, ContentEncryption.Aes256Cbc)]
    [InlineData(RsaKeyTransportPadding.Pkcs1, CmsEncoding.Ber, ContentEncryption.Aes192Cbc)]
    [InlineData(RsaKeyTransportPadding.OaepSha256, CmsEncoding.Der, ContentEncryption.Aes128Cbc)]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Signed_and_encrypted_message_opens_and_verifies_at_mimekit(RsaKeyTransportPadding padding, CmsEncoding encoding, ContentEncryption cipher)
    {
        TestIdentity recipient = Identities.Confidentiality();
        using Gateway gateway = new Gateway().Own(Identities.Signing()).Own(Identities.Confidentiality(domain: "acme.example")).Member(recipient);
        MimeMessage signed = await gateway.SignAsync(Messages.Parse(Messages.Plain()));
        var request = new DomainEncryptionRequest
        {
            Domain = MailDomain.Parse("acme.example"),
            Recipients = ["bob@partner.example"],
            Profile = AlgorithmProfile.Smime32 with { RsaKeyTransport = padding, Encoding = encoding, ContentEncryption = cipher },
        };
        DomainEncryptionResult encrypted = await gateway.Doors.Encryptor.EncryptAsync(signed, request);
        Assert.True(encrypted.Outcome == DomainOutcome.Applied, encrypted.Report.Refusal?.ToString());
        using TemporarySecureMimeContext context = MimeKitPeer.Context(recipient);
        var envelope = Assert.IsType<ApplicationPkcs7Mime>(encrypted.Message.Body);
        Assert.Equal(SecureMimeType.EnvelopedData, envelope.SecureMimeType);
        var inner = Assert.IsType<ApplicationPkcs7Mime>(envelope.Decrypt(context, TestContext.Current.CancellationToken));
        Assert.Equal(SecureMimeType.SignedData, inner.SecureMimeType);
        Assert.True(Assert.Single(inner.Verify(context, out MimeEntity empty, TestContext.Current.CancellationToken)).Verify());
        Assert.Empty(Assert.IsType<ApplicationPkcs7Mime>(empty).Verify(context, out MimeEntity content, TestContext.Current.CancellationToken));
        Assert.Contains("second quarter", Assert.IsType<TextPart>(content).Text, StringComparison.Ordinal);
        Proof.Of(
            Peer.MimeKit, Direction.Write,
            Features.Cipher(cipher), padding == RsaKeyTransportPadding.Pkcs1 ? Feature.KeyTransport : Feature.OaepSha256, Features.Enveloped(encoding), Feature.OriginatorInfo);
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-01")]
    public async Task Authenticated_envelope_is_labelled_as_mimekit_knows_it()
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] message = await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime4, "bob@partner.example");
        var part = Assert.IsType<ApplicationPkcs7Mime>(Messages.Parse(message).Body);
        Assert.Equal(SecureMimeType.AuthEnvelopedData, part.SecureMimeType);
    }

    [Theory]
    [InlineData(ContentEncryption.Aes256Gcm, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes256Gcm, CmsEncoding.Ber)]
    [InlineData(ContentEncryption.Aes256Cbc, CmsEncoding.Der)]
    [InlineData(ContentEncryption.Aes256Cbc, CmsEncoding.Ber)]
    [Trait("Requirement", "CMS-ED-03")]
    [Trait("Requirement", "DS-DCA-05")]
    public async Task Originator_info_names_the_encrypting_authority_at_openssl(ContentEncryption cipher, CmsEncoding encoding)
    {
        byte[] cms = await EncryptAsync(Profile(cipher, RsaKeyTransportPadding.OaepSha256, encoding), Identities.Confidentiality());
        using var openSsl = new OpenSsl();
        string text = openSsl.Print(cms).Expect().Text;
        string info = text[text.IndexOf("originatorInfo:", StringComparison.Ordinal)..text.IndexOf("recipientInfos:", StringComparison.Ordinal)];
        Assert.Contains(info.Split('\n'), line => line.Contains("subject:", StringComparison.Ordinal) && line.Replace(" ", string.Empty, StringComparison.Ordinal).EndsWith("O=acme.example,CN=domain-confidentiality-authority", StringComparison.Ordinal));
        Assert.Matches(cipher == ContentEncryption.Aes256Gcm ? @"d\.authEnvelopedData:\s+version: 0" : @"d\.envelopedData:\s+version: 2", text);
    }

    [Theory]
    [InlineData(ContentEncryption.Aes256Gcm)]
    [InlineData(ContentEncryption.Aes128Gcm)]
    [Trait("Requirement", "CMS-AE-02")]
    public async Task Altered_authenticated_envelope_does_not_open_at_openssl(ContentEncryption cipher)
    {
        TestIdentity recipient = Identities.Confidentiality();
        byte[] cms = await EncryptAsync(Profile(cipher, RsaKeyTransportPadding.OaepSha256, CmsEncoding.Der), recipient);
        cms[^1] ^= 1;
        using var openSsl = new OpenSsl();
        Assert.False(openSsl.Decrypt(cms, recipient).Ok);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Signed_and_encrypted_message_opens_and_peels_at_openssl_down_to_the_content()
    {
        TestIdentity recipient = Identities.Confidentiality(TestKeyType.P384);
        using Gateway gateway = new Gateway().Own(Identities.Signing()).Own(Identities.Confidentiality(domain: "acme.example")).Member(recipient);
        byte[] signed = await gateway.SignAsync(Messages.HtmlMultipart());
        byte[] encrypted = await gateway.EncryptAsync(signed, AlgorithmProfile.Smime4, "bob@partner.example");
        using var openSsl = new OpenSsl();
        byte[] opened = openSsl.DecryptMessage(encrypted, recipient, "-binary").Expect().Output;
        Assert.Equal(Messages.Split(signed).Entity, opened);
        byte[] peeled = openSsl.VerifyMessage([.. "MIME-Version: 1.0\r\n"u8, .. opened], TestCa.Shared, "-binary").Expect().Output;
        Assert.Equal(Messages.Split(Messages.HtmlMultipart()).Entity, Peeling.ContentPrintedByOpenSsl(Peeling.CmsOfEntity(peeled)));
    }

    private static async Task<byte[]> EncryptAsync(AlgorithmProfile profile, params TestIdentity[] recipients)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example"));
        foreach (TestIdentity recipient in recipients)
        {
            gateway.Member(recipient);
        }

        return Messages.CmsOf(await gateway.EncryptAsync(Messages.Plain(), profile, [.. recipients.Select(recipient => "bob@" + recipient.Domain)]));
    }

    private static AlgorithmProfile Profile(ContentEncryption cipher, RsaKeyTransportPadding padding, CmsEncoding encoding) =>
        AlgorithmProfile.Smime4 with { ContentEncryption = cipher, RsaKeyTransport = padding, Encoding = encoding };
}
