using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Kit;

/// <summary>The peers among themselves. What fails here is the kit's fault or a peer's, never the library's.</summary>
public sealed class PeersTests
{
    private static readonly byte[] Content = Messages.Split(Messages.Plain()).Entity;

    public static TheoryData<TestKeyType> KeyTypes => [.. Enum.GetValues<TestKeyType>()];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void Platform_signature_verifies_in_openssl_and_back(TestKeyType type)
    {
        using var openSsl = new OpenSsl();
        TestIdentity signer = TestCa.Shared.IssuePerson("alice@acme.example", type);
        PeerResult result = openSsl.Verify(Messages.SignedData(signer, Content), TestCa.Shared);
        Assert.True(result.Ok, result.Error);
        Assert.Equal(Content, result.Output);

        var signed = new SignedCms();
        signed.Decode(openSsl.Sign(Content, signer, "-md", "sha256"));
        signed.CheckSignature(verifySignatureOnly: true);
    }

    [Fact]
    public void Platform_envelope_opens_in_openssl_and_back()
    {
        using var openSsl = new OpenSsl();
        TestIdentity recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");
        Assert.Equal(Content, openSsl.Decrypt(Messages.EnvelopedData([recipient], Content), recipient).Expect().Output);

        var enveloped = new EnvelopedCms();
        enveloped.Decode(openSsl.Encrypt(Content, [recipient], "-aes-256-cbc"));
        enveloped.Decrypt(new X509Certificate2Collection(recipient.Certificate));
        Assert.Equal(Content, enveloped.ContentInfo.Content);
    }

    [Theory]
    [InlineData(TestKeyType.P256)]
    [InlineData(TestKeyType.P384)]
    [InlineData(TestKeyType.P521)]
    public void Openssl_agrees_keys_with_the_kit_s_elliptic_certificates(TestKeyType type)
    {
        using var openSsl = new OpenSsl();
        TestIdentity recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example", type);
        TestIdentity other = TestCa.Shared.Issue(TestRole.Confidentiality, "other.example", type);
        byte[] cms = openSsl.Encrypt(Content, [recipient], "-aes-128-gcm");
        Assert.Equal(Content, openSsl.Decrypt(cms, recipient).Expect().Output);
        Assert.False(openSsl.Decrypt(cms, other).Ok);
    }

    [Fact]
    public void Gpgsm_reads_and_writes_what_the_platform_does()
    {
        using var gpgsm = new Gpgsm();
        TestIdentity signer = TestCa.Shared.IssuePerson("alice@acme.example");
        TestIdentity recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");
        PeerResult stranger = gpgsm.Verify(Messages.SignedData(signer, Content));
        Assert.False(stranger.Ok);

        gpgsm.Trust(TestCa.Shared);
        gpgsm.ImportKey(signer);
        gpgsm.ImportKey(recipient);
        PeerResult verified = gpgsm.Verify(Messages.SignedData(signer, Content));
        Assert.True(verified.Ok, verified.Error);
        Assert.Equal(Content, gpgsm.Decrypt(Messages.EnvelopedData([recipient], Content)).Expect().Output);

        var signed = new SignedCms();
        signed.Decode(gpgsm.Sign(Content, signer).Expect().Output);
        signed.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(Content, signed.ContentInfo.Content);

        using var openSsl = new OpenSsl();
        Assert.Equal(Content, openSsl.Decrypt(gpgsm.Encrypt(Content, recipient).Expect().Output, recipient).Expect().Output);
    }

    [Fact]
    public void Nss_reads_and_writes_what_the_platform_does()
    {
        using var nss = new CmsUtil();
        TestIdentity signer = TestCa.Shared.IssuePerson("alice@acme.example");
        TestIdentity recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");
        nss.Trust(TestCa.Shared);
        nss.ImportKey(signer);
        nss.ImportKey(recipient);
        PeerResult verified = nss.Decode(Messages.SignedData(signer, Content));
        Assert.True(verified.Ok, verified.Error);
        Assert.Equal(Content, verified.Output);
        Assert.Equal(Content, nss.Decode(Messages.EnvelopedData([recipient], Content)).Expect().Output);

        byte[] bad = Messages.SignedData(signer, Content);
        bad[bad.AsSpan().IndexOf("Budget"u8)] ^= 1;
        Assert.False(nss.Decode(bad).Ok);

        using var openSsl = new OpenSsl();
        Assert.Equal(Content, openSsl.Verify(nss.Sign(Content, "alice@acme.example").Expect().Output, TestCa.Shared).Expect().Output);
        Assert.Equal(Content, openSsl.Decrypt(nss.Encrypt(Content, "domain-confidentiality-authority@partner.example").Expect().Output, recipient).Expect().Output);
    }

    [Fact]
    public void Clear_signed_message_verifies_in_openssl()
    {
        using var openSsl = new OpenSsl();
        TestIdentity signer = TestCa.Shared.IssuePerson("alice@acme.example");
        byte[] message = Messages.ClearSigned(signer);
        Assert.Contains("multipart/signed", Encoding.Latin1.GetString(message), StringComparison.Ordinal);
        PeerResult result = openSsl.VerifyMessage(message, TestCa.Shared);
        Assert.True(result.Ok, result.Error);
        Assert.Contains("Budget of the second quarter", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Opaque_and_enveloped_messages_open_in_openssl()
    {
        using var openSsl = new OpenSsl();
        TestIdentity signer = TestCa.Shared.IssuePerson("alice@acme.example");
        TestIdentity recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");
        foreach (byte[] message in new[] { Messages.Plain(), Messages.HtmlMultipart(), Messages.EightBit(), Messages.Binary() })
        {
            byte[] entity = Messages.Split(message).Entity;
            Assert.Equal(entity, openSsl.VerifyMessage(Messages.OpaqueSigned(signer, message, cms => BerReencoder.ToIndefinite(cms, 100)), TestCa.Shared, "-binary").Expect().Output);
            Assert.Equal(entity, openSsl.DecryptMessage(Messages.Enveloped([recipient], message), recipient, "-binary").Expect().Output);
        }
    }

    [Fact]
    public void Messages_have_the_line_ends_they_promise()
    {
        foreach (byte[] message in new[] { Messages.Plain(), Messages.HtmlMultipart(), Messages.EightBit(), Messages.PlainOfSize(10_000) })
        {
            string text = Encoding.Latin1.GetString(message);
            Assert.DoesNotContain('\n', text.Replace("\r\n", string.Empty, StringComparison.Ordinal));
        }

        Assert.DoesNotContain((byte)'\r', Messages.LfOnly());
        Assert.Equal(Messages.Plain(), Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Messages.LfOnly()).Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.InRange(Messages.PlainOfSize(64 << 10).Length, 64 << 10, 65 << 10);
    }
}
