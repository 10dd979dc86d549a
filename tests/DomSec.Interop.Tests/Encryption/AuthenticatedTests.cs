using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Encryption;

/// <summary>AuthEnvelopedData against a second stranger, with the tag lengths and attributes that OpenSSL does not write.</summary>
public sealed class AuthenticatedTests
{
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;
    private static readonly byte[] _entity = Messages.Split(Messages.Plain()).Entity;

    [Theory]
    [InlineData(CmsEncoding.Der, ContentEncryption.Aes256Gcm)]
    [InlineData(CmsEncoding.Ber, ContentEncryption.Aes256Gcm)]
    [InlineData(CmsEncoding.Ber, ContentEncryption.Aes128Gcm)]
    [InlineData(CmsEncoding.Der, ContentEncryption.Aes192Gcm)]
    [Trait("Requirement", "CMS-AE-01")]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-06")]
    public async Task Authenticated_envelope_opens_with_bouncycastle_s_ciphers(CmsEncoding encoding, ContentEncryption cipher)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] cms = Messages.CmsOf(await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { Encoding = encoding, ContentEncryption = cipher }, "bob@partner.example"));
        Assert.Equal(_entity, BouncyAuthenticated.Decrypt(cms, Identities.Confidentiality()));
        cms[^(encoding == CmsEncoding.Der ? 1 : 7)] ^= 1;
        Assert.Throws<Org.BouncyCastle.Crypto.InvalidCipherTextException>(() => BouncyAuthenticated.Decrypt(cms, Identities.Confidentiality()));
        Proof.Of(Peer.Bouncy, Direction.Write, Features.Cipher(cipher));
    }

    [Theory]
    [InlineData(12, false, Wire.Der)]
    [InlineData(13, false, Wire.Der)]
    [InlineData(16, false, Wire.Der)]
    [InlineData(16, true, Wire.Der)]
    [InlineData(12, true, Wire.Indefinite)]
    [InlineData(16, true, Wire.Chunks)]
    [Trait("Requirement", "CMS-AE-02")]
    [Trait("Requirement", "CMS-AE-03")]
    [Trait("Requirement", "CMS-AE-05")]
    public async Task Authenticated_envelope_of_bouncycastle_s_structures_opens(int tagOctets, bool withAttributes, Wire wire)
    {
        byte[] cms = Wires.Encode(BouncyAuthenticated.Encrypt(_entity, Identities.Confidentiality(), tagOctets, withAttributes), wire);
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(_entity, Messages.Split(opened).Entity);
        Assert.Equal((LayerKind.AuthEnveloped, "aes256-gcm"), (report.Classification!.Layers[0].Kind, report.Classification.Layers[0].ContentEncryption));

        // One bit of the tag, which a stranger's object ends with but for the ends of contents.
        cms[^(wire == Wire.Indefinite ? 7 : 1)] ^= 1;
        (DomainDecryptionReport refused, byte[] nothing) = await gateway.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"));
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));
        Proof.Of(Peer.Bouncy, Direction.Read, Feature.Aes256Gcm, tagOctets < 16 ? Feature.GcmShortTags : Feature.Aes256Gcm, withAttributes ? Feature.AuthenticatedAttributes : Feature.Aes256Gcm);
    }

    [Theory]
    [InlineData(16, "aes128-gcm", Feature.Aes128Gcm)]
    [InlineData(24, "aes192-gcm", Feature.Aes192Gcm)]
    [Trait("Requirement", "CMS-AE-05")]
    public async Task Authenticated_envelope_of_bouncycastle_s_structures_opens_under_shorter_keys(int keyOctets, string cipher, Feature feature)
    {
        byte[] cms = BouncyAuthenticated.Encrypt(_entity, Identities.Confidentiality(), 16, withAttributes: false, keyOctets);
        await AssertOpensAsync(cms, cipher);
        Proof.Of(Peer.Bouncy, Direction.Read, feature);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-06")]
    public async Task Tag_of_bouncycastle_java_of_any_allowed_length_opens(int tagOctets)
    {
        string recipient = JavaPeer.Oaep(Identities.Confidentiality().Der, "sha256", "sha256", []);
        await AssertOpensAsync(JavaPeer.EncryptFor(_entity, "aes-256-gcm", [recipient], ("icv", tagOctets.ToString(System.Globalization.CultureInfo.InvariantCulture))), "aes256-gcm");
        Proof.Of(Peer.Java, Direction.Read, Feature.GcmShortTags);
    }

    [Theory]
    [InlineData("aes-128-gcm")]
    [InlineData("aes-256-gcm")]
    [Trait("Requirement", "CMS-AE-03")]
    public async Task Authenticated_attributes_of_bouncycastle_java_are_covered(string cipher)
    {
        string recipient = JavaPeer.Oaep(Identities.Confidentiality().Der, "sha256", "sha256", []);
        byte[] cms = JavaPeer.EncryptFor(_entity, cipher, [recipient], ("attributes", "1"));
        await AssertOpensAsync(cms, cipher.Replace("aes-", "aes", StringComparison.Ordinal));

        // signingTime, the attribute that stands after the content: another digit of its seconds.
        int time = cms.AsSpan(0, cms.Length - 30).LastIndexOf((ReadOnlySpan<byte>)[0x17, 0x0D]);
        Assert.True(time > 0);
        cms[time + 13] ^= 1;
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport refused, byte[] nothing) = await gateway.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"));
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));
        Proof.Of(Peer.Java, Direction.Read, Feature.AuthenticatedAttributes);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [Trait("Requirement", "CMS-AE-06")]
    public async Task Short_tag_of_a_stranger_is_refused(int tagOctets)
    {
        byte[] cms = BouncyAuthenticated.Encrypt(_entity, Identities.Confidentiality(), tagOctets, withAttributes: false);
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport refused, byte[] nothing) = await gateway.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"));
        Assert.Equal((DomainOutcome.Refused, 0), (refused.Outcome, nothing.Length));
    }

    private static async Task AssertOpensAsync(byte[] cms, string cipher)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(_entity, Messages.Split(opened).Entity);
        Assert.Equal((LayerKind.AuthEnveloped, cipher), (report.Classification!.Layers[0].Kind, report.Classification.Layers[0].ContentEncryption));
        cms = [.. cms];
        cms[cms.Length / 2] ^= 1;
        Assert.Equal(DomainOutcome.Refused, (await gateway.DecryptAsync(Messages.Carry(_header, cms, "authEnveloped-data"))).Report.Outcome);
    }
}
