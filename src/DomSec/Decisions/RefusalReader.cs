namespace DomSec.Decisions;

/// <summary>From a door's refusal to the condition behind it. Pure.</summary>
internal static class RefusalReader
{
    /// <param name="refusal">The refusal.</param>
    /// <param name="otherwise">What it is when it says no more.</param>
    /// <param name="graces">The graces.</param>
    /// <param name="found">Takes the condition.</param>
    public static void Read(Refusal? refusal, SecurityCondition otherwise, Graces graces, FoundConditions found) =>
        found.Add(graces.Refine(refusal is null ? otherwise : Of(refusal) ?? otherwise, refusal?.CertificateNotAfter), refusal?.Text ?? "The door gave no reason.");

    /// <summary>What a refusal says by itself, by a flag in its rule, or null.</summary>
    private static SecurityCondition? Of(Refusal refusal)
    {
        if (refusal.Condition is { } condition)
        {
            return condition;
        }

        foreach (string word in refusal.Rule.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (SecurityFlags.Find(word) is { } flag && FlagConditions.Of(flag) is { } flagged)
            {
                return flagged;
            }
        }

        return null;
    }
}
