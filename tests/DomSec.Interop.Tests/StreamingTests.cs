using DomSec.Interop.Tests.DomainSignatures;
using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;

namespace DomSec.Interop.Tests;

/// <summary>A message larger than what is held in memory, under the default profile: BER chosen by size, written as a stream.</summary>
public sealed class StreamingTests(GpgsmHome gpgsm, NssDatabase nss) : IClassFixture<GpgsmHome>, IClassFixture<NssDatabase>
{
    private static readonly byte[] _message = Messages.PlainOfSize(5 << 20);
    private static readonly byte[] _entity = Messages.Split(_message).Entity;

    [Fact]
    [Trait("Requirement", "CMS-BER-03")]
    public async Task Large_message_is_signed_and_encrypted_in_ber_and_peels_at_openssl()
    {
        TestIdentity recipient = Identities.Confidentiality();
        using Gateway gateway = new Gateway().Own(Identities.Signing()).Own(Identities.Confidentiality(domain: "acme.example")).Member(recipient);
        byte[] signed = await gateway.SignAsync(_message);
        byte[] encrypted = await gateway.EncryptAsync(signed, AlgorithmProfile.Smime4, "bob@partner.example");
        byte[] envelope = Messages.CmsOf(encrypted);
        Assert.Equal(0x80, envelope[1]);
        using var openSsl = new OpenSsl();
        byte[] opened = openSsl.Decrypt(envelope, recipient).Expect().Output;
        Assert.True(Messages.Split(signed).Entity.AsSpan().SequenceEqual(opened));
        byte[] signature = Peeling.CmsOfEntity(opened);
        Assert.Equal(0x80, signature[1]);
        byte[] emptyLayer = Peeling.CmsOfEntity(openSsl.Verify(signature, TestCa.Shared).Expect().Output);
        Assert.True(_entity.AsSpan().SequenceEqual(DotnetPeer.Decode(emptyLayer).ContentInfo.Content));
        Proof.Of(Peer.OpenSsl, Direction.Write, Feature.Large);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-03")]
    public async Task Large_message_is_signed_in_ber_and_peels_at_every_other_peer()
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        byte[] signed = await gateway.SignAsync(_message);
        byte[] cms = Messages.CmsOf(signed);
        Assert.Equal(0x80, cms[1]);
        byte[] layer = DotnetPeer.Verify(cms, Identities.Signing().Der);
        Assert.True(_entity.AsSpan().SequenceEqual(DotnetPeer.Decode(Peeling.CmsOfEntity(layer)).ContentInfo.Content));
        Assert.True(layer.AsSpan().SequenceEqual(BouncyPeer.Verify(cms, Identities.Signing())));
        Assert.True(layer.AsSpan().SequenceEqual(JavaPeer.Verify(cms)));
        (PeerResult atGpgsm, byte[] content) = gpgsm.Verify(cms);
        Assert.True(atGpgsm.Ok, atGpgsm.Error);
        Assert.True(layer.AsSpan().SequenceEqual(content));
        Assert.True(layer.AsSpan().SequenceEqual(nss.Nss.Decode(cms).Expect().Output));
        using var gnuTls = new CertTool();
        Assert.True(layer.AsSpan().SequenceEqual(gnuTls.Verify(cms, TestCa.Shared).Expect().Output));
        using MimeKit.Cryptography.TemporarySecureMimeContext context = MimeKitPeer.Context();
        var outer = Assert.IsType<MimeKit.Cryptography.ApplicationPkcs7Mime>(Messages.Parse(signed).Body);
        Assert.True(Assert.Single(outer.Verify(context, out MimeKit.MimeEntity _, TestContext.Current.CancellationToken)).Verify());
        foreach (Peer peer in Enum.GetValues<Peer>().Except([Peer.OpenSsl]))
        {
            Proof.Of(peer, Direction.Write, Feature.Large);
        }
    }

    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [InlineData(Peer.MimeKit)]
    [InlineData(Peer.Gpgsm)]
    [InlineData(Peer.Nss)]
    [InlineData(Peer.GnuTls)]
    [Trait("Requirement", "CMS-BER-01")]
    public async Task Large_message_signed_by_a_peer_passes(Peer peer)
    {
        TestIdentity alice = Identities.Alice();
        byte[] message;
        using (var gnuTls = new CertTool())
        {
            message = peer switch
            {
                Peer.MimeKit => Messages.OpaqueSignedByMimeKit(alice, _message),
                Peer.Gpgsm => SignedMessage.Opaque(gpgsm.Gpgsm.Sign(_entity, alice).Expect().Output),
                Peer.Nss => SignedMessage.Opaque(nss.Nss.Sign(_entity, "alice@acme.example").Expect().Output),
                Peer.GnuTls => SignedMessage.Opaque(gnuTls.Sign(_entity, alice.Pem, alice.KeyPem, false, "--hash", "SHA256", "--p7-time").Expect().Output),
                _ => SignedMessage.Opaque(peer.Sign(_entity, [alice], new SignatureShape { Wire = Wire.Indefinite })),
            };
        }

        using var gateway = new Gateway();
        Facts.AssertOriginator(await gateway.ClassifyAsync(message), alice);
        Proof.Of(peer, Direction.Read, Feature.Large);
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    public async Task Large_message_streamed_by_openssl_opens_and_passes()
    {
        byte[] header = Messages.Split(_message).Header;
        byte[] signed = Messages.Carry([], OpenSslPeer.Sign(_entity, [Identities.Alice()], new SignatureShape { Wire = Wire.Indefinite }), "signed-data");
        byte[] cms = OpenSslPeer.Encrypt(signed, [Identities.Confidentiality(TestKeyType.P256)], new EnvelopeShape { Cipher = "aes-256-gcm", Wire = Wire.Indefinite });
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(TestKeyType.P256));
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(header, cms, "authEnveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal((SecurityStatus.Pass, "A(S(content))"), (report.Classification!.Status, report.Classification.Structure));
        Assert.True(signed.AsSpan().SequenceEqual(Messages.Split(opened).Entity));
        Proof.Of(Peer.OpenSsl, Direction.Read, Feature.Large);
    }
}
