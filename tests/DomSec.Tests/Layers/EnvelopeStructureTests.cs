using DomSec.Cms;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Layers;

/// <summary>What stands around encrypted content: attributes, recipients, the content's absence.</summary>
public sealed class EnvelopeStructureTests
{
    private static readonly LayeredMessage _signed = LayeredMessage.Of(Build.DomainSigned());
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "CMS-ED-04")]
    public async Task Unprotected_attributes_are_read_and_change_nothing(bool authenticated)
    {
        // They even claim another content type and a domain's signature type: nobody signed them.
        byte[] attributes = [.. OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(OddSignatures.SignedData)), .. OddSignatures.TypeAttribute(OddSignatures.DomainSig)];
        DomainSecurityReport without = await ClassifyAsync(new OddEnvelope(_signed.Entity) { IsAuthenticated = authenticated });
        DomainSecurityReport with = await ClassifyAsync(With(authenticated, attributes));
        Assert.Equal((without.Structure, without.Status, without.Flags.Count), (with.Structure, with.Status, with.Flags.Count));
        Assert.Equal(SecurityStatus.Pass, with.Status);
    }

    [Fact]
    [Trait("Requirement", "CMS-ED-04 SEC-DOS-01")]
    public async Task Unprotected_attributes_are_bounded_and_well_formed()
    {
        byte[] one = OddSignatures.Attribute("1.2.3", Tlv.Null);
        byte[] Many(int count) => [.. Enumerable.Repeat(one, count).SelectMany(octets => octets)];
        foreach (bool authenticated in new[] { true, false })
        {
            Assert.Equal(SecurityStatus.Pass, (await ClassifyAsync(With(authenticated, Many(64)))).Status);
            (await ClassifyAsync(With(authenticated, Many(65)))).Raises(SecurityFlags.Limit);
            (await ClassifyAsync(With(authenticated, [0x04, 0x00]))).Raises(SecurityFlags.Malformed);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "CMS-ED-05")]
    public async Task Absent_content_is_not_opened_and_no_error(bool authenticated)
    {
        var envelope = new OddEnvelope(_signed.Entity) { IsAuthenticated = authenticated, IsDetached = true };
        DomainSecurityReport report = await ClassifyAsync(envelope);
        Assert.Null(report.Error);
        Assert.Equal(authenticated ? "A(?)" : "E(?)", report.Structure);
        report.Raises(SecurityFlags.Opaque);
        (DomainDecryptionReport refused, byte[] output) = await TestDoors.ForPartner().DecryptAsync(Message(new OddEnvelope(_signed.Entity) { IsAuthenticated = authenticated, IsDetached = true }));
        Assert.Equal(DomainOutcome.Refused, refused.Outcome);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [Trait("Requirement", "CMS-ED-05 SEC-DOS-02")]
    public async Task Content_in_parts_of_any_size_opens(int part)
    {
        byte[] cms = BerReencoder.ToIndefinite(new OddEnvelope(_signed.Entity).For(Ids.PartnerDca).Encode(), part);
        Assert.Equal(SecurityStatus.Pass, (await TestDoors.ForPartner().ClassifyAsync(Messages.Carry(_header, cms, "authEnveloped-data"))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "CMS-ED-02")]
    public async Task Envelope_without_recipients_is_malformed(bool authenticated)
    {
        var envelope = new OddEnvelope(_signed.Entity) { IsAuthenticated = authenticated };
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Messages.Carry(_header, envelope.Encode(), "enveloped-data"));
        Assert.NotNull(report.Error);
        report.Raises(SecurityFlags.Malformed);
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-01 CMS-AE-04 CMS-AE-06 CMS-AE-09 CMS-ED-03")]
    public async Task What_is_written_is_version_0_with_a_16_octet_tag_and_no_digest_of_the_plaintext()
    {
        foreach (ContentEncryption encryption in new[] { ContentEncryption.Aes256Gcm, ContentEncryption.ChaCha20Poly1305 })
        {
            Org.BouncyCastle.Asn1.Cms.AuthEnvelopedData data = Parse(await EncryptAsync(new() { ContentEncryption = encryption }));
            Assert.Equal(0, data.Version.IntValueExact);
            Assert.Equal(16, data.Mac.GetOctets().Length);
            Assert.Null(data.AuthAttrs);
            Assert.Null(data.UnauthAttrs);
            Assert.NotNull(data.OriginatorInfo);
            Assert.Equal(
                encryption == ContentEncryption.Aes256Gcm ? OddEnvelope.Aes256Gcm : "1.2.840.113549.1.9.16.3.18",
                data.AuthEncryptedContentInfo.ContentEncryptionAlgorithm.Algorithm.Id);
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-05")]
    public async Task Default_tag_length_is_12_octets_and_left_out()
    {
        byte[] message = await EncryptAsync(new() { UseDefaultTagLength = true });
        Org.BouncyCastle.Asn1.Cms.AuthEnvelopedData data = Parse(message);
        Assert.Equal(12, data.Mac.GetOctets().Length);
        Assert.Single(Org.BouncyCastle.Asn1.Asn1Sequence.GetInstance(data.AuthEncryptedContentInfo.ContentEncryptionAlgorithm.Parameters));
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(message)).Report.Outcome);
    }

    [Theory]
    [InlineData(ContentEncryption.Aes256Gcm)]
    [InlineData(ContentEncryption.Aes128Cbc)]
    [InlineData(ContentEncryption.ChaCha20Poly1305)]
    [Trait("Requirement", "PQ-CEK-01 PQ-CEK-02")]
    public async Task Derived_content_key_is_written_read_and_reported_by_its_inner_algorithm(ContentEncryption encryption)
    {
        byte[] message = await EncryptAsync(new() { ContentEncryption = encryption, DeriveContentKey = true });
        byte[] cms = Messages.CmsOf(message);
        Assert.True(cms.AsSpan().IndexOf(Convert.FromHexString("060b2a864886f70d010910031f30")) > 0);
        (DomainDecryptionReport report, _) = await TestDoors.ForPartner().DecryptAsync(message);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.DoesNotContain("1.2.840", report.Classification!.Layers[0].ContentEncryption, StringComparison.Ordinal);

        // The derivation taken away: the key in the recipients does not open the content.
        Assert.Null((await TestDoors.ForPartner().DecryptAsync(await EncryptAsync(new() { ContentEncryption = encryption }))).Report.Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0500")]
    [InlineData("3000")]
    [InlineData("300f060b2a864886f70d010910031f0500")] // a derivation again
    [Trait("Requirement", "PQ-CEK-02")]
    public async Task Derivation_without_a_readable_inner_algorithm_is_not_opened(string parameters)
    {
        DomainSecurityReport report = await ClassifyAsync(new OddEnvelope(_signed.Entity) { StatedCipher = "1.2.840.113549.1.9.16.3.31", StatedParameters = Convert.FromHexString(parameters) });
        Assert.Equal("A(?)", report.Structure);
        Assert.Null(report.Error);
    }

    [Fact]
    [Trait("Requirement", "PQ-CEK-02")]
    public async Task Weak_cipher_inside_a_derivation_is_flagged()
    {
        byte[] inner = Tlv.Algorithm("1.2.840.113549.3.7", Tlv.Of(Tlv.OctetString, new byte[8]));
        DomainSecurityReport report = await ClassifyAsync(new OddEnvelope(_signed.Entity) { IsAuthenticated = false, StatedCipher = "1.2.840.113549.1.9.16.3.31", StatedParameters = inner });
        report.Raises(SecurityFlags.AlgorithmWeak);
    }

    private static OddEnvelope With(bool authenticated, byte[] attributes) => authenticated
        ? new OddEnvelope(_signed.Entity) { MoreAttributes = Tlv.Of(0xA2, attributes) }
        : new OddEnvelope(_signed.Entity) { IsAuthenticated = false, Attributes = Tlv.Of(0xA1, attributes) };

    private static byte[] Message(OddEnvelope envelope) =>
        Messages.Carry(_header, envelope.For(Ids.PartnerDca).Encode(), envelope.IsAuthenticated ? "authEnveloped-data" : "enveloped-data");

    private static Task<DomainSecurityReport> ClassifyAsync(OddEnvelope envelope) => TestDoors.ForPartner().ClassifyAsync(Message(envelope));

    private static async Task<byte[]> EncryptAsync(AlgorithmProfile profile)
    {
        TestDoors doors = TestDoors.ForAcme();
        return await doors.EncryptedAsync(await doors.SignedAsync(Messages.Plain()), TestDoors.To("bob@partner.example") with { Profile = profile });
    }

    private static Org.BouncyCastle.Asn1.Cms.AuthEnvelopedData Parse(byte[] message) =>
        Org.BouncyCastle.Asn1.Cms.AuthEnvelopedData.GetInstance(Org.BouncyCastle.Asn1.Cms.ContentInfo.GetInstance(Org.BouncyCastle.Asn1.Asn1Object.FromByteArray(Messages.CmsOf(message))).Content);
}
