using System.Text;
using DomSec.Hosting;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>Further key management of strangers: OAEP with every parameter, Brainpool, X25519 and X448.</summary>
public sealed class FurtherRecipientTests
{
    private static readonly byte[] _label = "domain"u8.ToArray();

    [Theory]
    [InlineData(Peer.Java, "sha256", "sha1", false, Feature.OaepMask)]
    [InlineData(Peer.Java, "sha1", "sha512", false, Feature.OaepMask)]
    [InlineData(Peer.Java, "sha384", "sha384", true, Feature.OaepLabel)]
    [InlineData(Peer.OpenSsl, "sha256", "sha1", false, Feature.OaepMask)]
    [InlineData(Peer.OpenSsl, "sha512", "sha512", true, Feature.OaepLabel)]
    [InlineData(Peer.Bouncy, "sha256", "sha1", false, Feature.OaepMask)]
    [InlineData(Peer.Bouncy, "sha256", "sha256", true, Feature.OaepLabel)]
    [Trait("Requirement", "CMS-KT-03")]
    public async Task Oaep_with_any_parameters_opens(Peer peer, string digest, string mask, bool withLabel, Feature feature)
    {
        TestIdentity recipient = Identities.Confidentiality();
        byte[] cms = peer == Peer.Java
            ? JavaPeer.EncryptFor(SignedMessage.Entity, "aes-256-gcm", [JavaPeer.Oaep(recipient.Der, digest, mask, withLabel ? _label : [])])
            : peer == Peer.Bouncy ? ByBouncyCastle(recipient, digest, mask, withLabel ? _label : null)
            : ByOpenSsl(
                recipient.Pem,
                ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:" + digest, "-keyopt", "rsa_mgf1_md:" + mask, .. withLabel ? (string[])["-keyopt", "rsa_oaep_label:" + Convert.ToHexStringLower(_label)] : []]);
        using Gateway gateway = new Gateway().Own(recipient);
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(SignedMessage.Header, cms, peer == Peer.Bouncy ? "enveloped-data" : "authEnveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(SignedMessage.Entity, Messages.Split(opened).Entity);
        Proof.Of(peer, Direction.Read, feature);
    }

    [Theory]
    [InlineData(Peer.Java, "brainpoolP256r1", "sha256")]
    [InlineData(Peer.Java, "brainpoolP384r1", "sha384")]
    [InlineData(Peer.Java, "brainpoolP512r1", "sha512")]
    [InlineData(Peer.Bouncy, "brainpoolP256r1", "sha256")]
    [InlineData(Peer.Bouncy, "brainpoolP512r1", "sha256")]
    [InlineData(Peer.MimeKit, "brainpoolP384r1", "sha256")]
    [InlineData(Peer.OpenSsl, "brainpoolP256r1", "sha256")]
    [InlineData(Peer.OpenSsl, "brainpoolP384r1", "sha384")]
    [InlineData(Peer.OpenSsl, "brainpoolP512r1", "sha512")]
    [Trait("Requirement", "CMS-KA-03")]
    public async Task Brainpool_envelope_of_a_peer_opens(Peer peer, string curve, string digest)
    {
        PeerKey recipient = OddKeys.Confidentiality(curve);
        byte[] cms = peer == Peer.Java
            ? JavaPeer.EncryptFor(SignedMessage.Entity, "aes-256-gcm", [JavaPeer.Agreement(recipient.Der, digest, cofactor: false, JavaPeer.WrapOid("256"))])
            : peer == Peer.Bouncy ? ByBouncyCastle(recipient)
            : peer == Peer.MimeKit ? ByMimeKit(recipient)
            : ByOpenSsl(recipient.Pem, ["-keyopt", "ecdh_kdf_md:" + digest]);
        await AssertOpensFromFolderAsync(recipient, cms, peer is Peer.Bouncy or Peer.MimeKit ? "enveloped-data" : "authEnveloped-data");
        Proof.Of(peer, Direction.Read, Feature.EcdhBrainpool);
    }

    /// <summary>Whether the strangers have it at all; the limits of the row follow from it.</summary>
    [Theory]
    [InlineData("X25519")]
    [InlineData("X448")]
    public void No_stranger_agrees_keys_on_montgomery_curves(string kind)
    {
        PeerKey recipient = OddKeys.Confidentiality(kind);
        Assert.Throws<PeerRefusalException>(() => JavaPeer.EncryptFor(SignedMessage.Entity, "aes-256-gcm", [JavaPeer.Agreement(recipient.Der, "sha256", cofactor: false, JavaPeer.WrapOid("256"))]));
        using var openSsl = new OpenSsl();
        Assert.False(openSsl.Cms("-encrypt", "-binary", "-outform", "DER", "-aes-256-gcm", "-in", openSsl.File(SignedMessage.Entity), "-recip", openSsl.File(recipient.Pem)).Ok);
    }

    private static byte[] ByBouncyCastle(TestIdentity recipient, string digest, string mask, byte[]? label)
    {
        var hash = new AlgorithmIdentifier(new DerObjectIdentifier(Wires.DigestOid(digest)), DerNull.Instance);
        var maskHash = new AlgorithmIdentifier(new DerObjectIdentifier(Wires.DigestOid(mask)), DerNull.Instance);
        AlgorithmIdentifier source = label is null ? RsaesOaepParameters.DefaultPSourceAlgorithm : new AlgorithmIdentifier(PkcsObjectIdentifiers.IdPSpecified, new DerOctetString(label));
        var parameters = new RsaesOaepParameters(hash, new AlgorithmIdentifier(PkcsObjectIdentifiers.IdMgf1, maskHash), source);
        var generator = new CmsEnvelopedDataGenerator();
        generator.AddRecipientInfoGenerator(new KeyTransRecipientInfoGenerator(BouncyPeer.Certificate(recipient), new Asn1KeyWrapper(PkcsObjectIdentifiers.IdRsaesOaep, parameters, BouncyPeer.Certificate(recipient))));
        return generator.Generate(new CmsProcessableByteArray(SignedMessage.Entity), new DerObjectIdentifier(CmsEnvelopedGenerator.Aes256Cbc)).GetEncoded();
    }

    private static byte[] ByBouncyCastle(PeerKey recipient)
    {
        var certificate = new Org.BouncyCastle.X509.X509Certificate(recipient.Der);
        var keys = new ECKeyPairGenerator();
        keys.Init(new ECKeyGenerationParameters(((ECPublicKeyParameters)certificate.GetPublicKey()).PublicKeyParamSet, new SecureRandom()));
        AsymmetricCipherKeyPair ephemeral = keys.GenerateKeyPair();
        var generator = new CmsEnvelopedDataGenerator();
        generator.AddKeyAgreementRecipient(CmsEnvelopedGenerator.ECDHSha256Kdf, ephemeral.Private, ephemeral.Public, certificate, CmsEnvelopedGenerator.Aes256Wrap);
        return generator.Generate(new CmsProcessableByteArray(SignedMessage.Entity), new DerObjectIdentifier(CmsEnvelopedGenerator.Aes256Cbc)).GetEncoded();
    }

    private static byte[] ByMimeKit(PeerKey recipient)
    {
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        using var inner = new MemoryStream(SignedMessage.Entity, writable: false);
        var to = new CmsRecipient(new Org.BouncyCastle.X509.X509Certificate(recipient.Der)) { EncryptionAlgorithms = [EncryptionAlgorithm.Aes256] };
        using var cms = new MemoryStream();
        ApplicationPkcs7Mime.Encrypt(context, [to], MimeEntity.Load(inner)).Content!.DecodeTo(cms);
        return cms.ToArray();
    }

    private static byte[] ByOpenSsl(string certificate, string[] options)
    {
        using var openSsl = new OpenSsl();
        return openSsl.Cms(["-encrypt", "-binary", "-outform", "DER", "-aes-256-gcm", "-in", openSsl.File(SignedMessage.Entity), "-recip", openSsl.File(certificate), .. options]).Expect().Output;
    }

    /// <summary>The key comes from a community's folder: PEM files as an administrator writes them.</summary>
    private static async Task AssertOpensFromFolderAsync(PeerKey recipient, byte[] cms, string type)
    {
        using var folder = new TempFolder();
        string community = CommunityFolder.Write(folder, [TestCa.Shared], [], []);
        folder.Write("community/identities/partner.example/domain-confidentiality-authority.pem", recipient.Pem);
        folder.Write("community/identities/partner.example/domain-confidentiality-authority.key", recipient.KeyPem);
        using DomSecCommunity doors = DomSecCommunity.Open(community);
        using var source = new MemoryStream(Messages.Carry(SignedMessage.Header, cms, type), writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest { AllowUnauthenticatedContent = true }, TestContext.Current.CancellationToken);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(Encoding.Latin1.GetString(SignedMessage.Entity), Encoding.Latin1.GetString(Messages.Split(destination.ToArray()).Entity));
    }
}
