using System.Text.Json;
using DomSec.Decisions;

namespace DomSec.Providers;

/// <summary>
/// What <c>community.json</c> says of decisions:
/// <c>{ "decisions": { "policy": "strict", "expiryGraceDays": 7, "outbound": { "directoryDown": { "retryHours": 48, "then": "reject" } }, "inbound": { "certificateExpired": "reject" },
/// "partners": { "acme.example": { "inbound": { "unencryptedFromMember": "quarantine" } } } } }</c>.
/// </summary>
internal static class DecisionConfiguration
{
    /// <summary>Reads the object that the reader stands on.</summary>
    /// <exception cref="FormatException">It is not as it should be, or below a floor.</exception>
    public static DecisionPolicy Read(ref Utf8JsonReader reader)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, "decisions has to be an object");
        DecisionPolicy policy = DecisionPolicy.Default;
        var partners = new Dictionary<MailDomain, DecisionRules>();
        var rules = new DecisionRules();
        while (CommunityConfiguration.NextProperty(ref reader) is { } name)
        {
            if (name.Equals("policy", StringComparison.OrdinalIgnoreCase))
            {
                CommunityConfiguration.Expect(ref reader, JsonTokenType.String, "policy has to be a text, such as default");
                policy = DecisionPolicy.TryGet(reader.GetString()!) ?? throw new FormatException("there is no decision policy of this name; use default, strict, lenient");
            }
            else if (name.Equals("partners", StringComparison.OrdinalIgnoreCase))
            {
                CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, "partners has to be an object whose property names are domains");
                while (CommunityConfiguration.NextProperty(ref reader) is { } domain)
                {
                    MailDomain partner = MailDomain.Parse(domain);
                    CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, $"the partner {partner} has to be an object");
                    if (!partners.TryAdd(partner, ReadRules(ref reader, $"the partner {partner}")))
                    {
                        throw new FormatException($"the partner {partner} is there twice in decisions; write one object with all of it");
                    }
                }
            }
            else if (!TryRead(ref reader, name, ref rules))
            {
                throw new FormatException($"decisions has a property \"{name}\" that is not known; use policy, expiryGraceDays, revocationGraceDays, inbound, outbound, partners");
            }
        }

        if (DecisionChecks.Objection(rules, "decisions.") is { } objection)
        {
            throw new FormatException(objection);
        }

        policy = policy.With(rules);
        foreach ((MailDomain partner, DecisionRules own) in partners)
        {
            policy = DecisionChecks.Objection(own, $"decisions.partners.{partner}.") is { } below ? throw new FormatException(below) : policy.With(partner, own);
        }

        return policy;
    }

    private static DecisionRules ReadRules(ref Utf8JsonReader reader, string what)
    {
        var rules = new DecisionRules();
        while (CommunityConfiguration.NextProperty(ref reader) is { } name)
        {
            if (!TryRead(ref reader, name, ref rules))
            {
                throw new FormatException($"{what} has a property \"{name}\" in decisions that is not known; use expiryGraceDays, revocationGraceDays, inbound, outbound");
            }
        }

        return rules;
    }

    private static bool TryRead(ref Utf8JsonReader reader, string name, ref DecisionRules rules)
    {
        switch (name.ToUpperInvariant())
        {
            case "EXPIRYGRACEDAYS":
                rules = rules with { ExpiryGrace = TimeSpan.FromDays(Number(ref reader, name)) };
                return true;
            case "REVOCATIONGRACEDAYS":
                rules = rules with { RevocationGrace = TimeSpan.FromDays(Number(ref reader, name)) };
                return true;
            case "OUTBOUND":
                rules = rules with { Outbound = ReadTable(ref reader, name) };
                return true;
            case "INBOUND":
                rules = rules with { Inbound = ReadTable(ref reader, name) };
                return true;
            default:
                return false;
        }
    }

    private static Dictionary<SecurityCondition, DecisionRule> ReadTable(ref Utf8JsonReader reader, string direction)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, $"{direction} has to be an object with an action for each condition");
        var table = new Dictionary<SecurityCondition, DecisionRule>();
        while (CommunityConfiguration.NextProperty(ref reader) is { } word)
        {
            SecurityCondition condition = DecisionWords.Condition(word) ?? throw new FormatException($"{direction} has a condition \"{word}\" that is not known");
            if (!table.TryAdd(condition, ReadRule(ref reader, $"{direction}.{word}")))
            {
                throw new FormatException($"{direction}.{word} is there twice");
            }
        }

        return table;
    }

    private static DecisionRule ReadRule(ref Utf8JsonReader reader, string option)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new DecisionRule(Action(ref reader, option));
        }

        string form = $"{option} has to be an action in quotes, or an object with retryHours and then";
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, form);
        int? hours = null;
        DecisionAction? then = null;
        while (CommunityConfiguration.NextProperty(ref reader) is { } name)
        {
            if (name.Equals("retryHours", StringComparison.OrdinalIgnoreCase))
            {
                hours = Number(ref reader, name);
            }
            else if (name.Equals("then", StringComparison.OrdinalIgnoreCase))
            {
                then = Action(ref reader, option + ".then");
            }
            else
            {
                throw new FormatException($"{option} has a property \"{name}\" that is not known; use retryHours and then");
            }
        }

        return hours is { } time ? DecisionRule.Retry(TimeSpan.FromHours(time), then) : throw new FormatException(form);
    }

    private static DecisionAction Action(ref Utf8JsonReader reader, string option)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.String, $"{option} has to be an action in quotes");
        return DecisionWords.Action(reader.GetString()!) ?? throw new FormatException($"{option} has an action that is not known; use {string.Join(", ", DecisionWords.Actions)}");
    }

    private static int Number(ref Utf8JsonReader reader, string name)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.Number, $"{name} has to be a number");
        return reader.TryGetInt32(out int number) && Math.Abs((long)number) <= 100_000 ? number : throw new FormatException($"{name} has to be a whole number that is not so large");
    }
}
