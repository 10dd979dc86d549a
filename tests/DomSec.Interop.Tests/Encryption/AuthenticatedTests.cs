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
    [InlineData(ContentEncryption.ChaCha20Poly1305, false, false, Feature.ChaCha20Poly1305)]
    [InlineData(ContentEncryption.Aes256Gcm, true, false, Feature.GcmDefaultTag)]
    [InlineData(ContentEncryption.Aes128Gcm, true, false, Feature.GcmDefaultTag)]
    [InlineData(ContentEncryption.Aes256Gcm, false, true, Feature.DerivedContentKey)]
    [InlineData(ContentEncryption.ChaCha20Poly1305, false, true, Feature.DerivedContentKey)]
    [Trait("Requirement", "CMS-AE-05 CMS-AE-06 CMS-AE-09 PQ-CEK-01")]
    public async Task Other_authenticated_envelope_opens_with_bouncycastle_s_ciphers(ContentEncryption cipher, bool defaultTag, bool derived, Feature feature)
    {
        byte[] cms = await EncryptAsync(AlgorithmProfile.Smime4 with { ContentEncryption = cipher, UseDefaultTagLength = defaultTag, DeriveContentKey = derived, Encoding = CmsEncoding.Der });
        Assert.Equal(_entity, BouncyAuthenticated.DecryptOther(cms, Identities.Confidentiality(), defaultTag ? 12 : 16, derived));
        cms[^1] ^= 1;
        Assert.Throws<Org.BouncyCastle.Crypto.InvalidCipherTextException>(() => BouncyAuthenticated.DecryptOther(cms, Identities.Confidentiality(), defaultTag ? 12 : 16, derived));
        Proof.Of(Peer.Bouncy, Direction.Write, feature);
    }

    [Theory]
    [InlineData(ContentEncryption.ChaCha20Poly1305, false, Feature.ChaCha20Poly1305)]
    [InlineData(ContentEncryption.Aes256Gcm, true, Feature.GcmDefaultTag)]
    [Trait("Requirement", "CMS-AE-05 CMS-AE-06 CMS-AE-09")]
    public async Task Other_authenticated_envelope_opens_at_bouncycastle_java(ContentEncryption cipher, bool defaultTag, Feature feature)
    {
        byte[] cms = await EncryptAsync(AlgorithmProfile.Smime4 with { ContentEncryption = cipher, UseDefaultTagLength = defaultTag });
        Assert.Equal(_entity, JavaPeer.Decrypt(cms, Identities.Confidentiality()));
        Proof.Of(Peer.Java, Direction.Write, feature);
    }

    [Fact]
    public async Task Openssl_opens_no_default_tag_no_chacha20_and_no_derived_key()
    {
        // Limits while they stay so.
        foreach (AlgorithmProfile profile in (AlgorithmProfile[])
            [
                AlgorithmProfile.Smime4 with { UseDefaultTagLength = true },
                AlgorithmProfile.Smime4 with { ContentEncryption = ContentEncryption.ChaCha20Poly1305 },
                AlgorithmProfile.Smime4 with { DeriveContentKey = true },
            ])
        {
            byte[] cms = await EncryptAsync(profile);
            using var openSsl = new OpenSsl();
            Assert.False(openSsl.Decrypt(cms, Identities.Confidentiality()).Ok);
            if (profile.DeriveContentKey)
            {
                Assert.Throws<PeerRefusalException>(() => JavaPeer.Decrypt(cms, Identities.Confidentiality()));
            }
        }
    }

    [Theory]
    [InlineData("ML-KEM-512")]
    [InlineData("ML-KEM-768")]
    [InlineData("ML-KEM-1024")]
    [Trait("Requirement", "PQ-KEM-01 PQ-KEM-05 PQ-MLK-01 PQ-MLK-02 PQ-MLK-03")]
    public async Task Ml_kem_envelope_goes_both_ways_with_bouncycastle_s_primitives(string kind)
    {
        PeerKey recipient = OddKeys.Confidentiality(kind);
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(recipient.Der);
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example"));
        gateway.Community.AddMember(MailDomain.Parse("partner.example"), certificate);
        byte[] cms = Messages.CmsOf(await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { Encoding = CmsEncoding.Der }, "bob@partner.example"));
        Assert.Equal(_entity, BouncyKem.Decrypt(cms, recipient));
        Proof.Of(Peer.Bouncy, Direction.Write, Feature.MlKem);

        using var partner = new Gateway();
        partner.Community.AddDecryptionKey(MailDomain.Parse("partner.example"), DomSec.Providers.SoftwareDecryptionKey.FromPkcs8(certificate, recipient.Pkcs8));
        byte[] theirs = BouncyKem.Encrypt(_entity, recipient);
        (DomainDecryptionReport report, byte[] opened) = await partner.DecryptAsync(Messages.Carry(_header, theirs, "authEnveloped-data"));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(_entity, Messages.Split(opened).Entity);
        Assert.Equal(RecipientKind.KeyEncapsulation, Assert.Single(report.Classification!.Layers[0].Recipients).Kind);
        theirs[theirs.Length / 2] ^= 1;
        Assert.Equal(DomainOutcome.Refused, (await partner.DecryptAsync(Messages.Carry(_header, theirs, "authEnveloped-data"))).Report.Outcome);
        Proof.Of(Peer.Bouncy, Direction.Read, Feature.MlKem);
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

    private static async Task<byte[]> EncryptAsync(AlgorithmProfile profile)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        return Messages.CmsOf(await gateway.EncryptAsync(Messages.Plain(), profile, "bob@partner.example"));
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
