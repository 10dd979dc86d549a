using DomSec.Decisions;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Decisions;

/// <summary>What the real doors report leads to the decision that it should: the refusals and reports are theirs.</summary>
public sealed class DoorDecisionTests
{
    private static readonly TestCa _ca = new("Decision Root", TestKeyType.P256);

    [Theory]
    [InlineData(-3, SecurityCondition.CertificateExpiredInGrace, DecisionAction.Retry)]
    [InlineData(-30, SecurityCondition.CertificateExpired, DecisionAction.Reject)]
    public async Task Recipient_s_certificate_that_expired_is_told_with_its_grace(int days, SecurityCondition condition, DecisionAction action)
    {
        Decision decision = DecisionPolicy.Default.Decide(await SendAsync(Partner(shape => shape.NotAfter = TestDoors.Now.AddDays(days))));
        Assert.Equal((condition, action), (Assert.Single(decision.Findings).Condition, decision.Action));
    }

    [Fact]
    public async Task Revoked_certificate_beside_an_expired_one_is_told_whichever_comes_first()
    {
        TestIdentity expired = Partner(shape => shape.NotAfter = TestDoors.Now.AddDays(-3));
        TestIdentity revoked = Partner(shape => shape.KeyName = "decision second key");
        byte[] list = _ca.Crl(TestDoors.Now.AddDays(-1), TestDoors.Now.AddDays(9), 1, revoked);
        foreach (TestIdentity[] order in (TestIdentity[][])[[expired, revoked], [revoked, expired]])
        {
            Decision decision = DecisionPolicy.Lenient.Decide(await SendAsync(order, doors => doors.Community.AddRevocationList(list)));
            Assert.Equal((DecisionAction.Reject, SecurityCondition.CertificateRevoked), (decision.Action, decision.Deciding!.Condition));
            Assert.Contains(decision.Findings, finding => finding.Condition == SecurityCondition.CertificateExpiredInGrace);
        }
    }

    [Fact]
    public async Task Revocation_that_is_not_known_and_certificate_that_is_not_there_are_told()
    {
        byte[] old = _ca.Crl(TestDoors.Now.AddDays(-20), TestDoors.Now.AddDays(-2));
        OutboundFacts unknown = await SendAsync([Partner()], doors => doors.Community.AddRevocationList(old));
        Assert.Equal(SecurityCondition.RevocationUnknown, DecisionPolicy.Default.Decide(unknown).Deciding!.Condition);
        Assert.Equal(SecurityCondition.RevocationStaleInGrace, DecisionPolicy.Default.Decide(unknown with { RevocationKnownUntil = TestDoors.Now.AddDays(-2) }).Deciding!.Condition);
        Assert.Equal(SecurityCondition.CertificateMissing, DecisionPolicy.Default.Decide(await SendAsync([])).Deciding!.Condition);
        Assert.Equal(SecurityCondition.PeerUnknown, Assert.Single(DecisionPolicy.Default.Decide(await SendAsync([]) with { IsMember = false }).Findings).Condition);
    }

    [Fact]
    public async Task Misnamed_untrusted_and_not_yet_valid_certificates_are_told()
    {
        Assert.Equal(SecurityCondition.NamingBroken, DecisionPolicy.Lenient.Decide(await SendAsync(Partner(shape => shape.CommonNames[0] = "somebody"))).Deciding!.Condition);
        Assert.Equal(SecurityCondition.CertificateNotYetValid, DecisionPolicy.Default.Decide(await SendAsync(Partner(shape => shape.NotBefore = TestDoors.Now.AddDays(2)))).Deciding!.Condition);
        TestIdentity stranger = new TestCa("Another Root", TestKeyType.P256).Issue(TestRole.Confidentiality, "partner.example", TestKeyType.P256);
        Assert.Equal(SecurityCondition.ChainUntrusted, DecisionPolicy.Default.Decide(await SendAsync(stranger)).Deciding!.Condition);
    }

    [Fact]
    public async Task Directory_that_is_down_is_waited_for_and_never_taken_for_a_missing_certificate()
    {
        OutboundFacts facts = await SendAsync([Partner()], directory: new DownDirectory());
        Decision decision = DecisionPolicy.Lenient.Decide(facts);
        Assert.Equal((DecisionAction.Retry, SecurityCondition.DirectoryDown), (decision.Action, Assert.Single(decision.Findings).Condition));
    }

    [Fact]
    public async Task Own_certificate_that_ended_is_the_own_domain_s_matter()
    {
        TestIdentity ended = _ca.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape => shape.NotAfter = TestDoors.Now.AddDays(-1));
        TestDoors doors = new TestDoors().Own(ended);
        (DomainSigningReport report, byte[] _) = await doors.SignAsync(Messages.Plain());
        Decision decision = DecisionPolicy.Lenient.Decide(Facts.Out(null) with { Signing = report });
        Assert.Equal((DecisionAction.Retry, SecurityCondition.OwnKeyUnusable), (decision.Action, Assert.Single(decision.Findings).Condition));
    }

    [Fact]
    public async Task Whole_way_gives_no_condition_and_a_bit_that_flips_does()
    {
        TestIdentity partner = Partner();
        TestDoors sender = Sender([partner]);
        byte[] message = await sender.EncryptedAsync(await sender.SignedAsync(Messages.Plain()));
        TestDoors receiver = new TestDoors().Own(partner);
        (DomainDecryptionReport report, byte[] _) = await receiver.DecryptAsync(message);
        InboundFacts facts = new() { Now = TestDoors.Now, Partner = TestDoors.Acme, IsMember = true, Report = report.Classification, Decryption = report };
        Assert.Equal(DecisionAction.Deliver, DecisionPolicy.Strict.Decide(facts).Action);

        (byte[] header, byte[] _) = Messages.Split(message);
        byte[] cms = Messages.CmsOf(message);
        cms[^30] ^= 1;
        (DomainDecryptionReport altered, byte[] _) = await receiver.DecryptAsync(Messages.Carry(header, cms, "authEnveloped-data"));
        Decision decision = DecisionPolicy.Default.Decide(facts with { Report = altered.Classification, Decryption = altered });
        Assert.Equal((DecisionAction.Quarantine, SecurityCondition.Undecryptable), (decision.Action, decision.Deciding!.Condition));
    }

    private static TestIdentity Partner(Action<CertificateShape>? change = null) => _ca.Issue(TestRole.Confidentiality, "partner.example", TestKeyType.P256, change);

    private static TestDoors Sender(IReadOnlyList<TestIdentity> partners, ICertificateDirectory? directory = null)
    {
        TestDoors doors = new TestDoors { Directory = directory }.Own(Ids.AcmeSigner, Ids.AcmeDca).Member([.. partners]);
        doors.Community.AddAnchor(_ca.Certificate);
        return doors;
    }

    private static Task<OutboundFacts> SendAsync(TestIdentity partner) => SendAsync([partner]);

    private static async Task<OutboundFacts> SendAsync(IReadOnlyList<TestIdentity> partners, Action<TestDoors>? change = null, ICertificateDirectory? directory = null)
    {
        TestDoors doors = Sender(partners, directory);
        change?.Invoke(doors);
        (DomainEncryptionReport report, byte[] output) = await doors.EncryptAsync(Messages.Plain(), TestDoors.To("bob@partner.example") with { AllowWithoutDomainSignature = true });
        Assert.NotEqual(DomainOutcome.Applied, report.Outcome);
        Assert.Empty(output);
        return Facts.Out(report) with { Now = TestDoors.Now };
    }

    private sealed class DownDirectory : ICertificateDirectory
    {
        public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) => ValueTask.FromResult(new CertificateLookup(LookupState.Unavailable, [], "test"));
    }
}
