using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Confidentiality;
using DomSec.Crypto;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;
using DomSec.X509;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>GnuPG's S/MIME: RSA PKCS#1 v1.5 and AES-CBC, in both directions.</summary>
public sealed class GpgsmEncryptionTests(GpgsmHome home) : IClassFixture<GpgsmHome>
{
    private static readonly byte[] _entity = Messages.Split(Messages.Plain()).Entity;

    [Theory]
    [InlineData(ContentEncryption.Aes128Cbc, false)]
    [InlineData(ContentEncryption.Aes192Cbc, true)]
    [InlineData(ContentEncryption.Aes256Cbc, false)]
    [InlineData(ContentEncryption.Aes256Cbc, true)]
    [Trait("Requirement", "CMS-KT-02")]
    [Trait("Requirement", "CMS-ED-01")]
    [Trait("Requirement", "SM-ALG-01")]
    public void Enveloped_data_without_originator_info_opens_at_gpgsm(ContentEncryption cipher, bool ber)
    {
        byte[] cms = Envelope(cipher, ber, originatorCertificates: []);
        Assert.Equal(_entity, home.Gpgsm.Decrypt(cms).Expect().Output);
        Proof.Of(Peer.Gpgsm, Direction.Write, Features.Cipher(cipher), Feature.KeyTransport, ber ? Feature.EnvelopedIndefinite : Feature.EnvelopedDer);
    }

    [Theory]
    [InlineData(CmsEncoding.Der)]
    [InlineData(CmsEncoding.Ber)]
    [Trait("Requirement", "DS-CRY-02")]
    public async Task Message_for_a_peer_without_originator_info_opens_at_gpgsm(CmsEncoding encoding)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] message = await gateway.EncryptAsync(
            Messages.Plain(), AlgorithmProfile.Smime32 with { IncludeOriginatorInfo = false, Encoding = encoding }, "bob@partner.example");
        Assert.Equal(_entity, home.Gpgsm.Decrypt(Messages.CmsOf(message)).Expect().Output);
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-05")]
    public async Task Tag_of_the_default_length_opens_at_gpgsm()
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] message = await gateway.EncryptAsync(
            Messages.Plain(), AlgorithmProfile.Smime4 with { IncludeOriginatorInfo = false, UseDefaultTagLength = true, RsaKeyTransport = RsaKeyTransportPadding.Pkcs1 }, "bob@partner.example");
        Assert.Equal(_entity, home.Gpgsm.Decrypt(Messages.CmsOf(message)).Expect().Output);
        Proof.Of(Peer.Gpgsm, Direction.Write, Feature.GcmDefaultTag);
    }

    [Fact]
    public void Originator_info_is_what_gpgsm_does_not_read()
    {
        // Its limit (docs/INTEROP.md): libksba 1.6 gives up at the field that RFC 3183 section 5 asks for. OpenSSL reads the same octets.
        byte[] cms = Envelope(ContentEncryption.Aes256Cbc, ber: false, [Identities.Confidentiality(domain: "acme.example").Der]);
        Assert.Contains("Unsupported CMS object", home.Gpgsm.Decrypt(cms).Error, StringComparison.Ordinal);
        using var openSsl = new OpenSsl();
        Assert.Equal(_entity, openSsl.Decrypt(cms, Identities.Confidentiality()).Expect().Output);
    }

    [Theory]
    [InlineData("aes-256-cbc", "sha256")]
    [InlineData("aes-256-gcm", null)]
    public void Oaep_and_openssl_s_tags_are_what_gpgsm_does_not_open(string cipher, string? oaep)
    {
        byte[] cms = OpenSslPeer.Encrypt(_entity, [Identities.Confidentiality()], new EnvelopeShape { Cipher = cipher, OaepDigest = oaep });
        Assert.False(home.Gpgsm.Decrypt(cms).Ok);
        Assert.True(home.Gpgsm.Decrypt(OpenSslPeer.Encrypt(_entity, [Identities.Confidentiality()], new EnvelopeShape())).Ok);
    }

    [Theory]
    [InlineData("AES", "aes128-cbc")]
    [InlineData("AES192", "aes192-cbc")]
    [InlineData("AES256", "aes256-cbc")]
    [InlineData("3DES", "des-ede3-cbc")]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Enveloped_message_of_gpgsm_opens(string cipher, string name)
    {
        byte[] cms = home.Gpgsm.Encrypt(_entity, Identities.Confidentiality(), "--cipher-algo", cipher).Expect().Output;
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(Messages.Split(Messages.Plain()).Header, cms, "enveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(_entity, Messages.Split(opened).Entity);
        Assert.Equal((name, LayerEncoding.Ber), (report.Classification!.Layers[0].ContentEncryption, report.Classification.Layers[0].Encoding));
        Proof.Of(Peer.Gpgsm, Direction.Read, Features.Cipher(name == "des-ede3-cbc" ? "des3" : name.Replace("aes", "aes-", StringComparison.Ordinal)), Feature.KeyTransport, Feature.EnvelopedIndefinite);
    }

    /// <summary>The writers under the door.</summary>
    private static byte[] Envelope(ContentEncryption encryption, bool ber, ReadOnlyMemory<byte>[] originatorCertificates)
    {
        ContentCipher cipher = encryption switch
        {
            ContentEncryption.Aes128Cbc => ContentCipher.Aes128Cbc,
            ContentEncryption.Aes192Cbc => ContentCipher.Aes192Cbc,
            _ => ContentCipher.Aes256Cbc,
        };
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(Identities.Confidentiality().Der, out Certificate? certificate));
        var recipient = new RecipientAuthority(MailDomain.Parse("partner.example"), certificate!, PublicKey.TryImport(certificate!.SubjectPublicKeyInfo)!);
        byte[] contentKey = RandomNumberGenerator.GetBytes(cipher.KeySize);
        byte[] info = RecipientInfoFactory.TryCreate(recipient, cipher, contentKey, AlgorithmProfile.Smime32)!;
        using var output = new PooledOctets(4096);
        using var writer = new EnvelopedDataWriter(output, ber, cipher, contentKey, originatorCertificates, [info]);
        writer.Write(_entity);
        writer.Finish();
        return output.Memory.ToArray();
    }
}
