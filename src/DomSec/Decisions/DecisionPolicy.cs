using System.Collections.Immutable;

namespace DomSec.Decisions;

/// <summary>
/// What to do with a message under what was found: direction × partner × condition → action. Pure and immutable: facts in, decision out, the same for the
/// same facts. Several conditions: the strictest action wins and all are told. Floors hold whatever is configured: nothing revoked or misnamed is delivered, nothing
/// marked goes out in the clear. Safe for concurrent use.
/// </summary>
public sealed class DecisionPolicy
{
    private readonly IReadOnlyList<DecisionRules> _community;
    private readonly ImmutableDictionary<MailDomain, DecisionRules> _partners;

    private DecisionPolicy(string name, IReadOnlyList<DecisionRules> community, ImmutableDictionary<MailDomain, DecisionRules> partners)
    {
        Name = name;
        _community = community;
        _partners = partners;
    }

    /// <summary>The defaults, as <see cref="Table"/> explains them.</summary>
    public static DecisionPolicy Default { get; } = new("default", [], []);

    /// <summary>Nothing is delivered in doubt, no grace, and senders learn within a day.</summary>
    public static DecisionPolicy Strict { get; } = new("strict", [DecisionTable.Strict], []);

    /// <summary>Availability first, down to the floors: warnings inbound; outbound unmarked mail goes in the clear where no usable certificate is known.</summary>
    public static DecisionPolicy Lenient { get; } = new("lenient", [DecisionTable.Lenient], []);

    /// <summary>Every condition of each direction with what is done by default, the floor, and why.</summary>
    public static IReadOnlyList<DecisionDefault> Table => DecisionTable.All;

    /// <summary>What it is based on: <c>default</c>, <c>strict</c> or <c>lenient</c>.</summary>
    public string Name { get; }

    /// <summary>The partners that have rules of their own.</summary>
    public IReadOnlyCollection<MailDomain> Partners => [.. _partners.Keys.Order()];

    /// <summary>Finds a policy that the library ships.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <returns>The policy, or null.</returns>
    public static DecisionPolicy? TryGet(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find([Default, Strict, Lenient], policy => policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The same policy with rules for all partners that have none of their own about a condition.</summary>
    /// <param name="rules">The rules.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentException">A rule is below a floor or has no sense; the message names the option and the floor.</exception>
    public DecisionPolicy With(DecisionRules rules)
    {
        Check(rules, "");
        return new DecisionPolicy(Name, [rules, .. _community], _partners);
    }

    /// <summary>The same policy with rules for one partner and the domains below it that have none of their own.</summary>
    /// <param name="partner">The partner's domain.</param>
    /// <param name="rules">The rules, in place of those it had.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentException">A rule is below a floor or has no sense; the message names the option and the floor.</exception>
    public DecisionPolicy With(MailDomain partner, DecisionRules rules)
    {
        Check(rules, $"partners.{partner}.");
        return new DecisionPolicy(Name, _community, _partners.SetItem(partner, rules));
    }

    /// <summary>The rule that holds for a partner.</summary>
    /// <param name="direction">Which way.</param>
    /// <param name="condition">About what.</param>
    /// <param name="partner">With whom; null for nobody in particular.</param>
    /// <returns>The rule, or null when the condition cannot arise in that direction.</returns>
    public DecisionRule? RuleFor(DecisionDirection direction, SecurityCondition condition, MailDomain? partner = null) => Find(direction, condition, partner)?.Rule;

    /// <summary>Decides about a message that arrived.</summary>
    /// <param name="facts">What is known about it.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="facts"/> is null.</exception>
    public Decision Decide(InboundFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        FoundConditions found = InboundReader.Read(facts, GracesFor(facts.Partner, facts.Now, facts.RevocationKnownUntil));
        return Decide(DecisionDirection.Inbound, facts.Partner, found, isMarked: false, facts.FirstSeen ?? facts.Now, facts.Now);
    }

    /// <summary>Decides about a message that is to be sent.</summary>
    /// <param name="facts">What is known about it.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="facts"/> is null.</exception>
    public Decision Decide(OutboundFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        FoundConditions found = OutboundReader.Read(facts, GracesFor(facts.Partner, facts.Now, facts.RevocationKnownUntil));
        return Decide(DecisionDirection.Outbound, facts.Partner, found, facts.IsMarked, facts.FirstSeen ?? facts.Now, facts.Now);
    }

    private Decision Decide(DecisionDirection direction, MailDomain? partner, FoundConditions found, bool isMarked, DateTimeOffset first, DateTimeOffset now)
    {
        DecisionFinding[] findings =
        [
            .. found.All.Select(pair => Judge(direction, partner, pair.Key, pair.Value, isMarked, first, now))
                .OrderByDescending(finding => finding.Action)
                .ThenBy(finding => finding.RetryUntil ?? DateTimeOffset.MaxValue)
                .ThenBy(finding => finding.Condition),
        ];
        if (findings.Length == 0)
        {
            string how = direction == DecisionDirection.Outbound ? "it is encrypted as it should be" : "it is signed and encrypted as it should be";
            return new Decision { Direction = direction, Action = DecisionAction.Deliver, RetryUntil = null, Findings = [], Explanation = $"Delivered: {how}." };
        }

        DecisionFinding deciding = findings[0];
        string others = findings.Length == 1 ? "" : $" Also: {string.Join(", ", findings.Skip(1).Select(finding => DecisionWords.Of(finding.Condition)))}.";
        return new Decision
        {
            Direction = direction,
            Action = deciding.Action,
            RetryUntil = deciding.RetryUntil,
            Findings = findings,
            Explanation = $"{DecisionWords.Happens(deciding.Action, deciding.RetryUntil)} for {DecisionWords.Of(deciding.Condition)} ({deciding.Rule}): {deciding.Detail}{others}",
        };
    }

    private DecisionFinding Judge(DecisionDirection direction, MailDomain? partner, SecurityCondition condition, string detail, bool isMarked, DateTimeOffset first, DateTimeOffset now)
    {
        // A condition that has no line in this direction is one that nobody thought of.
        SecurityCondition known = DecisionTable.Find(direction, condition) is null ? SecurityCondition.Unclear : condition;
        (DecisionRule rule, DecisionOrigin origin, string name) = Find(direction, known, partner)!.Value;
        (DecisionAction action, DateTimeOffset? until) = Apply(rule, direction, first, now);
        if (isMarked && action == DecisionAction.DeliverInClear)
        {
            (action, until) = Apply(DecisionTable.InsteadOfClear(known), direction, first, now);
            (origin, name) = (DecisionOrigin.Floor, "floor: a marked message is never sent in the clear");
        }

        return new DecisionFinding(condition, action, origin, name, detail) { RetryUntil = until };
    }

    private static (DecisionAction Action, DateTimeOffset? Until) Apply(DecisionRule rule, DecisionDirection direction, DateTimeOffset first, DateTimeOffset now)
    {
        if (rule.Action != DecisionAction.Retry)
        {
            return (rule.Action, null);
        }

        DateTimeOffset until = first + rule.RetryFor!.Value;
        return now < until ? (DecisionAction.Retry, until) : (rule.Then ?? DecisionTable.Afterwards(direction), null);
    }

    private (DecisionRule Rule, DecisionOrigin Origin, string Name)? Find(DecisionDirection direction, SecurityCondition condition, MailDomain? partner)
    {
        if (DecisionTable.Find(direction, condition) is not { } line)
        {
            return null;
        }

        string option = line.Option;
        for (MailDomain? current = partner; current is { } domain; current = domain.Parent)
        {
            if (_partners.TryGetValue(domain, out DecisionRules? own) && own.Of(direction).TryGetValue(condition, out DecisionRule? rule))
            {
                return (rule, DecisionOrigin.Partner, $"partner {domain} {option}");
            }
        }

        foreach (DecisionRules rules in _community)
        {
            if (rules.Of(direction).TryGetValue(condition, out DecisionRule? rule))
            {
                return (rule, DecisionOrigin.Community, $"community {option}");
            }
        }

        return line.Floor >= DecisionAction.Retry && line.Rule.Action == line.Floor
            ? (line.Rule, DecisionOrigin.Floor, $"floor {option}")
            : (line.Rule, DecisionOrigin.Default, $"default {option}");
    }

    private Graces GracesFor(MailDomain? partner, DateTimeOffset now, DateTimeOffset? revocationKnownUntil)
    {
        TimeSpan? expiry = null;
        TimeSpan? revocation = null;
        for (MailDomain? current = partner; current is { } domain; current = domain.Parent)
        {
            if (_partners.TryGetValue(domain, out DecisionRules? own))
            {
                expiry ??= own.ExpiryGrace;
                revocation ??= own.RevocationGrace;
            }
        }

        foreach (DecisionRules rules in _community)
        {
            expiry ??= rules.ExpiryGrace;
            revocation ??= rules.RevocationGrace;
        }

        return new Graces(now, expiry ?? DecisionTable.ExpiryGrace, revocation ?? DecisionTable.RevocationGrace, revocationKnownUntil);
    }

    private static void Check(DecisionRules rules, string prefix)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (DecisionChecks.Objection(rules, prefix) is { } objection)
        {
            throw new ArgumentException(objection, nameof(rules));
        }
    }
}
