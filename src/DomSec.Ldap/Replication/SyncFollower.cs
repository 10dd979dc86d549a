using System.Collections.Immutable;
using System.Diagnostics;
using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Replication;

/// <summary>Follows one server by synchronization (RFC 4533 refreshAndPersist) until something goes wrong.</summary>
internal sealed class SyncFollower(LdapDirectoryOptions options, ReplicaSchema schema, ReplicaStore store, LdapSearch sentinel)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = options.TimeProvider;

    /// <summary>Follows; never ends well.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mark">How far the server is.</param>
    /// <param name="reload">Whether to begin without a cookie.</param>
    /// <param name="following">Called when the first content is served.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="LdapFaultException">Why it ended.</exception>
    public async Task FollowAsync(ILdapSession session, CsnMark mark, bool reload, Action following, CancellationToken stop)
    {
        ReplicaState? state = store.State;
        byte[] cookie = reload || state is null ? [] : state.Cookie;
        var receiver = new SyncReceiver(schema, options.Replica, cookie.Length == 0 ? null : state, cookie);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<LdapResult> sync = session.SyncAsync(schema.Sync, cookie, receiver, ended.Token);
        try
        {
            await FollowAsync(session, sync, receiver, mark, following, ended.Token).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            _ = sync.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private static LdapFaultException End(LdapResult result) => result.Code switch
    {
        // A server that ends what should go on for ever: nothing is lost, and it is begun again.
        LdapResultCode.Success => new LdapFaultException("the server ended the synchronization") { ConnectionLost = true },
        LdapResultCode.SyncRefreshRequired => new LdapFaultException("the server wants everything read anew (4096)") { NeedsReload = true },

        // OpenLDAP: "consumer state is newer than provider".
        LdapResultCode.UnwillingToPerform => new LdapFaultException(result.Fault("the synchronization").Message) { IsLagging = true },
        LdapResultCode.UnavailableCriticalExtension or LdapResultCode.SizeLimitExceeded or LdapResultCode.AdminLimitExceeded or LdapResultCode.TimeLimitExceeded =>
            new LdapFaultException(result.Fault("the synchronization (it has to support RFC 4533, and to set no size or time limit for us)").Message) { SyncRefused = true },
        _ => result.Fault("the synchronization"),
    };

    private async Task FollowAsync(ILdapSession session, Task<LdapResult> sync, SyncReceiver receiver, CsnMark mark, Action following, CancellationToken ct)
    {
        long begun = _time.GetTimestamp();
        long progress = 0;
        bool served = false;
        (ImmutableDictionary<Guid, ReplicaEntry> Entries, byte[] Cookie)? held = null;
        Task beat = Beat(ct);
        while (true)
        {
            await Task.WhenAny(sync, receiver.Changed, beat, held is null ? sync : store.Accepted).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            DateTimeOffset? inStep = null;
            if (beat.IsCompleted && !sync.IsCompleted)
            {
                DateTimeOffset at = _time.GetUtcNow();
                if (receiver.IsWhole || receiver.Progress == progress)
                {
                    await CheckAsync(session, receiver.IsWhole ? options.Replica.HeartbeatTimeout : options.ServerTimeout, ct).ConfigureAwait(false);
                    inStep = at;
                }

                progress = receiver.Progress;
                beat = Beat(ct);
                store.Save();
            }

            if (receiver.Take() is { } content)
            {
                if (receiver.References > 0 && !options.IgnoreReferences)
                {
                    throw new LdapFaultException("the server says that a part of the tree is elsewhere");
                }

                if (!served || content.Entries.Count < store.State?.Entries.Count)
                {
                    // Before anything is taken for gone: is the directory itself still there?
                    await CheckAsync(session, options.ServerTimeout, ct).ConfigureAwait(false);
                }

                held = content;
            }

            if (held is { } offered)
            {
                long start = Stopwatch.GetTimestamp();
                if (store.Offer(offered.Entries, offered.Cookie, mark.With(CsnMark.OfCookie(offered.Cookie)), _time.GetUtcNow()))
                {
                    held = null;
                    if (!served)
                    {
                        served = true;
                        following();
                    }

                    store.Save();
                }

                // The next changes are gathered for a while, longer in a large directory.
                TimeSpan pause = Stopwatch.GetElapsedTime(start) * 3;
                await Task.Delay(pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause, _time, ct).ConfigureAwait(false);
            }
            else if (inStep is { } at && receiver.IsWhole)
            {
                store.Touch(at);
            }

            if (sync.IsCompleted && receiver.Changed is { IsCompleted: false })
            {
                throw End(await sync.ConfigureAwait(false));
            }

            if (!receiver.IsWhole && _time.GetElapsedTime(begun) > options.Replica.RefreshTimeout)
            {
                throw new LdapFaultException("the server did not send everything within its time");
            }
        }
    }

    private Task Beat(CancellationToken ct) => Task.Delay(options.Replica.HeartbeatInterval, _time, ct);

    private async Task CheckAsync(ILdapSession session, TimeSpan time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(time, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        await LdapConnector.CheckSentinelAsync(session, sentinel, both.Token).ConfigureAwait(false);
    }
}
