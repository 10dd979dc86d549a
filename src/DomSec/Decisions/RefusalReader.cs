namespace DomSec.Decisions;

/// <summary>From a door's refusal to the condition behind it. Pure.</summary>
internal static class RefusalReader
{
    /// <param name="refusal">The refusal.</param>
    /// <param name="otherwise">What it is when it says no more.</param>
    /// <param name="graces">The graces.</param>
    /// <param name="found">Takes the condition.</param>
    public static void Read(Refusal? refusal, SecurityCondition otherwise, Graces graces, FoundConditions found)
    {
        found.Add(graces.Refine(refusal is null ? otherwise : Of(refusal) ?? otherwise, refusal?.CertificateNotAfter), refusal?.Text ?? "The door gave no reason.");
        foreach (Refusal further in refusal?.Further ?? [])
        {
            found.Add(graces.Refine(Of(further) ?? otherwise, further.CertificateNotAfter), further.Text);
        }
    }

    /// <summary>What a refusal says by itself, by a flag in its rule, or null.</summary>
    private static SecurityCondition? Of(Refusal refusal)
    {
        if (refusal.Condition is { } condition)
        {
            return condition;
        }

        foreach (string word in refusal.Rule.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (SecurityFlags.Find(word) is not { } flag)
            {
                continue;
            }

            // RFC 3183 section 4.1: of a message that came these two inform; of one that is to be encrypted they say that the key may be a stranger's.
            if (ReferenceEquals(flag, SecurityFlags.DcaName) || ReferenceEquals(flag, SecurityFlags.DcaMapping))
            {
                return SecurityCondition.NamingBroken;
            }

            if (FlagConditions.Of(flag) is { } flagged)
            {
                return flagged;
            }
        }

        return null;
    }
}
