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
    [InlineData(CmsEncoding.Der)]
    [InlineData(CmsEncoding.Ber)]
    [Trait("Requirement", "CMS-AE-01")]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-06")]
    public async Task Authenticated_envelope_opens_with_bouncycastle_s_ciphers(CmsEncoding encoding)
    {
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(domain: "acme.example")).Member(Identities.Confidentiality());
        byte[] cms = Messages.CmsOf(await gateway.EncryptAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { Encoding = encoding }, "bob@partner.example"));
        Assert.Equal(_entity, BouncyAuthenticated.Decrypt(cms, Identities.Confidentiality()));
        cms[^(encoding == CmsEncoding.Der ? 1 : 7)] ^= 1;
        Assert.Throws<Org.BouncyCastle.Crypto.InvalidCipherTextException>(() => BouncyAuthenticated.Decrypt(cms, Identities.Confidentiality()));
        Proof.Of(Peer.Bouncy, Direction.Write, Feature.Aes256Gcm);
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
}
