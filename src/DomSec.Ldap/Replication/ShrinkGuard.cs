namespace DomSec.Ldap.Replication;

/// <summary>
/// Tells a community that changes from one that breaks: members, or authorities, that vanish within a time are added up, so that neither many at
/// once nor many one after the other go unseen. Used by one thread.
/// </summary>
internal sealed class ShrinkGuard(LdapReplicaOptions options, TimeProvider time)
{
    private readonly Dictionary<string, DateTimeOffset> _lostMembers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lostAuthorities = new(StringComparer.Ordinal);

    /// <summary>Why the next state should not be served instead of this one; null when it may.</summary>
    public string? Judge(ReplicaIndex now, ReplicaIndex next)
    {
        string? members = Judge("members", _lostMembers, [.. now.Members.Select(each => each.Value)], [.. next.Members.Select(each => each.Value)]);
        return members ?? Judge("authorities", _lostAuthorities, now.Authorities, [.. next.Authorities]);
    }

    /// <summary>Takes note of what a state that is now served has lost.</summary>
    public void Passed(ReplicaIndex now, ReplicaIndex next, bool accepted)
    {
        if (accepted)
        {
            _lostMembers.Clear();
            _lostAuthorities.Clear();
            return;
        }

        Note(_lostMembers, now.Members.Select(each => each.Value), [.. next.Members.Select(each => each.Value)]);
        Note(_lostAuthorities, now.Authorities, [.. next.Authorities]);
    }

    private string? Judge(string what, Dictionary<string, DateTimeOffset> lost, IReadOnlyCollection<string> now, HashSet<string> next)
    {
        DateTimeOffset since = time.GetUtcNow() - options.LossWindow;
        HashSet<string> gone = [.. now.Where(each => !next.Contains(each))];
        if (gone.Count == 0)
        {
            return null;
        }

        int before = now.Count;
        foreach ((string name, DateTimeOffset when) in lost)
        {
            if (when >= since && !next.Contains(name) && gone.Add(name))
            {
                before++;
            }
        }

        return gone.Count > options.MaxLostCount && gone.Count > options.MaxLostShare * before
            ? $"{gone.Count} of {before} {what} would vanish at once, such as {Protocol.LdapResult.Printable(gone.Min(StringComparer.Ordinal)!)}"
            : null;
    }

    private void Note(Dictionary<string, DateTimeOffset> lost, IEnumerable<string> now, HashSet<string> next)
    {
        DateTimeOffset present = time.GetUtcNow();
        foreach (string name in lost.Where(each => each.Value < present - options.LossWindow || next.Contains(each.Key)).Select(each => each.Key).ToArray())
        {
            lost.Remove(name);
        }

        foreach (string name in now)
        {
            if (!next.Contains(name))
            {
                lost[name] = present;
            }
        }
    }
}
