using System.Collections.Immutable;
using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Replication;

/// <summary>
/// Follows one server by asking: everything once, then what changed by <c>entryCSN</c> or <c>modifyTimestamp</c>, and from time to time which entries there are, since what was deleted
/// does not show among changes. Servers without these, or without <c>entryUUID</c>, are read whole each time.
/// </summary>
internal sealed class PollFollower(LdapDirectoryOptions options, ReplicaSchema schema, ReplicaStore store, LdapSearch sentinel)
{
    private readonly TimeProvider _time = options.TimeProvider;

    /// <summary>Follows; never ends well.</summary>
    /// <exception cref="LdapFaultException">Why it ended.</exception>
    public async Task FollowAsync(ILdapSession session, bool reload, Action following, CancellationToken stop)
    {
        bool whole = reload || store.State is null;
        bool sweep = true; // what was deleted while nobody followed
        bool served = false;
        long sweptAt = 0;
        while (true)
        {
            DateTimeOffset at = _time.GetUtcNow();
            bool sweeps = sweep || _time.GetElapsedTime(sweptAt) >= options.Replica.SweepInterval;
            (ImmutableDictionary<Guid, ReplicaEntry> entries, CsnMark mark) = await ReadAsync(session, whole, sweeps, stop).ConfigureAwait(false);
            bool taken = store.Offer(entries, [], mark, at);
            if (taken)
            {
                sweptAt = sweeps || whole ? _time.GetTimestamp() : sweptAt;
                whole = false;
                if (!served)
                {
                    served = true;
                    following();
                }
            }

            sweep = !taken;
            store.Save();
            await WaitAsync(taken, stop).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(bool taken, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task pause = Task.Delay(options.Replica.PollInterval, _time, over.Token);
        await Task.WhenAny(pause, taken ? pause : store.Accepted).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    private async Task<(ImmutableDictionary<Guid, ReplicaEntry> Entries, CsnMark Mark)> ReadAsync(ILdapSession session, bool whole, bool sweep, CancellationToken stop)
    {
        using var time = new CancellationTokenSource(options.ServerTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, time.Token);
        await LdapConnector.CheckSentinelAsync(session, sentinel, limit.Token).ConfigureAwait(false);
        CsnMark mark = await DirectoryMark.ReadAsync(session, schema.Base, limit.Token).ConfigureAwait(false);
        ReplicaState? state = store.State;
        if (state is not null && !store.Accepted.IsCompleted && mark.Newest.Count > 0 && mark.IsBehind(state.Mark))
        {
            throw new LdapFaultException("the server is behind the copy") { IsLagging = true };
        }

        time.CancelAfter(options.Replica.RefreshTimeout);
        ImmutableDictionary<Guid, ReplicaEntry> entries = state is null || whole || state.Entries.Values.Any(each => each.Stamp.Length == 0) ? await AllAsync(session, limit.Token).ConfigureAwait(false)
            : sweep ? await SweepAsync(session, state, limit.Token).ConfigureAwait(false)
            : await ChangesAsync(session, state, limit.Token).ConfigureAwait(false);

        if (entries.Count < (state?.Entries.Count ?? 1))
        {
            // Before anything is taken for gone: is the directory itself still there?
            await LdapConnector.CheckSentinelAsync(session, sentinel, limit.Token).ConfigureAwait(false);
        }

        return (entries, mark);
    }

    private async Task<ImmutableDictionary<Guid, ReplicaEntry>> AllAsync(ILdapSession session, CancellationToken ct) =>
        Read(ImmutableDictionary<Guid, ReplicaEntry>.Empty, await SearchAsync(session, schema.All, ct).ConfigureAwait(false));

    private async Task<ImmutableDictionary<Guid, ReplicaEntry>> ChangesAsync(ILdapSession session, ReplicaState state, CancellationToken ct)
    {
        string newest = state.Entries.Values.Select(each => each.Stamp).Max(StringComparer.Ordinal) ?? "";
        if (newest.Length == 0)
        {
            return await AllAsync(session, ct).ConfigureAwait(false);
        }

        // At the time itself too: more may have happened in the same instant. What comes again is the same.
        string attribute = newest.Contains('#', StringComparison.Ordinal) ? ReplicaSchema.CsnAttribute : ReplicaSchema.TimeAttribute;
        return Read(state.Entries, await SearchAsync(session, schema.Since(attribute, newest), ct).ConfigureAwait(false));
    }

    private async Task<ImmutableDictionary<Guid, ReplicaEntry>> SweepAsync(ILdapSession session, ReplicaState state, CancellationToken ct)
    {
        var there = new Dictionary<Guid, string>();
        foreach (LdapEntry entry in await SearchAsync(session, schema.List, ct).ConfigureAwait(false))
        {
            if (!ReplicaSchema.HasId(entry))
            {
                return await AllAsync(session, ct).ConfigureAwait(false);
            }

            there[ReplicaSchema.IdOf(entry)] = ReplicaSchema.StampOf(entry);
        }

        // A change that came with an older number, as from another provider, shows here.
        if (there.Any(each => !state.Entries.TryGetValue(each.Key, out ReplicaEntry? ours) || ours.Stamp != each.Value))
        {
            return await AllAsync(session, ct).ConfigureAwait(false);
        }

        return there.Count == state.Entries.Count ? state.Entries : state.Entries.RemoveRange(state.Entries.Keys.Where(id => !there.ContainsKey(id)));
    }

    private ImmutableDictionary<Guid, ReplicaEntry> Read(ImmutableDictionary<Guid, ReplicaEntry> before, IReadOnlyList<LdapEntry> found)
    {
        ImmutableDictionary<Guid, ReplicaEntry>.Builder entries = before.ToBuilder();
        foreach (LdapEntry entry in found)
        {
            Guid id = ReplicaSchema.IdOf(entry);
            if (!entries.TryGetValue(id, out ReplicaEntry? known) || known.Stamp.Length == 0 || known.Stamp != ReplicaSchema.StampOf(entry) || known.Name != DirectoryName.Normalize(entry.Name))
            {
                entries[id] = schema.Read(id, entry);
            }
        }

        return entries.ToImmutable();
    }

    private async Task<IReadOnlyList<LdapEntry>> SearchAsync(ILdapSession session, LdapSearch search, CancellationToken ct)
    {
        LdapSearchResult found = await session.SearchAsync(search, ct).ConfigureAwait(false);
        if (!found.Result.IsSuccess)
        {
            throw found.Result.Fault("the reading");
        }

        return found.References == 0 || options.IgnoreReferences ? found.Entries : throw new LdapFaultException("the server says that a part of the tree is elsewhere");
    }
}
