using DomSec.Decisions;

namespace DomSec.Tests.Decisions;

/// <summary>Everything the library can say is either decided about or said to inform; what nobody thought of is held.</summary>
public sealed class ExhaustivenessTests
{
    public static TheoryData<string> Flags => [.. SecurityFlags.All.Select(flag => flag.Id)];

    [Theory]
    [MemberData(nameof(Flags))]
    public void Every_flag_has_a_condition_or_informs(string id)
    {
        SecurityFlag flag = SecurityFlags.Find(id)!;
        SecurityCondition? condition = FlagConditions.Of(flag);
        Assert.NotEqual(SecurityCondition.Unclear, condition);

        // Opaque informs about a layer; what becomes of the message is decided about all the same.
        Assert.Equal(flag.Severity == FlagSeverity.Information && !ReferenceEquals(flag, SecurityFlags.Opaque), condition is null);
    }

    [Theory]
    [MemberData(nameof(Flags))]
    public void Every_flag_that_lowers_a_verdict_stops_or_warns(string id)
    {
        SecurityFlag flag = SecurityFlags.Find(id)!;
        if (flag.Severity == FlagSeverity.Information)
        {
            // A refusal for it is one all the same.
            Assert.True(DecisionPolicy.Lenient.Decide(Facts.Unencrypted(flag)).Action >= DecisionAction.Retry);
            return;
        }

        foreach (DecisionPolicy policy in (DecisionPolicy[])[DecisionPolicy.Default, DecisionPolicy.Strict, DecisionPolicy.Lenient])
        {
            Decision ofSignature = policy.Decide(Facts.Signed(SecurityStatus.Policy, CertificateFact.Trusted, flags: flag));
            Decision ofMessage = policy.Decide(Facts.In(Facts.Report(SecurityStatus.Policy, flags: flag)));
            Assert.All([ofSignature, ofMessage], decision => Assert.True(decision.Action >= DecisionAction.DeliverWithWarning && decision.Explanation.Length > 20, decision.Explanation));
            Assert.NotEqual(DecisionAction.Deliver, policy.Decide(Facts.Unencrypted(flag)).Action);
        }
    }

    [Fact]
    public void Every_status_that_is_not_pass_is_decided_about()
    {
        foreach (SecurityStatus status in (SecurityStatus[])[.. Enum.GetValues<SecurityStatus>(), (SecurityStatus)99])
        {
            Decision decision = DecisionPolicy.Lenient.Decide(Facts.In(Facts.Report(status, signatures: status == SecurityStatus.Pass ? null : [])));
            Assert.Equal(status == SecurityStatus.Pass, decision.Action == DecisionAction.Deliver);
            Assert.Equal(status == SecurityStatus.Pass, decision.Findings.Count == 0);
        }
    }

    [Fact]
    public void Every_fact_that_is_not_good_is_decided_about()
    {
        foreach (CertificateFact fact in (CertificateFact[])[.. Enum.GetValues<CertificateFact>(), (CertificateFact)99])
        {
            Assert.Equal(fact == CertificateFact.Trusted, FlagConditions.Of(fact) is null);
            Assert.NotEqual(DecisionAction.Deliver, DecisionPolicy.Lenient.Decide(Facts.Signed(SecurityStatus.Policy, fact)).Action);
        }

        foreach (SignatureFact fact in (SignatureFact[])[.. Enum.GetValues<SignatureFact>(), (SignatureFact)99])
        {
            Assert.Equal(fact == SignatureFact.Valid, FlagConditions.Of(fact) is null);
        }

        Assert.Equal(SecurityCondition.Unclear, FlagConditions.Of((CertificateFact)99));
        Assert.Equal(SecurityCondition.Unclear, FlagConditions.Of((SignatureFact)99));
        Assert.Equal(SecurityCondition.Unclear, FlagConditions.Of((SecurityStatus)99));
        Assert.Equal(SecurityCondition.Unclear, FlagConditions.Of(new SecurityFlag("F-TOMORROW", "none", "One that comes later.", FlagSeverity.Policy)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public void Missing_facts_never_deliver(bool? isMember)
    {
        foreach (DecisionPolicy policy in (DecisionPolicy[])[DecisionPolicy.Default, DecisionPolicy.Strict, DecisionPolicy.Lenient])
        {
            Assert.True(policy.Decide(Facts.In(null, isMember)).Action >= DecisionAction.Quarantine);
            Assert.True(policy.Decide(Facts.Out(null, isMember)).Action >= (isMember == false ? DecisionAction.DeliverInClear : DecisionAction.Retry));
            Assert.True(policy.Decide(Facts.In(Facts.Report(), isMember) with { IsDirectoryUnavailable = true }).Action >= DecisionAction.DeliverWithWarning);
        }
    }

    [Fact]
    public void Every_outcome_of_a_door_that_did_nothing_stops_the_message()
    {
        foreach (DomainOutcome outcome in Enum.GetValues<DomainOutcome>().Where(outcome => outcome != DomainOutcome.Applied))
        {
            foreach (Refusal? refusal in (Refusal?[])[null, new Refusal("For a reason.", "RFC 3183 section 3.2")])
            {
                OutboundFacts facts = Facts.Out(Facts.Encryption(outcome, refusal));
                Assert.True(DecisionPolicy.Lenient.Decide(facts).Action >= DecisionAction.Retry);
                Decision unsigned = DecisionPolicy.Lenient.Decide(facts with { Signing = Facts.Signing(outcome, refusal), Encryption = null });
                Assert.Equal(outcome == DomainOutcome.Deferred ? SecurityCondition.Deferred : SecurityCondition.Refused, unsigned.Deciding!.Condition);
                var decryption = new DomainDecryptionReport { Outcome = outcome, Refusal = refusal, Classification = null, ConfidentialityTerminated = false };
                Assert.NotEqual(DecisionAction.Deliver, DecisionPolicy.Lenient.Decide(Facts.In(Facts.Report()) with { Decryption = decryption }).Action);
            }
        }
    }
}
