using DomSec.Interop.Tests.DomainSignatures;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests;

/// <summary>A message larger than what is held in memory, under the default profile: BER chosen by size, written as a stream.</summary>
public sealed class StreamingTests
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
    }
}
