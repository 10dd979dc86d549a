namespace DomSec.Decisions;

/// <summary>What is wrong with rules that somebody configured, as one line that names the option and the floor.</summary>
internal static class DecisionChecks
{
    public static string? Objection(DecisionRules rules, string prefix)
    {
        if (rules.ExpiryGrace is { } expiry && (expiry < TimeSpan.Zero || expiry > DecisionTable.MaxExpiryGrace))
        {
            return $"{prefix}expiryGraceDays has to be from 0 to {DecisionTable.MaxExpiryGrace.Days}";
        }

        if (rules.RevocationGrace is { } revocation && (revocation < TimeSpan.Zero || revocation > DecisionTable.MaxRevocationGrace))
        {
            return $"{prefix}revocationGraceDays has to be from 0 to {DecisionTable.MaxRevocationGrace.Days}";
        }

        return Objection(DecisionDirection.Outbound, rules.Outbound, prefix) ?? Objection(DecisionDirection.Inbound, rules.Inbound, prefix);
    }

    private static string? Objection(DecisionDirection direction, IReadOnlyDictionary<SecurityCondition, DecisionRule> rules, string prefix)
    {
        foreach ((SecurityCondition condition, DecisionRule rule) in rules)
        {
            string option = prefix + DecisionWords.Option(direction, condition);
            if (DecisionTable.Find(direction, condition) is not { } line)
            {
                return $"{option} cannot arise in this direction";
            }

            if ((Below(option, rule.Action, line) ?? (rule.Then is { } then ? Below(option + " then", then, line) : null)) is { } below)
            {
                return below;
            }

            if (rule.Action == DecisionAction.Retry
                ? rule.RetryFor is not { } time || time <= TimeSpan.Zero || time > DecisionTable.MaxRetry || rule.Then == DecisionAction.Retry
                : rule.RetryFor is not null || rule.Then is not null)
            {
                return $"{option} has to say for how many hours to retry, from 1 to {(int)DecisionTable.MaxRetry.TotalHours}, and may say what to do then; other actions have neither";
            }
        }

        return null;
    }

    private static string? Below(string option, DecisionAction action, DecisionDefault line)
    {
        if (!Enum.IsDefined(action))
        {
            return $"{option} is no action that is known";
        }

        if (action < line.Floor)
        {
            return $"{option} is {DecisionWords.Of(action)}, and the floor is {DecisionWords.Of(line.Floor)}: {line.Reason}";
        }

        return action switch
        {
            DecisionAction.DeliverInClear when line.Direction == DecisionDirection.Inbound => $"{option} is deliverInClear, which is for mail that is sent; use deliverWithWarning",
            _ => null,
        };
    }
}
