using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Naming;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>What was agreed with a partner holds for that partner, for pinned certificates, and for nobody else.</summary>
public sealed class AgreementTests
{
    /// <summary>An authority that anybody may get certificates from, and that the community's machines trust.</summary>
    private static readonly TestCa Public = new("Public Mail CA", TestKeyType.P256);

    private static readonly MailDomain Acme = TestDoors.Acme;
    private static readonly CertificatePin SharedRoot = CertificatePin.OfPublicKey(TestCa.Shared.Certificate);

    public static TheoryData<NamingProfile> Supplements { get; } = [NamingProfile.EmailRole, NamingProfile.CabfMailbox, NamingProfile.UriSan];

    [Theory]
    [MemberData(nameof(Supplements))]
    [Trait("Requirement", "DS-NAM-15 DS-NAM-32 DS-NAM-33 DS-DCA-06 SEC-DOM-03")]
    public async Task Agreed_names_count_for_the_partner_with_a_pin_and_for_nobody_else(NamingProfile profile)
    {
        byte[] message = Build.DomainSigned(NamingProfileTests.Of(profile));
        TestDoors agreed = Doors(Agreement(profile, SharedRoot));
        DomainSecurityReport report = await agreed.ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.NameAgreed);
        Assert.Equal(Acme, report.Domain);

        // Nothing agreed, agreed with somebody else, pinned to somebody else: RFC 3183 to the letter.
        MailDomain other = MailDomain.Parse("other.example");
        byte[] others = Build.DomainSigned(NamingProfileTests.Of(profile, domain: "other.example"), "bob@other.example");
        foreach ((TestDoors doors, byte[] octets) in new[]
        {
            (TestDoors.ForPartner(), message),
            (agreed, others),
            (Doors(Agreement(profile, SharedRoot), other), message),
            (Doors(Agreement(profile, CertificatePin.OfPublicKey(Public.Certificate))), message),
        })
        {
            DomainSecurityReport refused = await doors.ClassifyAsync(octets);
            refused.HasStatus(SecurityStatus.Policy);
            Assert.Null(refused.Domain);
            refused.DoesNotRaise(SecurityFlags.NameAgreed);
        }
    }

    [Theory]
    [MemberData(nameof(Supplements))]
    [Trait("Requirement", "DS-NAM-33 SEC-DOM-02 SEC-DOM-03")]
    public async Task Role_mailbox_at_a_free_mail_domain_certified_by_a_public_authority_is_refused(NamingProfile profile)
    {
        MailDomain freeMail = MailDomain.Parse("freemail.example");
        TestIdentity stranger = NamingProfileTests.Of(profile, domain: "freemail.example", ca: Public);
        byte[] message = Build.DomainSigned(stranger, "somebody@freemail.example");
        var options = new DomSecOptions { SharedDomains = [freeMail] };

        // Even with the public authority among the anchors, and even with its key pinned: who could read that mailbox once is not its domain.
        TestDoors doors = Doors(Agreement(profile, CertificatePin.OfPublicKey(Public.Certificate)), freeMail, options);
        doors.Community.AddAnchor(Public.Certificate);
        DomainSecurityReport report = await doors.ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Policy);
        report.Raises(SecurityFlags.MapPublicSuffix);
        Assert.Equal((SignatureFact.Valid, CertificateFact.Trusted), (report.Signatures()[0].Signature, report.Signatures()[0].Certificate));

        // The operator of the domain itself, known by its very key, is somebody else.
        TestDoors known = Doors(Agreement(profile, CertificatePin.OfPublicKey(stranger.Certificate)), freeMail, options);
        known.Community.AddAnchor(Public.Certificate);
        (await known.ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-33 SEC-DOM-03")]
    public async Task Mailbox_certificate_of_a_public_authority_needs_pin_organization_and_validation()
    {
        TestIdentity signer = NamingProfileTests.Of(NamingProfile.CabfMailbox, ca: Public);
        byte[] message = Build.DomainSigned(signer);
        TestDoors doors = Doors(Agreement(NamingProfile.CabfMailbox, CertificatePin.OfCertificate(Public.Certificate)));
        doors.Community.AddAnchor(Public.Certificate);
        (await doors.ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);

        byte[] mailboxValidated = Build.DomainSigned(NamingProfileTests.Of(NamingProfile.CabfMailbox, ca: Public, change: shape => shape.OtherExtensions[0] = NamingProfileTests.Policy("2.23.140.1.5.1.3")));
        DomainSecurityReport report = await doors.ClassifyAsync(mailboxValidated);
        report.HasStatus(SecurityStatus.Policy);
        report.Raises(SecurityFlags.NameProfile);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-03 DS-DSV-07")]
    public async Task Pins_narrow_trust_for_strict_names_too_and_add_none()
    {
        foreach (CertificatePin pin in new[] { SharedRoot, CertificatePin.OfCertificate(Ids.AcmeSigner.Certificate), CertificatePin.OfPublicKey(Ids.AcmeSigner.Certificate), CertificatePin.OfCertificate(TestCa.Shared.Certificate) })
        {
            DomainSecurityReport right = await Doors(Agreement(NamingProfile.Strict3183, pin)).ClassifyAsync(Build.DomainSigned());
            right.HasStatus(SecurityStatus.Pass);
            right.DoesNotRaise(SecurityFlags.PinMissing);
        }

        // Another key of the community signs for the domain: well named, well trusted, and not the one that was pinned.
        DomainSecurityReport wrong = await Doors(Agreement(NamingProfile.Strict3183, CertificatePin.OfPublicKey(Ids.AcmeRsaSigner.Certificate))).ClassifyAsync(Build.DomainSigned());
        wrong.HasStatus(SecurityStatus.Policy);
        Assert.Equal(["F-CERT-PIN"], wrong.Signatures()[0].Flags.Where(flag => flag.Flag.Severity == FlagSeverity.Policy).Select(flag => flag.Flag.Id));

        // Pinned, and of a root that the community does not have.
        DomainSecurityReport untrusted = await Doors(Agreement(NamingProfile.Strict3183, CertificatePin.OfPublicKey(Ids.StrangerSigner.Certificate))).ClassifyAsync(Build.DomainSigned(Ids.StrangerSigner));
        untrusted.HasStatus(SecurityStatus.PermError);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-15")]
    public async Task Agreement_holds_below_the_partner_s_domain_unless_a_closer_one_says_otherwise()
    {
        byte[] message = Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole), "alice@sales.acme.example");
        TestDoors doors = Doors(Agreement(NamingProfile.EmailRole, SharedRoot));
        (await doors.ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
        doors.Community.SetAgreement(MailDomain.Parse("sales.acme.example"), new PeerAgreement());
        (await doors.ClassifyAsync(message)).HasStatus(SecurityStatus.Policy);

        // Two senders under two agreements: both have to hold.
        byte[] two = Build.WithHeader("From: alice@acme.example, carol@sales.acme.example\r\n", NamingProfileTests.Of(NamingProfile.EmailRole));
        (await doors.ClassifyAsync(two)).HasStatus(SecurityStatus.Policy);
        doors.Community.SetAgreement(MailDomain.Parse("sales.acme.example"), null);
        DomainSecurityReport both = await doors.ClassifyAsync(two);
        both.HasStatus(SecurityStatus.Pass);
        Assert.Equal(["acme.example", "sales.acme.example"], both.RepresentedDomains.Select(domain => domain.Value));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-03")]
    public async Task Agreement_of_a_host_s_own_store_that_cannot_be_used_keeps_its_pins()
    {
        CertificatePin other = CertificatePin.OfPublicKey(Ids.AcmeRsaSigner.Certificate);
        PeerAgreement[] unusable =
        [
            new() { Pins = [other], MaxLabelDistance = -1 },
            new() { Pins = [other], Naming = NamingProfile.CabfMailbox },
            new() { Pins = [other], Naming = (NamingProfile)77 },
        ];
        foreach (PeerAgreement agreement in unusable)
        {
            using DomSecCommunity doors = Asking(() => agreement);
            using var message = new MemoryStream(Build.DomainSigned());
            DomainSecurityReport report = await doors.Classifier.ClassifyStreamAsync(message, new());
            report.Raises(SecurityFlags.PinMissing);
            report.HasStatus(SecurityStatus.Policy);
        }

        // Nothing that it allows counts: other names than RFC 3183's are not taken without a pin.
        using DomSecCommunity unpinned = Asking(() => new PeerAgreement { Naming = NamingProfile.EmailRole });
        using var named = new MemoryStream(Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole)));
        (await unpinned.Classifier.ClassifyStreamAsync(named, new())).HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-03 DS-NAM-15")]
    public async Task Store_that_answers_with_a_new_object_each_time_or_changes_its_mind_is_judged_as_any()
    {
        byte[] two = Build.WithHeader("From: alice@acme.example, carol@sales.acme.example\r\n");
        using (DomSecCommunity doors = Asking(() => new PeerAgreement { Pins = [SharedRoot] }))
        using (var message = new MemoryStream(two))
        {
            DomainSecurityReport report = await doors.Classifier.ClassifyStreamAsync(message, new());
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal(["acme.example", "sales.acme.example"], report.RepresentedDomains.Select(domain => domain.Value));
        }

        int asked = 0;
        using DomSecCommunity changing = Asking(() => asked++ % 2 == 0 ? new PeerAgreement() : null);
        using var again = new MemoryStream(two);
        (await changing.Classifier.ClassifyStreamAsync(again, new())).HasStatus(SecurityStatus.Pass);
    }

    /// <summary>partner.example with agreements about acme.example that come from somewhere else.</summary>
    private static DomSecCommunity Asking(Func<PeerAgreement?> answer)
    {
        MemoryCommunity community = TestDoors.ForPartner().Community;
        return DomSecCommunity.Create(
            community, community, community, community, new DomSecCommunityOptions { PeerProfiles = new Store(answer), TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestDoors.Now) });
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-23")]
    public async Task Agreed_label_distance_limits_ascendants_of_that_partner()
    {
        byte[] below = Build.DomainSigned(from: "alice@a.b.acme.example");
        (await TestDoors.ForPartner().ClassifyAsync(below)).HasStatus(SecurityStatus.Pass);
        (await Doors(new PeerAgreement { MaxLabelDistance = 2 }).ClassifyAsync(below)).HasStatus(SecurityStatus.Pass);
        DomainSecurityReport report = await Doors(new PeerAgreement { MaxLabelDistance = 1 }).ClassifyAsync(below);
        report.HasStatus(SecurityStatus.Policy);
        report.Raises(SecurityFlags.MapNotAscendant);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-25 DS-NAM-15 X4-03")]
    public async Task Directory_name_is_compared_where_one_was_configured_for_the_sender_s_domain()
    {
        // AMB-20: the signer has a directory name and no address.
        byte[] message = Build.DomainSigned(Ids.Signer(shape => shape.Emails.Clear()), "alice@sales.acme.example");
        (await TestDoors.ForPartner().ClassifyAsync(message)).Raises(SecurityFlags.MapUnverifiable);
        PeerAgreement Named(string name) => new() { DirectoryNames = new Dictionary<MailDomain, X500DistinguishedName> { [Acme] = new(name) } };
        DomainSecurityReport report = await Doors(Named("OU=Sales,O=acme.example,C=NZ")).ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("sales.acme.example", report.Domain?.Value);
        (await Doors(Named("O=other.example,C=NZ")).ClassifyAsync(message)).Raises(SecurityFlags.MapNotAscendant);
        (await Doors(Named("C=NZ")).ClassifyAsync(message)).Raises(SecurityFlags.MapUnverifiable);

        // What a verified signature inside says of the originator counts more than what was configured.
        byte[] inner = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Signed(Ids.Signer(shape => shape.Emails.Clear()), DomainSig).ToOctets();
        (await Doors(Named("O=other.example,C=NZ")).ClassifyAsync(inner)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-15 DS-NAM-32 DS-REV-03 DS-AAT-04")]
    public async Task Reviewer_and_attribute_authority_of_a_partner_are_named_as_agreed_with_it()
    {
        foreach ((TestRole role, string type) in new[] { (TestRole.Review, ReviewSig), (TestRole.Attributes, AddAttribSig) })
        {
            TestIdentity authority = NamingProfileTests.Of(NamingProfile.EmailRole, role, "third.example");
            byte[] message = LayeredMessage.Of(Build.DomainSigned()).Signed(authority, type).ToOctets();
            DomainSecurityReport report = await Doors(Agreement(NamingProfile.EmailRole, SharedRoot), MailDomain.Parse("third.example")).ClassifyAsync(message);
            Assert.Equal(SecurityStatus.Pass, report.Signatures()[0].Verdict);
            Assert.Equal(SecurityStatus.Policy, (await TestDoors.ForPartner().ClassifyAsync(message)).Signatures()[0].Verdict);

            // An attribute authority where a reviewer was claimed, and the other way round.
            TestIdentity other = NamingProfileTests.Of(NamingProfile.EmailRole, role == TestRole.Review ? TestRole.Attributes : TestRole.Review, "third.example");
            byte[] wrong = LayeredMessage.Of(Build.DomainSigned()).Signed(other, type).ToOctets();
            Assert.Equal(SecurityStatus.Policy, (await Doors(Agreement(NamingProfile.EmailRole, SharedRoot), MailDomain.Parse("third.example")).ClassifyAsync(wrong)).Signatures()[0].Verdict);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-STA-17")]
    public async Task Partner_s_authority_named_by_its_address_alone_is_no_author_without_a_type()
    {
        TestIdentity signer = NamingProfileTests.Of(NamingProfile.EmailRole);
        byte[] message = LayeredMessage.Of(Messages.Plain("domain-signing-authority@acme.example")).Signed(signer).ToOctets();
        DomainSecurityReport report = await Doors(Agreement(NamingProfile.EmailRole, SharedRoot)).ClassifyAsync(message);
        report.Raises(SecurityFlags.RoleWithoutType);
        report.HasStatus(SecurityStatus.None);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-33")]
    public void Agreement_without_the_pins_that_its_naming_needs_is_refused_and_never_applied()
    {
        var community = new MemoryCommunity();
        foreach (PeerAgreement agreement in new[]
        {
            new PeerAgreement { Naming = NamingProfile.EmailRole },
            new PeerAgreement { Naming = NamingProfile.CabfMailbox, Pins = [SharedRoot] },
            new PeerAgreement { Naming = (NamingProfile)9, Pins = [SharedRoot] },
            new PeerAgreement { MaxLabelDistance = -1 },
        })
        {
            Assert.Contains("acme.example", Assert.Throws<DomSecException>(() => community.SetAgreement(Acme, agreement)).Message, StringComparison.Ordinal);
        }

        Assert.Null(community.AgreementOf(Acme));
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-33")]
    public async Task Provider_that_gives_an_agreement_without_pins_changes_nothing()
    {
        var doors = DomSec.Hosting.DomSecCommunity.Create(
            new MemoryCommunity(), new MemoryCommunity(), new MemoryCommunity(), new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate),
            new() { PeerProfiles = new Careless(), TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestDoors.Now) });
        using var source = new MemoryStream(Build.DomainSigned(NamingProfileTests.Of(NamingProfile.EmailRole)));
        (await doors.Classifier.ClassifyStreamAsync(source, new())).HasStatus(SecurityStatus.Policy);
    }

    [Theory]
    [MemberData(nameof(Supplements))]
    [Trait("Requirement", "DS-NAM-14 DS-NAM-15 DS-NAM-32")]
    public async Task Own_authorities_sign_and_encrypt_under_agreed_names(NamingProfile profile)
    {
        PeerAgreement agreement = Agreement(profile, SharedRoot);
        var ours = new TestDoors();
        ours.Own(NamingProfileTests.Of(profile), NamingProfileTests.Of(profile, TestRole.Confidentiality));
        TestIdentity reader = NamingProfileTests.Of(profile, TestRole.Confidentiality, "partner.example");
        ours.Member(reader);
        (DomainSigningReport strict, _) = await ours.SignAsync(Messages.Plain());
        Assert.Equal(DomainOutcome.Refused, strict.Outcome);
        ours.Community.SetAgreement(Acme, agreement);
        byte[] signed = await ours.SignedAsync(Messages.Plain());
        (await ours.EncryptAsync(signed)).Report.Refusal.IsRefused("F-DCA-NAME");
        ours.Community.SetAgreement(TestDoors.Partner, agreement);
        byte[] encrypted = await ours.EncryptedAsync(signed);

        var theirs = new TestDoors();
        theirs.Own(reader);
        theirs.Community.SetAgreement(Acme, agreement);
        DomainSecurityReport report = await theirs.ClassifyAsync(encrypted);
        report.HasStatus(SecurityStatus.Pass);
        report.DoesNotRaise(SecurityFlags.DcaName);
        Assert.Equal(Acme, report.Domain);
    }

    internal static PeerAgreement Agreement(NamingProfile profile, params IReadOnlyList<CertificatePin> pins) => new() { Naming = profile, Pins = pins, Organization = "Acme Limited" };

    internal static TestDoors Doors(PeerAgreement agreement, MailDomain? partner = null, DomSecOptions? options = null)
    {
        TestDoors doors = TestDoors.ForPartner(options);
        doors.Community.SetAgreement(partner ?? Acme, agreement);
        return doors;
    }

    private sealed class Careless : IPeerProfiles
    {
        public AlgorithmProfile? ProfileOf(MailDomain domain) => null;

        public PeerAgreement? AgreementOf(MailDomain domain) => new() { Naming = NamingProfile.EmailRole };
    }

    private sealed class Store(Func<PeerAgreement?> answer) : IPeerProfiles
    {
        public AlgorithmProfile? ProfileOf(MailDomain domain) => null;

        public PeerAgreement? AgreementOf(MailDomain domain) => domain == Acme ? answer() : null;
    }
}
