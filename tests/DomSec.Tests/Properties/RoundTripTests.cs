using System.Text;
using CsCheck;
using DomSec.TestKit;
using DomSec.Tests.Cms;

namespace DomSec.Tests.Properties;

/// <summary>Through the doors: what goes in comes out, octet for octet of its canonical form.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<AlgorithmProfile> _profiles = Gen.Select(
        Gen.OneOf(AlgorithmProfile.Smime4, AlgorithmProfile.Smime32),
        Gen.Enum<CmsEncoding>(),
        Gen.Enum<ContentEncryption>().Where(encryption => encryption != ContentEncryption.Rc2Cbc40), // behind a switch
        Gen.Enum<RsaSignaturePadding>(),
        Gen.Bool,
        (profile, encoding, cipher, padding, ownCipher) =>
            profile with { Encoding = encoding, RsaSignature = padding, ContentEncryption = ownCipher ? cipher : profile.ContentEncryption });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "SM-MIM-01")]
    [Trait("Requirement", "DS-ENC-05")]
    public Task Any_message_survives_signing_encrypting_and_decrypting(bool rsa)
    {
        TwoDomains domains = rsa ? TwoDomains.Rsa : TwoDomains.Ec;
        return Gen.Select(GeneratedMessage.Any, _profiles).SampleAsync(
            async (message, profile) =>
            {
                byte[] signed = await domains.SignAsync(message.Octets, profile, headers: HeaderProtectionScheme.None);
                Assert.True(message.Entity.AsSpan().SequenceEqual(EntityOf(signed)), $"{message}: the entity changed");
                string header = Encoding.Latin1.GetString(signed, 0, signed.AsSpan().IndexOf("\r\n\r\n"u8) + 2);
                Assert.All(message.OuterFields, field => Assert.Contains(field, header, StringComparison.Ordinal));
                DomainSecurityReport report = await domains.ClassifyAsync(signed);
                Assert.Equal((SecurityStatus.Pass, IdentityLevel.Domain, "S(S0(content))"), (report.Status, report.IdentityLevel, report.Structure));
                Assert.Equal(TwoDomains.Acme, report.Domain);

                byte[] encrypted = await domains.EncryptAsync(signed, profile);
                byte[]? decrypted = await domains.DecryptAsync(encrypted);
                Assert.NotNull(decrypted);
                Assert.Equal(Messages.CmsOf(signed), Messages.CmsOf(decrypted));
                report = await domains.ClassifyAsync(decrypted);
                Assert.Equal((SecurityStatus.Pass, "S(S0(content))"), (report.Status, report.Structure));
                report = await domains.ClassifyAsync(encrypted);
                Assert.Equal((SecurityStatus.Pass, IdentityLevel.Domain, ConfidentialityLevel.Domain), (report.Status, report.IdentityLevel, report.Confidentiality));
                Assert.Matches(@"^[EA]\(S\(S0\(content\)\)\)$", report.Structure);
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    [Trait("Requirement", "HP-02 HP-03 HP-09")]
    public Task Any_message_keeps_its_body_and_gets_its_fields_back_when_they_are_protected() =>
        GeneratedMessage.Any.SampleAsync(
            async message =>
            {
                byte[] signed = await TwoDomains.Ec.SignAsync(message.Octets, hide: HeaderConfidentiality.Baseline);
                Assert.True(BodyOf(message.Entity).SequenceEqual(BodyOf(EntityOf(signed))), $"{message}: the body changed");
                byte[] encrypted = await TwoDomains.Ec.EncryptAsync(signed);
                DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(encrypted);
                Assert.Equal((SecurityStatus.Pass, HeaderProtectionLevel.Rfc9788), (report.Status, report.HeaderProtection));
                Assert.All(report.Headers.Fields, field => Assert.True(field.State is HeaderFieldState.Same or HeaderFieldState.Concealed or HeaderFieldState.Unprotected, $"{message}: {field.Name} {field.State}"));
                byte[]? decrypted = await TwoDomains.Ec.DecryptAsync(encrypted);
                report = await TwoDomains.Ec.ClassifyAsync(decrypted!);
                Assert.Equal((SecurityStatus.Pass, HeaderProtectionLevel.Rfc9788), (report.Status, report.HeaderProtection));
                Assert.All(report.Headers.Fields, field => Assert.True(field.State is HeaderFieldState.Same or HeaderFieldState.Unprotected, $"{message}: {field.Name} {field.State}"));
            },
            iter: 60,
            threads: 1);

    [Fact]
    [Trait("Requirement", "DS-ENC-06")]
    public Task A_review_signature_goes_around_a_domain_signature_and_changes_nothing_inside() =>
        GeneratedMessage.Any.SampleAsync(
            async message =>
            {
                byte[] signed = await TwoDomains.Ec.SignAsync(message.Octets);
                byte[] reviewed = await TwoDomains.Ec.SignAsync(signed, type: SignatureType.Review);
                byte[] inner = RecordingSink.ContentOf(Messages.CmsOf(reviewed));
                Assert.Equal(Messages.CmsOf(signed), CmsOfEntity(inner));
                DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(reviewed);
                Assert.Equal((SecurityStatus.Pass, "S(S(S0(content)))"), (report.Status, report.Structure));
            },
            iter: 20,
            threads: 1);

    [Fact]
    public async Task Four_mebibytes_are_streamed_in_ber_by_themselves()
    {
        byte[] message = Messages.PlainOfSize(5 << 20);
        byte[] signed = await TwoDomains.Ec.SignAsync(message, headers: HeaderProtectionScheme.None);
        DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(signed);
        Assert.Equal((SecurityStatus.Pass, LayerEncoding.Ber), (report.Status, report.Layers[0].Encoding));
        Assert.Equal(Messages.Split(message).Entity, EntityOf(signed));
        Assert.Equal(Messages.CmsOf(signed), Messages.CmsOf((await TwoDomains.Ec.DecryptAsync(await TwoDomains.Ec.EncryptAsync(signed)))!));
    }

    private static ReadOnlySpan<byte> BodyOf(byte[] entity) => entity.AsSpan(entity.AsSpan().IndexOf("\r\n\r\n"u8) + 4);

    /// <summary>Out of the signature, out of the empty layer.</summary>
    private static byte[] EntityOf(byte[] signed) => RecordingSink.ContentOf(CmsOfEntity(RecordingSink.ContentOf(Messages.CmsOf(signed))));

    private static byte[] CmsOfEntity(byte[] entity) =>
        Convert.FromBase64String(Encoding.Latin1.GetString(entity, entity.AsSpan().IndexOf("\r\n\r\n"u8) + 4, entity.Length - entity.AsSpan().IndexOf("\r\n\r\n"u8) - 4));
}
