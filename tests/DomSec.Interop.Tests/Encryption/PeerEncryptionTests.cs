using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>What the peers encrypt is decrypted: every cipher, key management, identifier, encoding and mix of recipients.</summary>
public sealed class PeerEncryptionTests
{
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;
    private static readonly byte[] _entity = Messages.Split(Messages.Plain()).Entity;

    private static readonly string[] _cbc = ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3"];
    private static readonly string[] _gcm = ["aes-128-gcm", "aes-192-gcm", "aes-256-gcm"];
    private static readonly TestKeyType[] _curves = [TestKeyType.P256, TestKeyType.P384, TestKeyType.P521];

    /// <summary>The peer, the cipher, PKCS#1 v1.5 (empty) or the digest of OAEP.</summary>
    public static TheoryData<Peer, string, string> Transport
    {
        get
        {
            var cells = new TheoryData<Peer, string, string>();
            foreach (string padding in (string[])["", "sha1", "sha256", "sha384", "sha512"])
            {
                foreach (string cipher in _cbc)
                {
                    cells.Add(Peer.OpenSsl, cipher, padding);
                    cells.Add(Peer.Java, cipher, padding);
                    cells.Add(Peer.Bouncy, cipher, padding);
                    cells.Add(Peer.Dotnet, cipher, padding);
                }

                foreach (string cipher in _gcm)
                {
                    cells.Add(Peer.OpenSsl, cipher, padding);
                    cells.Add(Peer.Java, cipher, padding);
                }
            }

            return cells;
        }
    }

    /// <summary>The peer, the cipher, the curve, the digest of the key derivation, cofactor Diffie-Hellman.</summary>
    public static TheoryData<Peer, string, TestKeyType, string, bool> Agreement
    {
        get
        {
            var cells = new TheoryData<Peer, string, TestKeyType, string, bool>();
            foreach (TestKeyType curve in _curves)
            {
                foreach (string cipher in _cbc)
                {
                    cells.Add(Peer.OpenSsl, cipher, curve, SignatureShape.DigestFor(curve), false);
                    cells.Add(Peer.Java, cipher, curve, SignatureShape.DigestFor(curve), false);
                    cells.Add(Peer.Bouncy, cipher, curve, SignatureShape.DigestFor(curve), false);
                }

                foreach (string cipher in _gcm)
                {
                    cells.Add(Peer.OpenSsl, cipher, curve, SignatureShape.DigestFor(curve), false);
                    cells.Add(Peer.Java, cipher, curve, SignatureShape.DigestFor(curve), false);
                }

                foreach (string digest in (string[])["sha1", "sha256", "sha384", "sha512"])
                {
                    cells.Add(Peer.OpenSsl, "aes-256-gcm", curve, digest, true);
                    cells.Add(Peer.Java, "aes-256-gcm", curve, digest, true);
                    cells.Add(Peer.Java, "aes-128-cbc", curve, digest, false);
                    cells.Add(Peer.Bouncy, "aes-128-cbc", curve, digest, false);
                    cells.Add(Peer.Bouncy, "aes-128-cbc", curve, digest, true);
                    cells.Add(Peer.OpenSsl, "aes-128-cbc", curve, digest, false);
                }
            }

            return new TheoryData<Peer, string, TestKeyType, string, bool>(cells.Select(cell => cell.Data).Distinct());
        }
    }

    /// <summary>The peer, the cipher, recipients named by key identifier, the encoding, the recipients' keys.</summary>
    public static TheoryData<Peer, string, bool, Wire, TestKeyType[]> Forms
    {
        get
        {
            TestKeyType[][] mixes = [[TestKeyType.Rsa2048], [TestKeyType.P256], [TestKeyType.Rsa3072, TestKeyType.Rsa2048], [TestKeyType.Rsa2048, TestKeyType.P384], [TestKeyType.P256, TestKeyType.Rsa3072, TestKeyType.P521]];
            var cells = new TheoryData<Peer, string, bool, Wire, TestKeyType[]>();
            foreach (bool keyIdentifier in (bool[])[false, true])
            {
                foreach (Wire wire in Enum.GetValues<Wire>())
                {
                    foreach (TestKeyType[] mix in mixes)
                    {
                        cells.Add(Peer.OpenSsl, "aes-256-gcm", keyIdentifier, wire, mix);
                        cells.Add(Peer.OpenSsl, "aes-128-cbc", keyIdentifier, wire, mix);
                        cells.Add(Peer.Java, "aes-256-gcm", keyIdentifier, wire, mix);
                        cells.Add(Peer.Java, "aes-128-cbc", keyIdentifier, wire, mix);
                        cells.Add(Peer.Bouncy, "aes-256-cbc", keyIdentifier, wire, mix);
                    }

                    cells.Add(Peer.Dotnet, "aes-256-cbc", keyIdentifier, wire, [TestKeyType.Rsa2048]);
                    cells.Add(Peer.Dotnet, "aes-256-cbc", keyIdentifier, wire, [TestKeyType.Rsa2048, TestKeyType.Rsa3072]);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Transport))]
    [Trait("Requirement", "CMS-KT-01")]
    [Trait("Requirement", "CMS-KT-02")]
    [Trait("Requirement", "CMS-KT-03")]
    [Trait("Requirement", "CMS-AE-01")]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-10")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Rsa_encrypted_message_of_a_peer_opens_under_every_cipher_and_padding(Peer peer, string cipher, string oaep)
    {
        await AssertOpensAsync(peer, new EnvelopeShape { Cipher = cipher, OaepDigest = oaep.Length == 0 ? null : oaep }, [TestKeyType.Rsa2048]);
        Proof.Of(peer, Direction.Read, Features.Cipher(cipher), oaep switch { "" => Feature.KeyTransport, "sha256" => Feature.OaepSha256, _ => Feature.OaepOtherDigests });
    }

    [Theory]
    [MemberData(nameof(Agreement))]
    [Trait("Requirement", "CMS-KA-01")]
    [Trait("Requirement", "CMS-KA-02")]
    [Trait("Requirement", "CMS-KA-03")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Elliptic_encrypted_message_of_a_peer_opens_under_every_cipher_curve_and_derivation(Peer peer, string cipher, TestKeyType curve, string digest, bool cofactor)
    {
        await AssertOpensAsync(peer, new EnvelopeShape { Cipher = cipher, KdfDigest = digest, Cofactor = cofactor }, [curve]);
        Proof.Of(peer, Direction.Read, Features.Agreement(curve), cofactor ? Feature.EcdhCofactor : Feature.EcdhDigests);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    [Trait("Requirement", "CMS-ED-05")]
    [Trait("Requirement", "CMS-ED-06")]
    [Trait("Requirement", "CMS-ED-08")]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "DS-KEY-08")]
    public async Task Encrypted_message_of_a_peer_opens_in_every_form_for_every_recipient(Peer peer, string cipher, bool keyIdentifier, Wire wire, TestKeyType[] recipients)
    {
        await AssertOpensAsync(peer, new EnvelopeShape { Cipher = cipher, KeyIdentifier = keyIdentifier, Wire = wire }, recipients);
        Proof.Of(peer, Direction.Read, [Features.Enveloped(wire), .. Features.Recipients(recipients), .. keyIdentifier ? (Feature[])[Feature.RecipientKeyIdentifier] : []]);
    }

    /// <summary>Every recipient opens it with its own key alone; nobody else does.</summary>
    private static async Task AssertOpensAsync(Peer peer, EnvelopeShape shape, TestKeyType[] keys)
    {
        TestIdentity[] recipients = [.. keys.Select((key, index) => Identities.Confidentiality(key, $"partner{index}.example"))];
        byte[] cms = peer.Encrypt(_entity, recipients, shape);
        byte[] message = Messages.Carry(_header, cms, shape.SmimeType);
        foreach (TestIdentity recipient in recipients)
        {
            using Gateway gateway = new Gateway().Own(recipient);
            (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(message);
            Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
            Assert.Equal(_entity, Messages.Split(opened).Entity);
            SecurityLayer layer = report.Classification!.Layers[0];
            Assert.Equal(shape.IsAuthenticated ? LayerKind.AuthEnveloped : LayerKind.Enveloped, layer.Kind);
            Assert.Equal(shape.Cipher == "des3" ? "des-ede3-cbc" : shape.Cipher.Replace("aes-", "aes", StringComparison.Ordinal), layer.ContentEncryption);
            Assert.Equal(shape.Wire == Wire.Der ? LayerEncoding.Der : LayerEncoding.Ber, layer.Encoding);
            Assert.Equal(shape.Cipher == "des3", layer.Flags.Any(raised => raised.Flag == SecurityFlags.AlgorithmWeak));
            RecipientReport own = Assert.Single(layer.Recipients, each => each.IsOurs);
            Assert.Equal(TestKeys.IsRsa(recipient.KeyType) ? RecipientKind.KeyTransport : RecipientKind.KeyAgreement, own.Kind);
            Assert.StartsWith(shape.KeyIdentifier ? "keyId " + Convert.ToHexStringLower(BouncyPeer.KeyIdentifier(recipient)) : "CN=Community Root", own.Id, StringComparison.Ordinal);
            Assert.Equal(keys.Length, layer.Recipients.Count);
        }

        using Gateway stranger = new Gateway().Own(Identities.Confidentiality(keys[0], "stranger.example"));
        (DomainDecryptionReport refused, byte[] nothing) = await stranger.DecryptAsync(message);
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));
    }
}
