using DomSec.Decisions;

namespace DomSec.Providers;

/// <summary>What an administrator is told about the decisions of <c>community.json</c>: what is milder than the library's defaults, once for all partners and once for each that has rules of its own.</summary>
internal static class DecisionAdvice
{
    public static IEnumerable<CommunityFinding> For(DecisionPolicy policy)
    {
        foreach (CommunityFinding finding in For(policy, partner: null))
        {
            yield return finding;
        }

        foreach (MailDomain partner in policy.Partners)
        {
            foreach (CommunityFinding finding in For(policy, partner))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<CommunityFinding> For(DecisionPolicy policy, MailDomain? partner)
    {
        string[] milder =
        [
            .. DecisionPolicy.Table
                .Where(line => policy.RuleFor(line.Direction, line.Condition, partner)!.Action < line.Rule.Action)
                .Where(line => partner is null || policy.RuleFor(line.Direction, line.Condition, partner) != policy.RuleFor(line.Direction, line.Condition))
                .Select(line => $"{line.Option} ({DecisionWords.Of(policy.RuleFor(line.Direction, line.Condition, partner)!.Action)})"),
        ];
        if (milder.Length > 0)
        {
            yield return new CommunityFinding(partner, "community.json", CommunityFindingSeverity.Advice, $"decisions are milder than the defaults for {string.Join(", ", milder)}; take out what is not needed");
        }
    }
}
