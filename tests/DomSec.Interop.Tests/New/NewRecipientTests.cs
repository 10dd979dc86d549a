using System.Text;
using DomSec.Hosting;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.New;

/// <summary>Further key management of strangers: OAEP with every parameter, Brainpool, X25519 and X448.</summary>
public sealed class NewRecipientTests
{
    private static readonly byte[] _label = "domain"u8.ToArray();

    [Theory(Skip = Pending.Recipients)]
    [InlineData(Peer.Java, "sha256", "sha1", false, Feature.OaepMask)]
    [InlineData(Peer.Java, "sha1", "sha512", false, Feature.OaepMask)]
    [InlineData(Peer.Java, "sha384", "sha384", true, Feature.OaepLabel)]
    [InlineData(Peer.OpenSsl, "sha256", "sha1", false, Feature.OaepMask)]
    [InlineData(Peer.OpenSsl, "sha512", "sha512", true, Feature.OaepLabel)]
    [Trait("Requirement", "CMS-KT-03")]
    public async Task Oaep_with_any_parameters_opens(Peer peer, string digest, string mask, bool withLabel, Feature feature)
    {
        TestIdentity recipient = Identities.Confidentiality();
        byte[] cms = peer == Peer.Java
            ? JavaPeer.EncryptFor(SignedMessage.Entity, "aes-256-gcm", [JavaPeer.Oaep(recipient.Der, digest, mask, withLabel ? _label : [])])
            : ByOpenSsl(
                recipient.Pem,
                ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:" + digest, "-keyopt", "rsa_mgf1_md:" + mask, .. withLabel ? (string[])["-keyopt", "rsa_oaep_label:" + Convert.ToHexStringLower(_label)] : []]);
        using Gateway gateway = new Gateway().Own(recipient);
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(SignedMessage.Header, cms, "authEnveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(SignedMessage.Entity, Messages.Split(opened).Entity);
        Proof.Of(peer, Direction.Read, feature);
    }

    [Theory(Skip = Pending.Recipients)]
    [InlineData(Peer.Java, "brainpoolP256r1", "sha256")]
    [InlineData(Peer.Java, "brainpoolP384r1", "sha384")]
    [InlineData(Peer.Java, "brainpoolP512r1", "sha512")]
    [InlineData(Peer.OpenSsl, "brainpoolP256r1", "sha256")]
    [InlineData(Peer.OpenSsl, "brainpoolP384r1", "sha384")]
    [InlineData(Peer.OpenSsl, "brainpoolP512r1", "sha512")]
    [Trait("Requirement", "CMS-KA-03")]
    public async Task Brainpool_envelope_of_a_peer_opens(Peer peer, string curve, string digest)
    {
        PeerKey recipient = OddKeys.Confidentiality(curve);
        byte[] cms = peer == Peer.Java
            ? JavaPeer.EncryptFor(SignedMessage.Entity, "aes-256-gcm", [JavaPeer.Agreement(recipient.Der, digest, cofactor: false, JavaPeer.WrapOid("256"))])
            : ByOpenSsl(recipient.Pem, ["-keyopt", "ecdh_kdf_md:" + digest]);
        await AssertOpensFromFolderAsync(recipient, cms);
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

    private static byte[] ByOpenSsl(string certificate, string[] options)
    {
        using var openSsl = new OpenSsl();
        return openSsl.Cms(["-encrypt", "-binary", "-outform", "DER", "-aes-256-gcm", "-in", openSsl.File(SignedMessage.Entity), "-recip", openSsl.File(certificate), .. options]).Expect().Output;
    }

    /// <summary>The key comes from a community's folder: PEM files as an administrator writes them.</summary>
    private static async Task AssertOpensFromFolderAsync(PeerKey recipient, byte[] cms)
    {
        using var folder = new TempFolder();
        string community = CommunityFolder.Write(folder, [TestCa.Shared], [], []);
        folder.Write("community/identities/partner.example/domain-confidentiality-authority.pem", recipient.Pem);
        folder.Write("community/identities/partner.example/domain-confidentiality-authority.key", recipient.KeyPem);
        using DomSecCommunity doors = DomSecCommunity.Open(community);
        using var source = new MemoryStream(Messages.Carry(SignedMessage.Header, cms, "authEnveloped-data"), writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest { AllowUnauthenticatedContent = true }, TestContext.Current.CancellationToken);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(Encoding.Latin1.GetString(SignedMessage.Entity), Encoding.Latin1.GetString(Messages.Split(destination.ToArray()).Entity));
    }
}
