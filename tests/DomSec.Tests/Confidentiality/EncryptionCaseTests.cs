using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Confidentiality;

/// <summary>Cases (a) to (d) of RFC 3183 section 4 from both sides, whom a directory names, in which order, and who may see whom.</summary>
public sealed class EncryptionCaseTests
{
    private const string Bob = "bob@partner.example";

    private static readonly TestIdentity BobReads = TestCa.Shared.IssuePerson(Bob, TestKeyType.Rsa2048, shape => shape.KeyUsage = X509KeyUsageFlags.KeyEncipherment);
    private static readonly TestIdentity CarolReads = TestCa.Shared.IssuePerson("carol@partner.example", TestKeyType.Rsa2048, shape => shape.KeyUsage = X509KeyUsageFlags.KeyEncipherment);

    [Theory]
    [InlineData(true, EncryptionTarget.Recipient, true, false)] // (a)
    [InlineData(true, EncryptionTarget.Domain, false, true)] // (b)
    [InlineData(false, EncryptionTarget.Recipient, true, false)] // (c)
    [InlineData(false, EncryptionTarget.Domain, false, true)] // (d)
    [InlineData(false, EncryptionTarget.Both, true, true)]
    [Trait("Requirement", "DS-CRY-01 DS-CRY-02 DS-CRY-03 DS-CRY-04 DS-CRY-05")]
    public async Task Each_case_is_sent_and_is_received_by_those_it_is_for_alone(bool isClient, EncryptionTarget target, bool byRecipient, bool byDomain)
    {
        // The client has no authority at all, only its user's key.
        TestDoors sender = isClient ? new TestDoors() : TestDoors.ForAcme();
        sender.Community.AddUserSigningKey("alice@acme.example", new SoftwareSigningKey(Ids.Alice.Certificate));
        sender.Member(Ids.PartnerDca).Community.AddRecipientCertificate(Bob, BobReads.Der);
        byte[] signed = await sender.SignedAsync(
            Messages.Plain(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Type = isClient ? SignatureType.Originator : SignatureType.Domain });
        DomainEncryptionRequest request = new() { Domain = TestDoors.Acme, Recipients = [Bob], Target = target, IsClient = isClient, Profile = AlgorithmProfile.Smime32 };
        (DomainEncryptionReport report, byte[] encrypted) = await sender.EncryptAsync(signed, request);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(byRecipient ? [Bob] : [], report.Recipients);
        Assert.Equal(byDomain ? [TestDoors.Partner] : [], report.Authorities);

        // The platform's CMS opens it with the right key and with no other.
        Assert.Equal(byRecipient, Opens(encrypted, BobReads));
        Assert.Equal(byDomain, Opens(encrypted, Ids.PartnerDca));

        var user = new TestDoors();
        user.Community.AddUserDecryptionKey(Bob, new SoftwareDecryptionKey(BobReads.Certificate));
        foreach ((TestDoors doors, bool reads) in new[] { (user, byRecipient), (TestDoors.ForPartner(), byDomain) })
        {
            (DomainDecryptionReport decrypted, byte[] message) = await doors.DecryptAsync(encrypted);
            Assert.Equal(reads ? DomainOutcome.Applied : DomainOutcome.Refused, decrypted.Outcome);
            if (reads)
            {
                DomainSecurityReport read = await doors.ClassifyAsync(message);
                read.HasStatus(SecurityStatus.Pass);
                Assert.Equal(isClient ? IdentityLevel.Originator : IdentityLevel.Domain, read.IdentityLevel);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-02 DS-DCA-03")]
    public async Task What_one_recipient_s_entry_names_is_not_used_for_another_recipient_of_the_domain()
    {
        // partner.example's authority is found for dora by its name. sales.partner.example has one of its own that cannot be used; bob's entry names the one above, carol's names nobody.
        TestIdentity expired = Ids.Dca("sales.partner.example", shape => shape.NotAfter = TestDoors.Now.AddDays(-1), TestKeyType.Rsa2048);
        TestDoors doors = TestDoors.ForAcme().Member(expired);
        doors.Community.AddRecipientCertificate("bob@sales.partner.example", Ids.PartnerDca.Der);
        byte[] signed = await doors.SignedAsync(Messages.Plain(), TestDoors.Unprotected);
        string[] reachable = ["dora@partner.example", "bob@sales.partner.example"];
        (DomainEncryptionReport two, _) = await doors.EncryptAsync(signed, TestDoors.To(reachable));
        Assert.True(two.Outcome == DomainOutcome.Applied, two.Refusal?.ToString());
        (await doors.EncryptAsync(signed, TestDoors.To("carol@sales.partner.example"))).Report.Refusal.IsRefused("F-CERT-EXPIRED");
        (await doors.EncryptAsync(signed, TestDoors.To([.. reachable, "carol@sales.partner.example"]))).Report.Refusal.IsRefused("F-CERT-EXPIRED");
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-05 DS-DCA-07")]
    public async Task Only_a_client_encrypts_without_an_authority_of_its_own_and_names_nobody()
    {
        var doors = new TestDoors();
        doors.Member(Ids.PartnerDca);
        var request = new DomainEncryptionRequest { Domain = TestDoors.Acme, Recipients = [Bob], AllowWithoutDomainSignature = true, Profile = AlgorithmProfile.Smime32 };
        (await doors.EncryptAsync(Messages.Plain(), request)).Report.Refusal.IsRefused("RFC 3183 section 4.2");
        (DomainEncryptionReport report, byte[] encrypted) = await doors.EncryptAsync(Messages.Plain(), request with { IsClient = true });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Empty(Envelope(encrypted).Certificates);
        Assert.False(Opens(encrypted, Ids.AcmeDca));
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-01")]
    public async Task Recipient_without_a_certificate_of_his_own_is_not_encrypted_to()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        var request = new DomainEncryptionRequest { Domain = TestDoors.Acme, Recipients = [Bob], Target = EncryptionTarget.Recipient };
        (await doors.EncryptAsync(signed, request)).Report.Refusal.IsRefused("RFC 3183 section 4");

        // Somebody else's certificate in his entry, an untrusted one, one for signing: none of them is his to read with.
        TestIdentity[] wrong =
        [
            CarolReads,
            Ids.Stranger.IssuePerson(Bob),
            TestCa.Shared.IssuePerson(Bob, TestKeyType.Rsa2048, shape => shape.KeyUsage = X509KeyUsageFlags.DigitalSignature),
            TestCa.Shared.IssuePerson(Bob, TestKeyType.Rsa2048, shape => shape.NotAfter = TestDoors.Now.AddDays(-1)),
        ];
        foreach (TestIdentity identity in wrong)
        {
            TestDoors other = TestDoors.ForAcme();
            other.Community.AddRecipientCertificate(Bob, identity.Der);
            (DomainEncryptionReport report, byte[] nothing) = await other.EncryptAsync(signed, request);
            Assert.Equal((DomainOutcome.Refused, 0), (report.Outcome, nothing.Length));
        }
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-11")]
    public async Task Hidden_recipient_is_never_among_the_recipients_that_others_see()
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Member(Ids.OtherDca).Community.AddRecipientCertificate(Bob, BobReads.Der).AddRecipientCertificate("carol@partner.example", CarolReads.Der);
        byte[] signed = await doors.SignedAsync(Messages.Plain(to: "Bob <BOB@partner.example>"));
        DomainEncryptionRequest To(params IReadOnlyList<string> recipients) => new() { Domain = TestDoors.Acme, Recipients = recipients, Profile = AlgorithmProfile.Smime32 };

        // A key at another domain would tell of the hidden recipient there; apart, each gets its own message without the other's serial number.
        (await doors.EncryptAsync(signed, To(Bob, "eve@other.example"))).Report.Refusal.IsRefused("DS-CRY-11");
        byte[] forBob = await doors.EncryptedAsync(signed, To(Bob));
        Assert.Equal(-1, Messages.CmsOf(forBob).AsSpan().IndexOf(Ids.OtherDca.Certificate.SerialNumberBytes.Span));
        Assert.NotEmpty(await doors.EncryptedAsync(signed, To("eve@other.example")));

        // Behind the key of the domain of a visible one nobody is seen; with a key of her own she is.
        Assert.NotEmpty(await doors.EncryptedAsync(signed, To(Bob, "carol@partner.example")));
        (await doors.EncryptAsync(signed, To(Bob, "carol@partner.example") with { Target = EncryptionTarget.Recipient })).Report.Refusal.IsRefused("DS-CRY-11");
        Assert.NotEmpty(await doors.EncryptedAsync(signed, To(Bob, "eve@other.example") with { AllowHiddenRecipients = true }));

        // Named in Cc, or with our own copy beside: not hidden. Named in Bcc, by mistake left in the header: still hidden.
        byte[] copied = await doors.SignedAsync([.. "Cc: eve@other.example\r\n"u8, .. Messages.Plain()]);
        Assert.NotEmpty(await doors.EncryptedAsync(copied, To(Bob, "eve@other.example") with { IncludeOwnAuthority = true }));
        byte[] blind = await doors.SignedAsync([.. "Bcc: eve@other.example\r\n"u8, .. Messages.Plain()]);
        (await doors.EncryptAsync(blind, To(Bob, "eve@other.example"))).Report.Refusal.IsRefused("DS-CRY-11");
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-02 DS-KEY-04")]
    public async Task Authority_in_the_recipient_s_own_entry_is_used_and_checked_like_any_other()
    {
        TestDoors Doors(params ReadOnlySpan<byte[]> entry)
        {
            TestDoors doors = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca);
            foreach (byte[] der in entry)
            {
                doors.Community.AddRecipientCertificate(Bob, der);
            }

            return doors;
        }

        byte[] signed = await TestDoors.ForAcme().SignedAsync(Messages.Plain());
        (DomainEncryptionReport report, byte[] encrypted) = await Doors(BobReads.Der, Ids.PartnerDca.Der).EncryptAsync(signed, TestDoors.To(Bob) with { Profile = AlgorithmProfile.Smime32 });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.True(Opens(encrypted, Ids.PartnerDca));
        Assert.False(Opens(encrypted, BobReads));

        // A poisoned entry: another domain's authority, a mis-named one, one of no root of ours, none but his own.
        (await Doors(Ids.OtherDca.Der).EncryptAsync(signed)).Report.Refusal.IsRefused("F-DCA-MAPPING");
        (await Doors(Ids.Dca("partner.example", shape => shape.CommonNames[0] = "postmaster").Der).EncryptAsync(signed)).Report.Refusal.IsRefused("F-DCA-NAME");
        (await Doors(Ids.Stranger.Issue(TestRole.Confidentiality, "partner.example").Der).EncryptAsync(signed)).Report.Refusal.IsRefused("F-CERT-UNTRUSTED");
        (await Doors(BobReads.Der).EncryptAsync(signed)).Report.Refusal.IsRefused("RFC 3183 section 4.2");
        (await Doors().EncryptAsync(signed)).Report.Refusal.IsRefused("RFC 3183 section 4.2");

        // One recipient's entry says nothing about another's.
        (await Doors(Ids.PartnerDca.Der).EncryptAsync(signed, TestDoors.To(Bob, "carol@partner.example"))).Report.Refusal.IsRefused("RFC 3183 section 4.2");
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-09")]
    public async Task Sources_are_asked_in_their_order_and_a_pin_is_above_all()
    {
        TestIdentity[] dca = [.. Enumerable.Range(0, 4).Select(i => Ids.Dca("partner.example", shape => shape.KeyName = "source-" + i, TestKeyType.Rsa2048))];
        var ldap = new MemoryCommunity().AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, dca[2].Der);
        var dns = new MemoryCommunity().AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, dca[3].Der);
        byte[] signed = await TestDoors.ForAcme().SignedAsync(Messages.Plain());
        MemoryCommunity configured = new();
        MemoryPeerCapabilities learned = new();

        async Task<int> ChosenAsync()
        {
            TestDoors own = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca);
            own.Community.AddAnchor(TestCa.Shared.Certificate);
            using DomSecCommunity community = DomSecCommunity.Create(
                configured, own.Community, own.Community, own.Community,
                new() { TimeProvider = new FakeTimeProvider(TestDoors.Now), PeerCapabilities = learned, PeerProfiles = configured, FurtherDirectories = [ldap, dns] });
            using var source = new MemoryStream(signed);
            using var destination = new MemoryStream();
            DomainEncryptionReport report = await community.Encryptor.EncryptStreamAsync(source, destination, new() { Domain = TestDoors.Acme, Recipients = [Bob], Profile = AlgorithmProfile.Smime32 });
            return report.Outcome == DomainOutcome.Applied ? Array.FindIndex(dca, identity => Opens(destination.ToArray(), identity)) : -1;
        }

        Assert.Equal(2, await ChosenAsync());
        ldap.RemoveMember(TestDoors.Partner);
        Assert.Equal(3, await ChosenAsync());
        ldap.AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, dca[2].Der);
        learned.Learn(new PeerCapabilities { Domain = TestDoors.Partner, SigningTime = TestDoors.Now, ContentEncryption = [], Algorithms = [], HadStrongEncryption = false, EncryptionCertificate = dca[1].Der });
        Assert.Equal(1, await ChosenAsync());
        configured.AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, dca[0].Der);
        Assert.Equal(0, await ChosenAsync());

        // The pin is above all of them, wherever the certificate stands.
        configured.SetAgreement(TestDoors.Partner, new PeerAgreement { Pins = [CertificatePin.OfPublicKey(dca[3].Certificate)] });
        Assert.Equal(3, await ChosenAsync());
        configured.SetAgreement(TestDoors.Partner, new PeerAgreement { Pins = [CertificatePin.OfPublicKey(Ids.PartnerDca.Certificate)] });
        Assert.Equal(-1, await ChosenAsync());
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-09")]
    public async Task Lesser_source_does_not_speak_while_a_better_one_is_out_of_reach()
    {
        TestDoors own = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca);
        own.Community.AddAnchor(TestCa.Shared.Certificate);
        var dns = new MemoryCommunity().AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, Ids.PartnerDca.Der);
        using DomSecCommunity community = DomSecCommunity.Create(
            own.Community, own.Community, own.Community, own.Community, new() { TimeProvider = new FakeTimeProvider(TestDoors.Now), FurtherDirectories = [new Unreachable(), dns] });
        using var source = new MemoryStream(await own.SignedAsync(Messages.Plain()));
        DomainEncryptionReport report = await community.Encryptor.EncryptStreamAsync(source, Stream.Null, TestDoors.To(Bob));
        Assert.Equal(DomainOutcome.Deferred, report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-DCA-08 DS-KEY-09")]
    public async Task Partner_learns_the_authority_s_certificate_from_a_signed_message()
    {
        byte[] signed = await TestDoors.ForAcme().SignedAsync(Messages.Plain());

        // It came along, by the platform's reading, and the signed preference names it.
        SignedCms cms = SignedLayer.Of(signed);
        Assert.Contains(cms.Certificates, certificate => certificate.RawData.AsSpan().SequenceEqual(Ids.AcmeDca.Der));

        TestDoors partner = new TestDoors().Own(Ids.PartnerSigner, Ids.PartnerDca);
        var reply = new DomainEncryptionRequest { Domain = TestDoors.Partner, Recipients = ["alice@acme.example"], AllowWithoutDomainSignature = true };
        byte[] answer = Messages.Plain(Bob, "alice@acme.example");
        Assert.Equal(DomainOutcome.Refused, (await partner.EncryptAsync(answer, reply)).Report.Outcome);
        await partner.ClassifyAsync(signed);
        (DomainEncryptionReport report, byte[] encrypted) = await partner.EncryptAsync(answer, reply);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForAcme().DecryptAsync(encrypted)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-DCA-08 SM-ATT-05")]
    public async Task Nothing_is_learned_from_a_signature_that_is_not_the_domain_s_or_names_what_is_no_authority()
    {
        byte[] Signed(TestIdentity signer, TestIdentity named, string from = "alice@acme.example") => LayeredMessage.Of(Messages.Plain(from)).Null().Signed(layer =>
        {
            layer.MoreCertificates.Add(named.Der);
            layer.By(signer, info => info.Types(OddSignatures.DomainSig).SignedAttributes.Add(
                OddSignatures.Attribute("1.2.840.113549.1.9.16.2.11", Tlv.Of(0xA0, named.Certificate.IssuerName.RawData, Tlv.Integer(Dca(named))))));
        }).ToOctets();

        TestIdentity evil = Ids.Dca("evil.example", type: TestKeyType.Rsa2048);
        var reply = new DomainEncryptionRequest { Domain = TestDoors.Partner, Recipients = ["alice@acme.example"], AllowWithoutDomainSignature = true };
        byte[] answer = Messages.Plain(Bob, "alice@acme.example");
        foreach ((byte[] message, DomainOutcome outcome) in new[]
        {
            (Signed(Ids.AcmeSigner, Ids.AcmeDca), DomainOutcome.Applied),
            (Signed(Ids.EvilSigner, Ids.AcmeDca), DomainOutcome.Refused), // not the domain's signature
            (Signed(Ids.AcmeSigner, evil), DomainOutcome.Refused), // another domain's authority
            (Signed(Ids.AcmeSigner, Ids.AcmeSigner), DomainOutcome.Refused), // no authority that reads
        })
        {
            TestDoors partner = new TestDoors().Own(Ids.PartnerSigner, Ids.PartnerDca);
            await partner.ClassifyAsync(message);
            Assert.Equal(outcome, (await partner.EncryptAsync(answer, reply)).Report.Outcome);
        }
    }

    [Theory]
    [InlineData(DomainRole.DomainSigning, "9c50a3787291ab282edd76cf6594d3527704149410b75d5f9031ad73")]
    [InlineData(DomainRole.Confidentiality, "9d5192e5c4d2026ecac9a6473ead72c5b8870d2ad76d605945bfee26")]
    [InlineData(DomainRole.Review, "0e8f59c88c77efc4c11e7ced4ab670141e73e74664dbccc6dd66bcd7")]
    [InlineData(DomainRole.Attribute, "f68cfcc3047c0e1929a1768e18af122dc75e1d26188a4492c91256af")]
    [Trait("Requirement", "DS-KEY-07")]
    public void Authority_s_certificate_stands_in_dns_under_a_constant_label(DomainRole role, string label) =>
        Assert.Equal($"{label}._smimecert.acme.example", SmimeaName.Of(role, TestDoors.Acme));

    [Theory]
    [InlineData("hugh@example.com", "c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6._smimecert.example.com")] // RFC 8162 section 3
    [InlineData("hugh@EXAMPLE.com.", "c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6._smimecert.example.com")]
    [InlineData("\"hugh\"@example.com", "c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6._smimecert.example.com")]
    [Trait("Requirement", "DS-KEY-07")]
    public void Mailbox_stands_in_dns_as_the_rfc_s_example_does(string address, string name) => Assert.Equal(name, SmimeaName.Of(address));

    [Fact]
    [Trait("Requirement", "DS-KEY-07")]
    public void Local_part_is_hashed_as_it_is_and_normalized()
    {
        Assert.NotEqual(SmimeaName.Of("Hugh@example.com"), SmimeaName.Of("hugh@example.com"));
        Assert.Throws<FormatException>(() => SmimeaName.Of("\uD800@example.com"));
        if ("e\u0301".Normalize(NormalizationForm.FormC).Length == 1) // without ICU the platform normalizes nothing
        {
            Assert.Equal(SmimeaName.Of("ren\u00E9@example.com"), SmimeaName.Of("rene\u0301@example.com"));
        }

        string expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("ren\u00E9")).AsSpan(0, 28));
        Assert.StartsWith(expected + "._smimecert.", SmimeaName.Of("ren\u00E9@example.com"), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => SmimeaName.Of("example.com"));
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 59), 4));
        Assert.Throws<FormatException>(() => SmimeaName.Of("hugh@" + longest));
    }

    private static byte[] Dca(TestIdentity identity) => identity.Certificate.SerialNumberBytes.ToArray();

    private static EnvelopedCms Envelope(byte[] message)
    {
        var cms = new EnvelopedCms();
        cms.Decode(Messages.CmsOf(message));
        return cms;
    }

    /// <summary>Whether the platform's CMS opens it with this key.</summary>
    private static bool Opens(byte[] message, TestIdentity identity)
    {
        EnvelopedCms cms = Envelope(message);
        try
        {
            cms.Decrypt(new X509Certificate2Collection(identity.Certificate));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private sealed class Unreachable : ICertificateDirectory
    {
        public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
            ValueTask.FromResult(new CertificateLookup(LookupState.Unavailable, [], "ldap.example"));
    }
}
