using DomSec.Decisions;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.Tests.Providers;

namespace DomSec.Tests.Decisions;

/// <summary>Decisions in <c>community.json</c>.</summary>
public sealed class DecisionConfigurationTests
{
    [Fact]
    public void Decisions_are_read_and_stand_on_the_community()
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", """
            { "decisions": { "policy": "Strict", "expiryGraceDays": 10, "revocationGraceDays": 2,
                "outbound": { "directoryDown": { "retryHours": 48, "then": "quarantine" }, "peerUnknown": "reject" },
                "inbound": { "certificateExpiredInGrace": "deliverWithWarning" },
                "partners": { "partner.example": { "expiryGraceDays": 30, "inbound": { "UnencryptedFromMember": "reject" } } } } }
            """);
        using DomSecCommunity community = DomSecCommunity.Open(folder.Path, new DomSecCommunityOptions { Watch = false });
        DecisionPolicy policy = community.Decisions;
        Assert.Equal(("strict", Facts.Partner), (policy.Name, Assert.Single(policy.Partners)));
        Assert.Equal(DecisionRule.Retry(TimeSpan.FromHours(48), DecisionAction.Quarantine), policy.RuleFor(DecisionDirection.Outbound, SecurityCondition.DirectoryDown));
        Assert.Equal(DecisionAction.Reject, policy.RuleFor(DecisionDirection.Outbound, SecurityCondition.PeerUnknown)!.Action);
        Assert.Equal(DecisionAction.Quarantine, policy.RuleFor(DecisionDirection.Inbound, SecurityCondition.UnencryptedFromMember)!.Action);
        Assert.Equal(DecisionAction.Reject, policy.RuleFor(DecisionDirection.Inbound, SecurityCondition.UnencryptedFromMember, Facts.Partner)!.Action);
        InboundFacts late = Facts.Signed(SecurityStatus.Fail, CertificateFact.Expired, Facts.Now.AddDays(-25), SecurityFlags.CertificateExpired);
        Assert.Equal(DecisionAction.DeliverWithWarning, policy.Decide(late).Action);
        Assert.Equal(DecisionAction.Quarantine, policy.Decide(late with { Partner = MailDomain.Parse("other.example") }).Action);
    }

    [Fact]
    public void Without_decisions_the_defaults_hold_and_the_caller_s_policy_goes_first()
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", "{ \"members\": { \"partner.example\": {} } }");
        using DomSecCommunity plain = DomSecCommunity.Open(folder.Path, new DomSecCommunityOptions { Watch = false });
        Assert.Same(DecisionPolicy.Default, plain.Decisions);
        using DomSecCommunity own = DomSecCommunity.Open(folder.Path, new DomSecCommunityOptions { Watch = false, Decisions = DecisionPolicy.Lenient });
        Assert.Same(DecisionPolicy.Lenient, own.Decisions);
        var memory = new MemoryCommunity();
        using DomSecCommunity created = DomSecCommunity.Create(memory, memory, memory, memory);
        Assert.Same(DecisionPolicy.Default, created.Decisions);
    }

    [Fact]
    public void Check_of_the_folder_tells_what_is_milder_than_the_defaults()
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", """
            { "decisions": { "inbound": { "certificateExpired": "deliverWithWarning", "refused": "reject" }, "partners": { "partner.example": { "outbound": { "certificateMissing": "deliverInClear" } } } } }
            """);
        CommunityFinding[] findings = [.. CommunityWriter.Check(folder.Path).Where(finding => finding.Text.StartsWith("decisions", StringComparison.Ordinal))];
        Assert.Equal([null, Facts.Partner], findings.Select(finding => finding.Domain));
        Assert.Contains("inbound.certificateExpired (deliverWithWarning);", findings[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("refused", findings[0].Text, StringComparison.Ordinal);
        Assert.Contains("outbound.certificateMissing (deliverInClear);", findings[1].Text, StringComparison.Ordinal);
        folder.Write("community.json", """{ "decisions": { "policy": "strict" } }""");
        Assert.DoesNotContain(CommunityWriter.Check(folder.Path), finding => finding.Text.StartsWith("decisions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "inbound": { "certificateRevoked": "deliverWithWarning" } }""", "decisions.inbound.certificateRevoked is deliverWithWarning, and the floor is quarantine")]
    [InlineData("""{ "inbound": { "namingBroken": "deliver" } }""", "decisions.inbound.namingBroken is deliver, and the floor is quarantine")]
    [InlineData("""{ "outbound": { "certificateRevoked": "deliverInClear" } }""", "the floor is retry")]
    [InlineData("""{ "outbound": { "directoryDown": { "retryHours": 1, "then": "deliverInClear" } } }""", "decisions.outbound.directoryDown then is deliverInClear, and the floor is retry")]
    [InlineData("""{ "partners": { "partner.example": { "inbound": { "signatureInvalid": "deliverWithWarning" } } } }""", "decisions.partners.partner.example.inbound.signatureInvalid is deliverWithWarning, and the floor is quarantine")]
    [InlineData("""{ "policy": "lax" }""", "default, strict, lenient")]
    [InlineData("""{ "inbounds": {} }""", "\"inbounds\" that is not known")]
    [InlineData("""{ "partners": { "partner.example": { "policy": "strict" } } }""", "\"policy\" in decisions that is not known")]
    [InlineData("""{ "partners": { "partner.example": {}, "PARTNER.example": {} } }""", "twice")]
    [InlineData("""{ "inbound": { "tooLate": "reject" } }""", "\"tooLate\" that is not known")]
    [InlineData("""{ "inbound": { "refused": "drop" } }""", "deliverWithWarning")]
    [InlineData("""{ "inbound": { "refused": "reject", "Refused": "reject" } }""", "twice")]
    [InlineData("""{ "inbound": { "refused": 3 } }""", "in quotes")]
    [InlineData("""{ "inbound": { "refused": "retry" } }""", "how many hours")]
    [InlineData("""{ "inbound": { "refused": { "then": "reject" } } }""", "retryHours")]
    [InlineData("""{ "inbound": { "refused": { "retryHours": 5, "until": 1 } } }""", "\"until\"")]
    [InlineData("""{ "inbound": { "refused": { "retryHours": 721 } } }""", "from 1 to 720")]
    [InlineData("""{ "inbound": { "refused": { "retryHours": 0 } } }""", "from 1 to 720")]
    [InlineData("""{ "inbound": { "ownKeyUnusable": "reject" } }""", "cannot arise")]
    [InlineData("""{ "expiryGraceDays": 91 }""", "from 0 to 90")]
    [InlineData("""{ "revocationGraceDays": -1 }""", "from 0 to 30")]
    [InlineData("""{ "expiryGraceDays": 1.5 }""", "whole number")]
    [InlineData("""{ "expiryGraceDays": 2147483648 }""", "whole number")]
    [InlineData("""[]""", "decisions has to be an object")]
    public void What_cannot_be_or_is_below_a_floor_is_an_error_at_load_with_file_and_line(string decisions, string says)
    {
        using var folder = new TemporaryFolder();
        folder.Write("community.json", "{ \"members\": {},\n\"decisions\": " + decisions + " }");
        var e = Assert.Throws<DomSecException>(() => new FolderCommunity(folder.Path, new FolderCommunityOptions { Watch = false }));
        Assert.Contains("community.json, line 2:", e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }
}
