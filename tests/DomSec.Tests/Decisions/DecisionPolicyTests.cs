using DomSec.Decisions;

namespace DomSec.Tests.Decisions;

/// <summary>The decision table: defaults, partners, floors, several conditions, graces and times.</summary>
public sealed class DecisionPolicyTests
{
    [Fact]
    public void Protected_mail_of_a_member_is_delivered_without_a_word()
    {
        Decision decision = DecisionPolicy.Default.Decide(Facts.In(Facts.Report()));
        Assert.Equal((DecisionAction.Deliver, 0), (decision.Action, decision.Findings.Count));
        Assert.NotEmpty(decision.Explanation);
        Assert.Equal(DecisionAction.Deliver, DecisionPolicy.Default.Decide(Facts.Out(Facts.Encryption(DomainOutcome.Applied, null))).Action);
    }

    [Theory]
    [InlineData(CertificateFact.Revoked, SecurityStatus.Fail, SecurityCondition.CertificateRevoked, DecisionAction.Quarantine)]
    [InlineData(CertificateFact.Expired, SecurityStatus.Fail, SecurityCondition.CertificateExpired, DecisionAction.Quarantine)]
    [InlineData(CertificateFact.NotYetValid, SecurityStatus.Fail, SecurityCondition.CertificateNotYetValid, DecisionAction.Retry)]
    [InlineData(CertificateFact.Untrusted, SecurityStatus.Policy, SecurityCondition.ChainUntrusted, DecisionAction.Quarantine)]
    [InlineData(CertificateFact.Unsuitable, SecurityStatus.Policy, SecurityCondition.CertificateUnsuitable, DecisionAction.Quarantine)]
    [InlineData(CertificateFact.RevocationUnknown, SecurityStatus.TempError, SecurityCondition.RevocationUnknown, DecisionAction.Retry)]
    [InlineData(CertificateFact.Missing, SecurityStatus.PermError, SecurityCondition.CertificateMissing, DecisionAction.Quarantine)]
    public void Certificate_fact_alone_is_decided_about(CertificateFact fact, SecurityStatus verdict, SecurityCondition condition, DecisionAction action)
    {
        Decision decision = DecisionPolicy.Default.Decide(Facts.Signed(verdict, fact));
        Assert.Equal((condition, action), (Assert.Single(decision.Findings).Condition, decision.Action));
    }

    [Fact]
    public void Signature_s_certificate_that_could_not_be_asked_for_is_a_directory_that_is_down()
    {
        Decision decision = DecisionPolicy.Default.Decide(Facts.Signed(SecurityStatus.TempError, CertificateFact.Missing, flags: SecurityFlags.CertificateMissing));
        Assert.Equal(SecurityCondition.DirectoryDown, Assert.Single(decision.Findings).Condition);
        Assert.Equal((DecisionAction.Retry, Facts.Now.AddDays(1)), (decision.Action, decision.RetryUntil));
    }

    [Fact]
    public void Several_conditions_are_all_told_and_the_strictest_wins()
    {
        DomainSecurityReport report = Facts.Report(
            SecurityStatus.Fail,
            ConfidentialityLevel.None,
            [Facts.Signature(SecurityStatus.Fail, CertificateFact.Revoked, notAfter: Facts.Now.AddDays(-1), flags: [SecurityFlags.CertificateRevoked, SecurityFlags.CertificateExpired, SecurityFlags.RevocationUnknown])]);
        Decision decision = DecisionPolicy.Default.Decide(Facts.In(report));
        Assert.Equal(DecisionAction.Quarantine, decision.Action);
        Assert.Equal(SecurityCondition.CertificateRevoked, decision.Deciding!.Condition);
        Assert.Equal(
            [SecurityCondition.CertificateRevoked, SecurityCondition.RevocationUnknown, SecurityCondition.CertificateExpiredInGrace, SecurityCondition.UnencryptedFromMember],
            decision.Findings.Select(finding => finding.Condition));
        Assert.All(decision.Findings, finding => Assert.True(finding.Action <= decision.Action));
        Assert.Contains("revocationUnknown", decision.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_retries_the_earlier_end_is_the_decision_s()
    {
        DecisionPolicy policy = DecisionPolicy.Default.With(new DecisionRules
        {
            Inbound = new Dictionary<SecurityCondition, DecisionRule> { [SecurityCondition.RevocationUnknown] = DecisionRule.Retry(TimeSpan.FromHours(2)) },
        });
        Decision decision = policy.Decide(Facts.Signed(SecurityStatus.Fail, CertificateFact.NotYetValid, flags: [SecurityFlags.CertificateNotYetValid, SecurityFlags.RevocationUnknown]));
        Assert.Equal((DecisionAction.Retry, Facts.Now.AddHours(2)), (decision.Action, decision.RetryUntil));
        Assert.Equal((SecurityCondition.RevocationUnknown, DecisionOrigin.Community), (decision.Deciding!.Condition, decision.Deciding.Origin));
    }

    [Theory]
    [InlineData(7 * 24, SecurityCondition.CertificateExpiredInGrace)]
    [InlineData((7 * 24) + 1, SecurityCondition.CertificateExpired)]
    [InlineData(0, SecurityCondition.CertificateExpired)] // it has not ended: something else in the path did, and nobody knows when
    [InlineData(-48, SecurityCondition.CertificateExpired)]
    public void Grace_ends_to_the_hour(int hoursAgo, SecurityCondition condition)
    {
        DateTimeOffset end = Facts.Now.AddHours(-hoursAgo);
        Assert.Equal(condition, DecisionPolicy.Default.Decide(Facts.Signed(SecurityStatus.Fail, CertificateFact.Expired, end, SecurityFlags.CertificateExpired)).Deciding!.Condition);
        Assert.Equal(condition, DecisionPolicy.Default.Decide(Facts.Unencrypted(SecurityFlags.CertificateExpired, end)).Deciding!.Condition);
    }

    [Fact]
    public void Expiry_of_which_the_time_is_not_known_has_no_grace()
    {
        Assert.Equal(SecurityCondition.CertificateExpired, DecisionPolicy.Lenient.Decide(Facts.Unencrypted(SecurityFlags.CertificateExpired)).Deciding!.Condition);
        Assert.Equal(SecurityCondition.CertificateExpired, DecisionPolicy.Lenient.Decide(Facts.Signed(SecurityStatus.Fail, CertificateFact.Expired)).Deciding!.Condition);
    }

    [Theory]
    [InlineData(null, SecurityCondition.RevocationUnknown, DecisionAction.Retry)]
    [InlineData(3.0, SecurityCondition.RevocationStaleInGrace, DecisionAction.DeliverWithWarning)]
    [InlineData(3.01, SecurityCondition.RevocationUnknown, DecisionAction.Retry)]
    public void Stale_revocation_has_its_own_grace(double? daysAgo, SecurityCondition condition, DecisionAction action)
    {
        InboundFacts facts = Facts.Signed(SecurityStatus.TempError, CertificateFact.RevocationUnknown, flags: SecurityFlags.RevocationUnknown) with
        {
            RevocationKnownUntil = daysAgo is { } days ? Facts.Now.AddDays(-days) : null,
        };
        Decision decision = DecisionPolicy.Default.Decide(facts);
        Assert.Equal((condition, action), (decision.Deciding!.Condition, decision.Action));
    }

    [Fact]
    public void Retry_ends_with_what_the_rule_says_or_the_direction()
    {
        OutboundFacts facts = Facts.Unencrypted(SecurityCondition.DirectoryDown, DomainOutcome.Deferred) with { FirstSeen = Facts.Now.AddDays(-5).AddMinutes(1) };
        Assert.Equal((DecisionAction.Retry, Facts.Now.AddMinutes(1)), (DecisionPolicy.Default.Decide(facts).Action, DecisionPolicy.Default.Decide(facts).RetryUntil));
        Assert.Equal(DecisionAction.Reject, DecisionPolicy.Default.Decide(facts with { FirstSeen = Facts.Now.AddDays(-5) }).Action);
        InboundFacts inbound = Facts.Signed(SecurityStatus.TempError, CertificateFact.RevocationUnknown) with { FirstSeen = Facts.Now.AddDays(-1) };
        Assert.Equal(DecisionAction.Quarantine, DecisionPolicy.Default.Decide(inbound).Action);
    }

    [Fact]
    [Trait("Requirement", "DS-SEC-01")]
    public void Marked_mail_never_goes_in_the_clear_under_any_policy_for_any_condition()
    {
        foreach (DecisionPolicy policy in (DecisionPolicy[])[DecisionPolicy.Default, DecisionPolicy.Strict, DecisionPolicy.Lenient, AsLenientAsPossible()])
        {
            foreach (SecurityCondition condition in Enum.GetValues<SecurityCondition>())
            {
                foreach (bool? isMember in (bool?[])[true, false, null])
                {
                    foreach (int days in (int[])[0, 2, 6, 40])
                    {
                        OutboundFacts facts = Facts.Unencrypted(condition) with { IsMember = isMember, IsMarked = true, FirstSeen = Facts.Now.AddDays(-days) };
                        Decision decision = policy.Decide(facts);
                        Assert.True(decision.Action >= DecisionAction.Retry, $"{policy.Name} {condition}: {decision}");
                        Assert.True(policy.Decide(facts with { Encryption = null, Signing = null }).Action >= DecisionAction.Retry);
                    }
                }
            }
        }
    }

    [Fact]
    public void Stranger_s_unmarked_mail_goes_as_ever_and_marked_mail_does_not_go()
    {
        OutboundFacts facts = Facts.Out(null, isMember: false);
        Assert.Equal(DecisionAction.DeliverInClear, DecisionPolicy.Strict.Decide(facts).Action);
        Decision marked = DecisionPolicy.Lenient.Decide(facts with { IsMarked = true });
        Assert.Equal((DecisionAction.Reject, DecisionOrigin.Floor), (marked.Action, marked.Deciding!.Origin));
        Assert.Equal(DecisionAction.Deliver, DecisionPolicy.Strict.Decide(Facts.In(Facts.Report(SecurityStatus.None, ConfidentialityLevel.None), isMember: false)).Action);
        Decision mark = DecisionPolicy.Default.Decide(Facts.In(Facts.Report(SecurityStatus.None, ConfidentialityLevel.None), isMember: false, isMarked: true));
        Assert.Equal((DecisionAction.DeliverWithWarning, SecurityCondition.MarkedFromStranger), (mark.Action, mark.Deciding!.Condition));
    }

    [Fact]
    public void Stranger_s_personal_signature_is_the_stranger_s_affair_and_a_domain_signature_is_not()
    {
        SignatureReport bad = Facts.Signature(SecurityStatus.Policy, CertificateFact.Untrusted, type: SignatureType.Originator, flags: SecurityFlags.CertificateUntrusted);
        Assert.Equal(DecisionAction.Deliver, DecisionPolicy.Default.Decide(Facts.In(Facts.Report(SecurityStatus.Policy, ConfidentialityLevel.None, [bad]), isMember: false)).Action);
        SignatureReport forged = Facts.Signature(SecurityStatus.Fail, CertificateFact.Trusted, SignatureFact.Invalid, flags: SecurityFlags.SignatureInvalid);
        Assert.Equal(DecisionAction.Quarantine, DecisionPolicy.Lenient.Decide(Facts.In(Facts.Report(SecurityStatus.Fail, ConfidentialityLevel.None, [forged]), isMember: false)).Action);
    }

    [Fact]
    public void Plain_mail_from_a_member_is_told_a_bounce_too()
    {
        Decision decision = DecisionPolicy.Default.Decide(Facts.In(Facts.Report(SecurityStatus.None, ConfidentialityLevel.None)));
        Assert.Equal(DecisionAction.DeliverWithWarning, decision.Action);
        Assert.Equal([SecurityCondition.UnsignedFromMember, SecurityCondition.UnencryptedFromMember], decision.Findings.Select(finding => finding.Condition));
    }

    [Fact]
    public void Encryption_that_nobody_opens_is_held_unless_a_domain_vouches_for_it()
    {
        Assert.Equal(SecurityCondition.Undecryptable, DecisionPolicy.Default.Decide(Facts.In(Facts.Report(SecurityStatus.None, ConfidentialityLevel.Opaque, flags: SecurityFlags.Opaque))).Deciding!.Condition);
        Assert.Equal(DecisionAction.Deliver, DecisionPolicy.Default.Decide(Facts.In(Facts.Report(SecurityStatus.Pass, ConfidentialityLevel.EndToEnd, flags: SecurityFlags.Opaque))).Action);
    }

    [Fact]
    public void Partner_s_rule_holds_for_it_and_below_it_and_for_nobody_else()
    {
        DecisionPolicy policy = DecisionPolicy.Default.With(Facts.Partner, new DecisionRules
        {
            ExpiryGrace = TimeSpan.FromDays(20),
            Inbound = new Dictionary<SecurityCondition, DecisionRule> { [SecurityCondition.CertificateExpiredInGrace] = new(DecisionAction.Reject) },
        });
        InboundFacts facts = Facts.Signed(SecurityStatus.Fail, CertificateFact.Expired, Facts.Now.AddDays(-15), SecurityFlags.CertificateExpired);
        Decision own = policy.Decide(facts);
        Assert.Equal((DecisionAction.Reject, DecisionOrigin.Partner, "partner partner.example inbound.certificateExpiredInGrace"), (own.Action, own.Deciding!.Origin, own.Deciding.Rule));
        Assert.Equal(DecisionAction.Reject, policy.Decide(facts with { Partner = MailDomain.Parse("sub.partner.example") }).Action);
        Decision other = policy.Decide(facts with { Partner = MailDomain.Parse("xpartner.example") });
        Assert.Equal((SecurityCondition.CertificateExpired, DecisionOrigin.Default), (other.Deciding!.Condition, other.Deciding.Origin));
    }

    [Fact]
    public void Nothing_below_a_floor_can_be_configured_and_the_error_names_option_and_floor()
    {
        foreach (DecisionDefault line in DecisionPolicy.Table)
        {
            foreach (DecisionAction action in Enum.GetValues<DecisionAction>().Where(action => action < line.Floor))
            {
                foreach (DecisionRule rule in (DecisionRule[])[new(action), DecisionRule.Retry(TimeSpan.FromDays(1), action)])
                {
                    string said = Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(Facts.Partner, Rules(line, rule))).Message;
                    Assert.Contains($"partners.partner.example.{line.Option}", said, StringComparison.Ordinal);
                    Assert.Contains("floor is " + char.ToLowerInvariant(line.Floor.ToString()[0]) + line.Floor.ToString()[1..], said, StringComparison.Ordinal);
                    Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(Rules(line, rule)));
                }
            }
        }
    }

    [Theory]
    [InlineData(SecurityCondition.CertificateRevoked)]
    [InlineData(SecurityCondition.NamingBroken)]
    [InlineData(SecurityCondition.SignatureInvalid)]
    [Trait("Requirement", "SEC-DOM-01")]
    public void Revoked_misnamed_and_altered_is_never_delivered_whatever_is_configured(SecurityCondition condition)
    {
        Assert.Equal(DecisionAction.Quarantine, DecisionPolicy.Table.Single(line => line.Direction == DecisionDirection.Inbound && line.Condition == condition).Floor);
        Assert.True(AsLenientAsPossible().RuleFor(DecisionDirection.Inbound, condition)!.Action >= DecisionAction.Quarantine);
        Assert.True(AsLenientAsPossible().RuleFor(DecisionDirection.Outbound, condition)!.Action >= DecisionAction.Retry);
    }

    [Fact]
    public void Rules_without_sense_are_refused()
    {
        DecisionDefault line = DecisionPolicy.Table.Single(entry => entry is { Direction: DecisionDirection.Outbound, Condition: SecurityCondition.DirectoryDown });
        foreach (DecisionRule rule in (DecisionRule[])
            [new(DecisionAction.Retry), DecisionRule.Retry(TimeSpan.Zero), DecisionRule.Retry(TimeSpan.FromDays(31)), DecisionRule.Retry(TimeSpan.FromDays(1), DecisionAction.Retry), new(DecisionAction.Reject) { Then = DecisionAction.Reject }, new((DecisionAction)77)])
        {
            Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(Rules(line, rule)));
        }

        Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(new DecisionRules { ExpiryGrace = TimeSpan.FromDays(91) }));
        Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(new DecisionRules { RevocationGrace = TimeSpan.FromDays(-1) }));
        Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(new DecisionRules { Inbound = new Dictionary<SecurityCondition, DecisionRule> { [SecurityCondition.OwnKeyUnusable] = new(DecisionAction.Reject) } }));
        Assert.Throws<ArgumentException>(() => DecisionPolicy.Default.With(new DecisionRules { Inbound = new Dictionary<SecurityCondition, DecisionRule> { [SecurityCondition.Refused] = new(DecisionAction.DeliverInClear) } }));
    }

    [Fact]
    public void Shipped_policies_keep_the_floors_and_every_default_explains_itself()
    {
        foreach (DecisionDefault line in DecisionPolicy.Table)
        {
            Assert.True(line.Rule.Action >= line.Floor, line.Option);
            Assert.True(line.Reason.Length > 30 && line.Reason.EndsWith('.') && line.Source.Length > 5, line.Option);
            foreach (DecisionPolicy policy in (DecisionPolicy[])[DecisionPolicy.Strict, DecisionPolicy.Lenient])
            {
                DecisionRule rule = policy.RuleFor(line.Direction, line.Condition)!;
                Assert.Equal(policy, DecisionPolicy.TryGet(policy.Name));
                DecisionPolicy.Default.With(Rules(line, rule)); // does not throw
            }
        }

        Assert.Equal(DecisionPolicy.Table.Count, DecisionPolicy.Table.Select(line => line.Option).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Enum.GetValues<SecurityCondition>(), condition => Assert.Contains(DecisionPolicy.Table, line => line.Condition == condition));
    }

    private static DecisionRules Rules(DecisionDefault line, DecisionRule rule)
    {
        var table = new Dictionary<SecurityCondition, DecisionRule> { [line.Condition] = rule };
        return line.Direction == DecisionDirection.Outbound ? new DecisionRules { Outbound = table } : new DecisionRules { Inbound = table };
    }

    /// <summary>Every option at its floor.</summary>
    private static DecisionPolicy AsLenientAsPossible() => DecisionPolicy.Table.Aggregate(DecisionPolicy.Default, (policy, line) =>
        policy.With(Rules(line, line.Floor == DecisionAction.Retry ? DecisionRule.Retry(TimeSpan.FromDays(30), DecisionAction.Quarantine) : new DecisionRule(line.Floor))));
}
