using System.Security.Cryptography.X509Certificates;
using DomSec.Cms;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Confidentiality;

/// <summary>How a peer is written to: what it announced, what is configured, and what never happens by itself (RFC 8551 section 2.7).</summary>
public sealed class PeerProfileTests
{
    private const string Aes256Gcm = "2.16.840.1.101.3.4.1.46";
    private const string Aes128Gcm = "2.16.840.1.101.3.4.1.6";
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";
    private const string Aes128Cbc = "2.16.840.1.101.3.4.1.2";
    private const string TripleDes = "1.2.840.113549.3.7";
    private const string Rc2 = "1.2.840.113549.3.2";
    private const string SmimeCapabilities = "1.2.840.113549.1.9.15";

    private static readonly byte[] _rc2With40Bits = Tlv.Of(Tlv.Sequence, Tlv.Oid(Rc2), Tlv.Integer(40));

    [Fact]
    [Trait("Requirement", "SM-ALG-06")]
    public async Task Peer_of_whom_nothing_is_known_gets_the_default()
    {
        (DomainEncryptionReport report, _) = await EncryptAsync(TestDoors.ForAcme());
        Assert.Equal(ContentEncryption.Aes256Gcm, report.Profile!.ContentEncryption);

        var cautious = new DomSecOptions { DefaultProfile = AlgorithmProfile.Smime32 with { ContentEncryption = ContentEncryption.Aes128Cbc } };
        (report, byte[] output) = await EncryptAsync(TestDoors.ForAcme(cautious));
        Assert.Equal(ContentEncryption.Aes128Cbc, report.Profile!.ContentEncryption);
        Assert.Equal("aes128-cbc", (await TestDoors.ForPartner().ClassifyAsync(output)).Layers[0].ContentEncryption);
    }

    [Theory]
    [InlineData(ContentEncryption.Aes128Gcm, RsaKeyTransportPadding.OaepSha256, Aes128Gcm, Aes256Gcm, Aes256Cbc)]
    [InlineData(ContentEncryption.Aes256Cbc, RsaKeyTransportPadding.Pkcs1, Aes256Cbc, Aes128Gcm)]
    [InlineData(ContentEncryption.Aes128Cbc, RsaKeyTransportPadding.Pkcs1, TripleDes, Aes128Cbc)] // weak ones are passed over, however much they are preferred
    [InlineData(ContentEncryption.Aes256Gcm, RsaKeyTransportPadding.OaepSha256, "1.2.3.4", "1.2.840.113549.1.1.1")] // nothing we know
    [InlineData(ContentEncryption.Aes256Gcm, RsaKeyTransportPadding.OaepSha256, TripleDes)] // nothing but weak: never by announcement
    [Trait("Requirement", "SM-ALG-04")]
    [Trait("Requirement", "SM-ALG-05")]
    [Trait("Requirement", "SM-ATT-07")]
    public async Task First_of_the_announced_that_is_strong_is_used(ContentEncryption expected, RsaKeyTransportPadding padding, params string[] announced)
    {
        TestDoors doors = TestDoors.ForAcme();
        await ReceiveAsync(doors, [.. announced.Select(Capability)]);
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors);
        Assert.Equal(expected, report.Profile!.ContentEncryption);
        Assert.Equal(padding, report.Profile.RsaKeyTransport);
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(output)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-04")]
    public async Task Peer_that_announces_only_RC2_is_not_written_to_with_RC2()
    {
        TestDoors doors = TestDoors.ForAcme(new DomSecOptions { AllowRc2 = true });
        await ReceiveAsync(doors, _rc2With40Bits);
        Assert.Equal([ContentEncryption.Rc2Cbc40], doors.Peers.Find(TestDoors.Partner)!.ContentEncryption);
        Assert.Equal(ContentEncryption.Aes256Gcm, (await EncryptAsync(doors)).Report.Profile!.ContentEncryption);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-05 SEC-DWN-03")]
    public async Task Older_or_future_announcement_changes_nothing()
    {
        TestDoors doors = TestDoors.ForAcme();
        await ReceiveAsync(doors, TestDoors.Now, Capability(Aes256Gcm));
        await ReceiveAsync(doors, TestDoors.Now.AddDays(-1), Capability(Aes128Cbc)); // a captured message, sent again
        await ReceiveAsync(doors, TestDoors.Now.AddYears(5), Capability(Aes128Cbc));
        Assert.Equal([ContentEncryption.Aes256Gcm], doors.Peers.Find(TestDoors.Partner)!.ContentEncryption);

        await ReceiveAsync(doors, TestDoors.Now.AddSeconds(1), Capability(Aes128Cbc));
        Assert.Equal([ContentEncryption.Aes128Cbc], doors.Peers.Find(TestDoors.Partner)!.ContentEncryption);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-05")]
    public async Task Announcement_of_a_signature_that_does_not_pass_is_not_learned()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] message = Announcing(Ids.StrangerSigner, "alice@acme.example", TestDoors.Now, Capability(Aes128Cbc));
        Assert.NotEqual(SecurityStatus.Pass, (await doors.ClassifyAsync(message)).Status);
        Assert.Null(doors.Peers.Find(TestDoors.Acme));

        byte[] tampered = Announcing(Ids.PartnerSigner, "bob@partner.example", TestDoors.Now, change: signer => signer.AlterSignature = value => [.. value[..^1], (byte)(value[^1] ^ 1)], Capability(Aes128Cbc));
        Assert.NotEqual(SecurityStatus.Pass, (await doors.ClassifyAsync(tampered)).Status);
        Assert.Null(doors.Peers.Find(TestDoors.Partner));

        // An author's announcement is about the author's own reader.
        byte[] author = LayeredMessage.Of(Messages.Plain("bob@partner.example")).Signed(layer => layer.By(Ids.Bob, signer => signer.SignedAttributes.Add(Attribute(Capability(Aes128Cbc))))).ToOctets();
        (await doors.ClassifyAsync(author)).HasStatus(SecurityStatus.Pass);
        Assert.Null(doors.Peers.Find(TestDoors.Partner));
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-06")]
    public async Task Certificate_announces_when_no_message_did()
    {
        byte[] list = Tlv.Of(Tlv.Sequence, Capability(Aes128Cbc), Capability(Aes256Gcm));
        TestIdentity dca = Ids.Dca("partner.example", shape => shape.OtherExtensions.Add(new X509Extension(SmimeCapabilities, list, critical: false)), TestKeyType.Rsa2048);
        TestDoors doors = TestDoors.ForAcme();
        doors.Community.RemoveMember(TestDoors.Partner);
        doors.Member(dca);
        Assert.Equal(ContentEncryption.Aes128Cbc, (await EncryptAsync(doors)).Report.Profile!.ContentEncryption);

        await ReceiveAsync(doors, Capability(Aes256Gcm));
        Assert.Equal(ContentEncryption.Aes256Gcm, (await EncryptAsync(doors)).Report.Profile!.ContentEncryption);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-08")]
    public async Task Authority_is_found_by_its_role_and_not_by_the_signer_s_name()
    {
        // RFC 8551 section 2.5.3.1 looks for a certificate of the signer's own name; the confidentiality authority has another one (DS-DCA-08).
        TestDoors doors = TestDoors.ForAcme();
        await ReceiveAsync(doors, Capability(Aes256Gcm));
        (_, byte[] output) = await EncryptAsync(doors);
        RecipientReport recipient = Assert.Single((await doors.ClassifyAsync(output)).Layers[0].Recipients);
        Assert.Contains(Convert.ToHexStringLower(Ids.PartnerDca.Certificate.SerialNumberBytes.Span), recipient.Id, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "LCD-09 SEC-DWN-03")]
    public async Task Peer_that_once_announced_AES_is_never_written_to_with_less()
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime2);
        await ReceiveAsync(doors, TestDoors.Now, Capability(Aes128Cbc));
        await ReceiveAsync(doors, TestDoors.Now.AddMinutes(1), Capability(TripleDes)); // newer, and the latch holds all the same
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Contains("LCD-09", report.Refusal!.Rule, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "LCD-09 LCD-02 LCD-03")]
    public async Task Weak_profile_is_a_matter_of_configuration_alone_and_its_use_is_logged()
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime2);
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Contains(doors.Log.Lines, line => line.StartsWith("Warning 8: Encrypted weakly, with TripleDesCbc", StringComparison.Ordinal));
        DomainSecurityReport read = await TestDoors.ForPartner().ClassifyAsync(output);
        Assert.Equal("des-ede3-cbc", read.Layers[0].ContentEncryption);
        Assert.Contains(read.Flags, flag => flag.Flag == SecurityFlags.AlgorithmWeak);

        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime2 with { ContentEncryption = ContentEncryption.Rc2Cbc40 });
        (report, _) = await EncryptAsync(doors);
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Contains("AllowRc2", report.Refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "LCD-03 LCD-04 LCD-10")]
    public async Task RC2_is_written_behind_both_switches_and_a_stranger_reads_it()
    {
        TestDoors doors = TestDoors.ForAcme(new DomSecOptions { AllowRc2 = true });
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime2 with { ContentEncryption = ContentEncryption.Rc2Cbc40 });
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Contains(doors.Log.Lines, line => line.StartsWith("Warning 8: Encrypted weakly, with Rc2Cbc40", StringComparison.Ordinal));

        byte[] cms = Messages.CmsOf(output);
        Assert.True(cms.AsSpan().IndexOf((byte[])[0x02, 0x02, 0x00, 0xA0]) > 0); // RFC 3370 section 5.2: version 160 is 40 bits
        using var stranger = new OpenSsl();
        byte[] content = stranger.Decrypt(cms, Ids.PartnerDca, "-provider", "legacy", "-provider", "default").Expect().Output;
        Assert.StartsWith("Content-Type: application/pkcs7-mime", TestDoors.Text(content), StringComparison.OrdinalIgnoreCase);

        // Nothing vouches for CBC content but the signature inside.
        (await TestDoors.ForPartner().ClassifyAsync(output)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-07")]
    public async Task One_message_is_not_sent_weakly_to_one_and_strongly_to_another()
    {
        TestDoors doors = TestDoors.ForAcme().Member(Ids.OtherDca);
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime3);
        (DomainEncryptionReport report, _) = await EncryptAsync(doors, "bob@partner.example", "carl@other.example");
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Contains("separately", report.Refusal!.Text, StringComparison.Ordinal);

        doors.Community.SetProfile(MailDomain.Parse("other.example"), AlgorithmProfile.Smime3);
        Assert.Equal(DomainOutcome.Applied, (await EncryptAsync(doors, "bob@partner.example", "carl@other.example")).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-06 SM-ALG-07")]
    public async Task Several_peers_get_what_all_of_them_understand()
    {
        TestDoors doors = TestDoors.ForAcme().Member(Ids.OtherDca);
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime32);
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors, "bob@partner.example", "carl@other.example");
        Assert.Equal(ContentEncryption.Aes256Cbc, report.Profile!.ContentEncryption);
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(output)).Report.Outcome);
        Assert.Equal(DomainOutcome.Applied, (await new TestDoors().Own(Ids.OtherDca).Member(Ids.AcmeSigner).DecryptAsync(output)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-07")]
    public async Task Newest_encryption_beside_the_weakest_is_refused_and_beside_a_common_one_gives_way()
    {
        TestDoors doors = TestDoors.ForAcme().Member(Ids.OtherDca);
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime4 with { ContentEncryption = ContentEncryption.ChaCha20Poly1305 });
        doors.Community.SetProfile(MailDomain.Parse("other.example"), AlgorithmProfile.Smime3);
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors, "bob@partner.example", "carl@other.example");
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Contains("other.example can only be written to with weak encryption", report.Refusal!.Text, StringComparison.Ordinal);
        Assert.Empty(output);

        doors.Community.SetProfile(MailDomain.Parse("other.example"), AlgorithmProfile.Smime4);
        (report, output) = await EncryptAsync(doors, "bob@partner.example", "carl@other.example");
        Assert.Equal(ContentEncryption.Aes256Gcm, report.Profile!.ContentEncryption);
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(output)).Report.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "SM-ALG-07")]
    public async Task Content_is_written_so_that_the_least_able_peer_reads_it_whatever_their_order(bool reversed)
    {
        string[] to = reversed ? ["carl@other.example", "bob@partner.example"] : ["bob@partner.example", "carl@other.example"];
        TestDoors doors = TestDoors.ForAcme().Member(Ids.OtherDca);
        doors.Community.SetProfile(TestDoors.Partner, AlgorithmProfile.Smime4 with { DeriveContentKey = true });
        doors.Community.SetProfile(MailDomain.Parse("other.example"), AlgorithmProfile.Smime4 with { UseDefaultTagLength = true });
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(doors, to);
        Assert.False(report.Profile!.DeriveContentKey);
        Assert.True(report.Profile.UseDefaultTagLength);
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(output)).Report.Outcome);
    }

    [Theory]
    [InlineData("1.2.840.113549.1.9.16.3.18", Aes256Cbc, ContentEncryption.ChaCha20Poly1305)]
    [InlineData(Aes256Cbc, "1.2.840.113549.1.9.16.3.18", ContentEncryption.Aes256Cbc)]
    [Trait("Requirement", "SM-ALG-05")]
    public async Task Announced_ChaCha20_is_known_and_strong(string first, string second, ContentEncryption expected)
    {
        TestDoors doors = TestDoors.ForAcme();
        await ReceiveAsync(doors, Capability(first), Capability(second));
        Assert.Equal(expected, (await EncryptAsync(doors)).Report.Profile!.ContentEncryption);
        Assert.True(doors.Peers.Find(TestDoors.Partner)!.HadStrongEncryption);
    }

    [Fact]
    public void Every_content_encryption_has_its_cipher_and_both_say_alike_whether_it_is_weak()
    {
        foreach (ContentEncryption encryption in Enum.GetValues<ContentEncryption>())
        {
            Assert.True(ContentEncryptions.CipherOf(encryption).IsWritten, encryption.ToString());
            Assert.Equal(ContentEncryptions.IsWeak(encryption), new AlgorithmProfile { ContentEncryption = encryption }.IsWeak);
        }

        Assert.Equal(Enum.GetValues<ContentEncryption>().Length, Enum.GetValues<ContentEncryption>().Select(ContentEncryptions.AgeOf).Distinct().Count());
    }

    private static byte[] Capability(string oid) => Tlv.Of(Tlv.Sequence, Tlv.Oid(oid));

    private static byte[] Attribute(params ReadOnlySpan<byte[]> list) => OddSignatures.Attribute(SmimeCapabilities, Tlv.Of(Tlv.Sequence, list));

    private static byte[] Announcing(TestIdentity identity, string from, DateTimeOffset time, params ReadOnlySpan<byte[]> list) => Announcing(identity, from, time, change: null, list);

    private static byte[] Announcing(TestIdentity identity, string from, DateTimeOffset time, Action<OddSigner>? change, params ReadOnlySpan<byte[]> list)
    {
        byte[] attribute = Attribute(list);
        return LayeredMessage.Of(Messages.Plain(from)).Null().Signed(layer => layer.By(identity, signer =>
        {
            signer.Types(OddSignatures.DomainSig);
            signer.SigningTime = time;
            signer.SignedAttributes.Add(attribute);
            change?.Invoke(signer);
        })).ToOctets();
    }

    private static Task ReceiveAsync(TestDoors doors, params byte[][] list) => ReceiveAsync(doors, TestDoors.Now, list);

    private static async Task ReceiveAsync(TestDoors doors, DateTimeOffset time, params byte[][] list) =>
        (await doors.ClassifyAsync(Announcing(Ids.PartnerSigner, "bob@partner.example", time, list))).HasStatus(SecurityStatus.Pass);

    private static async Task<(DomainEncryptionReport Report, byte[] Output)> EncryptAsync(TestDoors doors, params string[] recipients) =>
        await doors.EncryptAsync(await doors.SignedAsync(Messages.Plain()), TestDoors.To(recipients.Length == 0 ? ["bob@partner.example"] : recipients));
}
