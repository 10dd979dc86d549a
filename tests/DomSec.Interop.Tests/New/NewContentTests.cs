using System.Text;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Cms;

namespace DomSec.Interop.Tests.New;

/// <summary>Content ciphers beside AES-CBC and AES-GCM, and CompressedData (RFC 3274), of strangers.</summary>
public sealed class NewContentTests
{
    [Theory(Skip = Pending.Contents)]
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

    [Theory(Skip = Pending.Contents)]
    [InlineData("40")]
    [InlineData("128")]
    [Trait("Requirement", "CMS-ED-01")]
    public async Task Rc2_envelope_of_bouncycastle_java_opens_and_is_flagged(string bits)
    {
        SecurityLayer layer = await AssertOpensAsync(JavaPeer.EncryptFor(SignedMessage.Entity, "rc2-cbc", [Transport], ("bits", bits)), "enveloped-data");
        Assert.Contains(layer.Flags, raised => raised.Flag == SecurityFlags.AlgorithmWeak);
        Proof.Of(Peer.Java, Direction.Read, Feature.Rc2);
    }

    [Theory(Skip = Pending.Contents)]
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
    public void Openssl_as_packaged_does_not_compress()
    {
        // Built without zlib: a limit while it stays so.
        using var openSsl = new OpenSsl();
        Assert.False(openSsl.Cms("-compress", "-binary", "-outform", "DER", "-in", openSsl.File(SignedMessage.Entity)).Ok);
    }

    private static string Transport => JavaPeer.Oaep(Identities.Confidentiality().Der, "sha256", "sha256", []);

    private static async Task<SecurityLayer> AssertOpensAsync(byte[] cms, string type)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(SignedMessage.Header, cms, type));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(Encoding.Latin1.GetString(SignedMessage.Entity), Encoding.Latin1.GetString(Messages.Split(opened).Entity));
        return report.Classification!.Layers[0];
    }
}
