using System.Globalization;

namespace DomSec.Decisions;

/// <summary>How actions and conditions are called, in <c>community.json</c> and in sentences.</summary>
internal static class DecisionWords
{
    private static readonly Dictionary<string, SecurityCondition> _conditions =
        Enum.GetValues<SecurityCondition>().ToDictionary(condition => Camel(condition.ToString()), StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, DecisionAction> _actions =
        Enum.GetValues<DecisionAction>().ToDictionary(action => Camel(action.ToString()), StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Actions => _actions.Keys;

    public static string Of(SecurityCondition condition) => Camel(condition.ToString());

    public static string Of(DecisionAction action) => Camel(action.ToString());

    public static string Of(DecisionDirection direction) => direction == DecisionDirection.Outbound ? "outbound" : "inbound";

    public static string Option(DecisionDirection direction, SecurityCondition condition) => $"{Of(direction)}.{Of(condition)}";

    public static SecurityCondition? Condition(string word) => _conditions.TryGetValue(word, out SecurityCondition condition) ? condition : null;

    public static DecisionAction? Action(string word) => _actions.TryGetValue(word, out DecisionAction action) ? action : null;

    /// <summary>The beginning of a sentence that says what happens.</summary>
    public static string Happens(DecisionAction action, DateTimeOffset? until) => action switch
    {
        DecisionAction.Deliver => "Delivered",
        DecisionAction.DeliverWithWarning => "Delivered with a warning",
        DecisionAction.DeliverInClear => "Sent without protection",
        DecisionAction.Retry => string.Create(CultureInfo.InvariantCulture, $"Kept and tried again until {until:yyyy-MM-dd HH:mm}Z"),
        DecisionAction.Quarantine => "Held in quarantine",
        _ => "Rejected",
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
