using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Cms;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>Content ciphers beside AES-CBC and AES-GCM, and CompressedData (RFC 3274), of strangers.</summary>
public sealed class FurtherContentTests
{
    [Theory]
    [InlineData("aes-128-ccm", Feature.Ccm)]
    [InlineData("aes-192-ccm", Feature.Ccm)]
    [InlineData("aes-256-ccm", Feature.Ccm)]
    [InlineData("chacha20-poly1305", Feature.ChaCha20Poly1305)]
    [Trait("Requirement", "CMS-AE-01")]
    public async Task Authenticated_envelope_of_bouncycastle_java_opens(string cipher, Feature feature)
    {
        byte[] cms = JavaPeer.EncryptFor(SignedMessage.Entity, cipher, [Transport], ("attributes", feature == Feature.Ccm ? "1" : "0"));
        Assert.Equal(SignedMessage.Entity, JavaPeer.Decrypt(cms, Identities.Confidentiality()));
        await AssertOpensAsync(cms, "authEnveloped-data");
        Proof.Of(Peer.Java, Direction.Read, feature);
    }

    [Theory]
    [InlineData(Peer.OpenSsl, 40)]
    [InlineData(Peer.OpenSsl, 128)]
    [InlineData(Peer.Java, 40)]
    [InlineData(Peer.Java, 128)]
    [InlineData(Peer.Bouncy, 40)]
    [InlineData(Peer.Bouncy, 128)]
    [InlineData(Peer.Dotnet, 128)]
    [InlineData(Peer.MimeKit, 40)]
    [InlineData(Peer.MimeKit, 128)]
    [Trait("Requirement", "CMS-ED-01")]
    public async Task Rc2_envelope_of_a_peer_opens_and_is_flagged(Peer peer, int bits)
    {
        SecurityLayer layer = await AssertOpensAsync(Rc2(peer, bits), "enveloped-data");
        Assert.Contains(layer.Flags, raised => raised.Flag == SecurityFlags.AlgorithmWeak);
        Proof.Of(peer, Direction.Read, Feature.Rc2);
    }

    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.MimeKit)]
    public async Task Compressed_message_of_a_peer_is_read(Peer peer)
    {
        byte[] signed = Messages.Carry([], BouncyPeer.Sign(SignedMessage.Entity, [Identities.Alice()], new SignatureShape()), "signed-data");
        byte[] message;
        if (peer == Peer.MimeKit)
        {
            using TemporarySecureMimeContext context = MimeKitPeer.Context();
            using var inner = new MemoryStream(signed, writable: false);
            MimeMessage outer = Messages.Parse(Messages.Plain());
            outer.Body = ApplicationPkcs7Mime.Compress(context, await MimeEntity.LoadAsync(inner, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            message = Messages.ToOctets(outer);
        }
        else
        {
            byte[] cms = peer == Peer.Java ? JavaPeer.Compress(signed) : new CmsCompressedDataGenerator().Generate(new CmsProcessableByteArray(signed), CmsCompressedDataGenerator.ZLib).GetEncoded();
            message = Messages.Carry(SignedMessage.Header, cms, "compressed-data");
        }

        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(message);
        Assert.Equal((SecurityStatus.Pass, "alice@acme.example"), (report.Status, report.Originator));
        Proof.Of(peer, Direction.Read, Feature.Compressed);
    }

    [Fact]
    public void Openssl_as_packaged_has_no_ccm_no_chacha20_and_no_compression()
    {
        // Built without zlib; and its ciphers have no CCM in CMS. Limits while they stay so.
        using var openSsl = new OpenSsl();
        Assert.False(openSsl.Cms("-encrypt", "-binary", "-outform", "DER", "-aes-256-ccm", "-in", openSsl.File(SignedMessage.Entity), "-recip", openSsl.File(Identities.Confidentiality().Pem)).Ok);
        Assert.False(openSsl.Cms("-encrypt", "-binary", "-outform", "DER", "-chacha20-poly1305", "-in", openSsl.File(SignedMessage.Entity), "-recip", openSsl.File(Identities.Confidentiality().Pem)).Ok);
        Assert.False(openSsl.Cms("-compress", "-binary", "-outform", "DER", "-in", openSsl.File(SignedMessage.Entity)).Ok);
    }

    private static string Transport => JavaPeer.Oaep(Identities.Confidentiality().Der, "sha256", "sha256", []);

    private static byte[] Rc2(Peer peer, int bits)
    {
        TestIdentity recipient = Identities.Confidentiality();
        switch (peer)
        {
            case Peer.OpenSsl:
                using (var openSsl = new OpenSsl())
                {
                    return openSsl.Cms(
                        "-encrypt", "-binary", "-outform", "DER", "-provider", "legacy", "-provider", "default", "-rc2-" + bits.ToString(CultureInfo.InvariantCulture),
                        "-in", openSsl.File(SignedMessage.Entity), "-recip", openSsl.File(recipient.Pem)).Expect().Output;
                }

            case Peer.Java:
                return JavaPeer.EncryptFor(SignedMessage.Entity, "rc2-cbc", [Transport], ("bits", bits.ToString(CultureInfo.InvariantCulture)));
            case Peer.Bouncy:
                var generator = new CmsEnvelopedDataGenerator();
                generator.AddKeyTransRecipient(BouncyPeer.Certificate(recipient));
                return generator.Generate(new CmsProcessableByteArray(SignedMessage.Entity), new Org.BouncyCastle.Asn1.DerObjectIdentifier(CmsEnvelopedGenerator.RC2Cbc), bits).GetEncoded();
            case Peer.Dotnet:
                var enveloped = new EnvelopedCms(new ContentInfo(SignedMessage.Entity), new AlgorithmIdentifier(new Oid("1.2.840.113549.3.2"), bits));
                enveloped.Encrypt(new System.Security.Cryptography.Pkcs.CmsRecipient(recipient.Certificate));
                return enveloped.Encode();
            default:
                using (TemporarySecureMimeContext context = MimeKitPeer.Context())
                {
                    using var inner = new MemoryStream(SignedMessage.Entity, writable: false);
                    var to = new MimeKit.Cryptography.CmsRecipient(recipient.Certificate) { EncryptionAlgorithms = [bits == 40 ? EncryptionAlgorithm.RC240 : EncryptionAlgorithm.RC2128] };
                    using var cms = new MemoryStream();
                    ApplicationPkcs7Mime.Encrypt(context, [to], MimeEntity.Load(inner)).Content!.DecodeTo(cms);
                    return cms.ToArray();
                }
        }
    }

    private static async Task<SecurityLayer> AssertOpensAsync(byte[] cms, string type)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(SignedMessage.Header, cms, type));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(Encoding.Latin1.GetString(SignedMessage.Entity), Encoding.Latin1.GetString(Messages.Split(opened).Entity));
        return report.Classification!.Layers[0];
    }
}
