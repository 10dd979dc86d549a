using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.Providers;
using DomSec.TestKit;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Security;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>KEKRecipientInfo (RFC 5652 section 6.2.3) and PasswordRecipientInfo (section 6.2.4) of strangers.</summary>
public sealed class SharedKeyTests
{
    private const string Secret = "correct-horse-battery";
    private static readonly byte[] _identifier = "k1"u8.ToArray();
    private static readonly byte[] _key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    [Theory]
    [InlineData(Peer.OpenSsl, "aes-256-cbc")]
    [InlineData(Peer.OpenSsl, "aes-256-gcm")]
    [InlineData(Peer.Java, "aes-256-cbc")]
    [InlineData(Peer.Java, "aes-256-gcm")]
    [InlineData(Peer.Bouncy, "aes-256-cbc")]
    public async Task Envelope_under_a_shared_key_opens(Peer peer, string cipher)
    {
        using var gateway = new Gateway();
        gateway.Community.AddKeyEncryptionKey(MailDomain.Parse("partner.example"), new SoftwareKeyEncryptionKey(_identifier, _key));
        await AssertOpensAsync(gateway, Encrypt(peer, cipher, password: false), cipher);
        using var stranger = new Gateway();
        stranger.Community.AddKeyEncryptionKey(MailDomain.Parse("partner.example"), new SoftwareKeyEncryptionKey(_identifier, [.. _key.Reverse()]));
        Assert.Equal(DomainOutcome.Refused, (await stranger.DecryptAsync(Carry(Encrypt(peer, cipher, password: false), cipher))).Report.Outcome);
        Proof.Of(peer, Direction.Read, Feature.KeyEncryptionKey);
    }

    [Theory]
    [InlineData(Peer.OpenSsl, "aes-256-cbc")]
    [InlineData(Peer.Java, "aes-256-cbc")]
    [InlineData(Peer.Java, "aes-256-gcm")]
    [InlineData(Peer.Bouncy, "aes-256-cbc")]
    public async Task Envelope_under_a_password_opens(Peer peer, string cipher)
    {
        using var gateway = new Gateway(new DomSecOptions { DecryptPasswordRecipients = true });
        gateway.Community.AddPassword(MailDomain.Parse("partner.example"), Secret);
        await AssertOpensAsync(gateway, Encrypt(peer, cipher, password: true), cipher);
        using var stranger = new Gateway(new DomSecOptions { DecryptPasswordRecipients = true });
        stranger.Community.AddPassword(MailDomain.Parse("partner.example"), Secret + "1");
        Assert.Equal(DomainOutcome.Refused, (await stranger.DecryptAsync(Carry(Encrypt(peer, cipher, password: true), cipher))).Report.Outcome);
        Proof.Of(peer, Direction.Read, Feature.Password);
    }

    private static byte[] Encrypt(Peer peer, string cipher, bool password)
    {
        switch (peer)
        {
            case Peer.Java:
                return JavaPeer.EncryptFor(SignedMessage.Entity, cipher, [password ? JavaPeer.Password(Secret, "aes-256-cbc", "sha256", 10000) : JavaPeer.KeyEncryptionKey(_identifier, _key)]);
            case Peer.Bouncy:
                var generator = new CmsEnvelopedDataGenerator();
                if (password)
                {
                    generator.AddPasswordRecipient(new Pkcs5Scheme2Utf8PbeKey(Secret.ToCharArray(), new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, 2048), CmsEnvelopedGenerator.Aes256Cbc);
                }
                else
                {
                    generator.AddKekRecipient("AES256", ParameterUtilities.CreateKeyParameter("AES", _key), _identifier);
                }

                return generator.Generate(new CmsProcessableByteArray(SignedMessage.Entity), new Org.BouncyCastle.Asn1.DerObjectIdentifier(CmsEnvelopedGenerator.Aes256Cbc)).GetEncoded();
            default:
                using (var openSsl = new OpenSsl())
                {
                    string[] how = password ? ["-pwri_password", Secret] : ["-secretkey", Convert.ToHexStringLower(_key), "-secretkeyid", Convert.ToHexStringLower(_identifier)];
                    return openSsl.Cms(["-encrypt", "-binary", "-outform", "DER", "-" + cipher, "-in", openSsl.File(SignedMessage.Entity), .. how]).Expect().Output;
                }
        }
    }

    private static byte[] Carry(byte[] cms, string cipher) => Messages.Carry(SignedMessage.Header, cms, new EnvelopeShape { Cipher = cipher }.SmimeType);

    private static async Task AssertOpensAsync(Gateway gateway, byte[] cms, string cipher)
    {
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Carry(cms, cipher));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(SignedMessage.Entity, Messages.Split(opened).Entity);
    }
}
