using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using DomSec.Ldap.Discovery;
using DomSec.Ldap.Protocol;
using DomSec.Ldap.Replication;
using DomSec.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DomSec.Ldap;

/// <summary>
/// A copy of an LDAP directory, kept in step in the background and asked without waiting for the network: certificates and membership (RFC 3183 section 4.2), and the CA certificates
/// and CRLs that stand in it.
/// </summary>
/// <remarks>
/// <para>By synchronization (<see cref="LdapMode.Replica"/>, RFC 4533) or by asking at intervals (<see cref="LdapMode.Poll"/>). Look-ups see one state whole. Before there is a copy they
/// wait for it, at most <see cref="LdapDirectoryOptions.LookupTimeout"/>. Answers tell their time in <see cref="CertificateLookup.AsOf"/>.</para>
/// <para>A fault of the directory leaves the copy as it is, and an alarm says so. Servers that lost their entries, hide them, lag or send what is not LDAP change nothing. When more
/// vanishes at once than <see cref="LdapReplicaOptions.MaxLostShare"/> and <see cref="LdapReplicaOptions.MaxLostCount"/> allow, the change is held until <see cref="AcceptChanges"/>. What is older than
/// <see cref="LdapReplicaOptions.HardMaxAge"/> is <see cref="LookupState.Unavailable"/>. An error is never "not found".</para>
/// <para>Nothing is judged: validity, naming and trust are decided where a certificate is used, and CRLs by their own dates. Safe for concurrent use; keep the object for the life of the
/// process. Disposing writes the snapshot file.</para>
/// </remarks>
public sealed class LdapReplica : ICertificateDirectory, IMembership, ITrustStore, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan AgeCheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);
    private const int MaxDoublings = 16;

    private readonly LdapDirectoryOptions _options;
    private readonly ILogger _logger;
    private readonly LdapSearch _sentinel;
    private readonly ReplicaSchema _schema;
    private readonly ServerDiscovery _discovery;
    private readonly ReplicaAlarms _alarms;
    private readonly ReplicaStore _store;
    private readonly Meter _meter;
    private readonly Func<LdapServer, CancellationToken, Task<ILdapSession>> _connect;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _roundFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<LdapServer> _polled = [];
    private readonly ITimer _ageCheck;
    private readonly Task _following;
    private volatile LdapServer? _server;
    private volatile string _reason = "the directory was not read yet";
    private volatile bool _disposed;

    /// <summary>Begins to copy a directory.</summary>
    /// <param name="options">How it is asked; <see cref="LdapMode.OnDemand"/> is taken for <see cref="LdapMode.Replica"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="DomSecException">The options do not fit together; the message says what to do.</exception>
    public LdapReplica(LdapDirectoryOptions options)
        : this(options, connect: null)
    {
    }

    /// <summary>With another way to connect, for tests.</summary>
    internal LdapReplica(LdapDirectoryOptions options, Func<LdapServer, CancellationToken, Task<ILdapSession>>? connect)
    {
        ArgumentNullException.ThrowIfNull(options);
        LdapDirectory.Check(options);
        if (options.Replica.Problem is { } problem)
        {
            throw new DomSecException(problem);
        }

        _options = options;
        _logger = (ILogger?)options.LoggerFactory?.CreateLogger("DomSec.Ldap") ?? NullLogger.Instance;
        _sentinel = new LdapQuestions(options).Sentinel();
        _schema = new ReplicaSchema(options, _logger);
        _discovery = new ServerDiscovery(options);
        _meter = new Meter("DomSec.Ldap");
        _alarms = new ReplicaAlarms(options.TimeProvider, _logger, _meter.CreateCounter<long>("domsec.ldap.alarms", description: "Alarms of the copy of the directory, by kind"))
        {
            Observer = alarm => Alarmed?.Invoke(this, new LdapAlarmEventArgs(alarm)),
        };
        _store = new ReplicaStore(options.Replica, _schema, options.TimeProvider, _logger, _alarms);
        _meter.CreateObservableGauge("domsec.ldap.copy.age", () => _store.AsOf is { } asOf ? (options.TimeProvider.GetUtcNow() - asOf).TotalSeconds : double.NaN, "s", "Age of the copy of the directory");
        _meter.CreateObservableGauge("domsec.ldap.copy.members", () => _store.State?.Index.Members.Count ?? 0, description: "Members in the copy of the directory");
        _meter.CreateObservableGauge("domsec.ldap.copy.following", () => _server is null ? 0 : 1, description: "Whether a directory server is followed");
        var limits = new LdapLimits(options.MaxMessageBytes, options.Replica.MaxBytes, options.Replica.MaxEntries);
        _connect = connect ?? ((server, ct) => new LdapConnector(server, options, _sentinel, limits).OpenAsync(ct));
        _ageCheck = options.TimeProvider.CreateTimer(_ => _store.CheckAge(), state: null, AgeCheckInterval, AgeCheckInterval);
        _following = Task.Run(FollowAsync);
    }

    /// <summary>Tells alarms when they begin and when they are over, on a thread of the copy's own: do not wait in it.</summary>
    public event EventHandler<LdapAlarmEventArgs>? Alarmed;

    /// <summary>The state of the copy.</summary>
    public LdapReplicaStatus Status => new(_store.AsOf, _store.State?.Index.Members.Count ?? 0, _store.State?.Index.EntryCount ?? 0, _server, _alarms.Lasting);

    /// <summary>The members with their aliases, in no order.</summary>
    public IReadOnlyCollection<MailDomain> Members => _store.State?.Index.Members ?? [];

    /// <summary>
    /// The CA certificates in the directory, as intermediates, and its CRLs; never anchors. The same object until one of them changes. To be used beside the community's own store:
    /// <see cref="LdapTrustStore"/>.
    /// </summary>
    public TrustMaterial Current => _store.State?.Index.Material ?? TrustMaterial.Empty;

    /// <summary>Says that what is held back is right (<see cref="LdapAlarmKind.Held"/>, <see cref="LdapAlarmKind.Lagging"/>): the next content that a server offers is taken whatever it lacks, once. Without such an alarm nothing happens.</summary>
    public void AcceptChanges()
    {
        // Kept for later, a consent given for nothing would let the next accident through.
        if (_alarms.Lasting.Any(each => each.Kind is LdapAlarmKind.Held or LdapAlarmKind.Lagging))
        {
            _store.Accept();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The copy was disposed.</exception>
    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        domain == default ? ValueTask.FromResult(new CertificateLookup(LookupState.NotFound, [], Source)) : LookAsync(LdapQuery.AddressOf(role, domain), expected: true, ct);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The copy was disposed.</exception>
    public ValueTask<CertificateLookup> FindRecipientAsync(string address, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return !_options.RecipientLookup || !MailDomain.TryFromAddress(address.Trim(), out _, out _)
            ? ValueTask.FromResult(new CertificateLookup(LookupState.NotFound, [], Source))
            : LookAsync(address, expected: false, ct);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The copy was disposed.</exception>
    public async ValueTask<LookupState> IsMemberAsync(MailDomain domain, CancellationToken ct = default)
    {
        if (domain == default)
        {
            return LookupState.NotFound;
        }

        ReplicaState? state = await StateAsync(ct).ConfigureAwait(false);
        return state is null || _store.IsExpired ? LookupState.Unavailable : state.Index.MembershipOf(domain);
    }

    /// <summary>Ends it, without waiting for the background.</summary>
    public void Dispose() => DisposeAsync().AsTask().Wait(EndTime);

    /// <summary>Ends it, and writes the snapshot file.</summary>
    /// <returns>The end.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ageCheck.DisposeAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _store.Save(now: true);
        _meter.Dispose();
        _stop.Dispose();
    }

    private string Source => _server is { } server ? $"copy of {server}" : "copy of the directory";

    private async ValueTask<CertificateLookup> LookAsync(string address, bool expected, CancellationToken ct)
    {
        ReplicaState? state = await StateAsync(ct).ConfigureAwait(false);
        if (state is null)
        {
            return new CertificateLookup(LookupState.Unavailable, [], $"there is no copy of the directory: {_reason}");
        }

        DateTimeOffset? asOf = _store.AsOf;
        return _store.IsExpired
            ? new CertificateLookup(LookupState.Unavailable, [], $"the copy of the directory is too old: {_reason}") { AsOf = asOf }
            : state.Index.Find(address, expected, Source) with { AsOf = asOf };
    }

    /// <summary>The copy; waits for the first one until a server was tried in vain or the time is up.</summary>
    private async ValueTask<ReplicaState?> StateAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_store.State is { } state)
        {
            return state;
        }

        await Task.WhenAny(_store.First, _roundFailed.Task, Task.Delay(_options.LookupTimeout, _options.TimeProvider, CancellationToken.None)).WaitAsync(ct).ConfigureAwait(false);
        return _store.State;
    }

    /// <summary>One server after the other, for the life of the object.</summary>
    private async Task FollowAsync()
    {
        int at = 0;
        int failures = 0;
        bool reload = false;
        _store.Load();
        while (!_stop.IsCancellationRequested)
        {
            if (await DiscoverAsync().ConfigureAwait(false) is not { } servers)
            {
                await RestAsync(++failures).ConfigureAwait(false);
                continue;
            }

            LdapServer server = servers[at % servers.Count];
            long begun = _options.TimeProvider.GetTimestamp();
            bool served = false;
            LdapFaultException fault = await TryAsync(server, reload, () => served = true).ConfigureAwait(false);
            _server = null;
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _reason = $"{server}: {fault.Message}";
            LdapLog.NoLongerFollowed(_logger, server, fault.Message);
            if (fault.IsLagging)
            {
                _alarms.Raise(LdapAlarmKind.Lagging, _reason);
            }

            // The same server again, once, when all it wants is another way to be asked.
            bool again = (fault.NeedsReload && !reload) || (fault.SyncRefused && _polled.Add(server));
            if (fault.SyncRefused)
            {
                _alarms.Raise(LdapAlarmKind.SyncRefused, _reason);
            }

            reload = fault.NeedsReload && !reload;
            if (again)
            {
                continue;
            }

            // A server that served for a while and ends counts for none of the failures in a row.
            failures = served && _options.TimeProvider.GetElapsedTime(begun) >= ShortestLife ? 0 : failures + 1;
            at = (at + 1) % servers.Count;
            if (failures >= servers.Count)
            {
                _roundFailed.TrySetResult();
                _alarms.Raise(LdapAlarmKind.NoServer, _reason);
                await RestAsync(failures / servers.Count).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The servers to follow, or null when they cannot be found.</summary>
    private async Task<IReadOnlyList<LdapServer>?> DiscoverAsync()
    {
        try
        {
            using var time = new CancellationTokenSource(_options.ServerTimeout * 2, _options.TimeProvider);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, time.Token);
            return await _discovery.GetAsync(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException)
        {
            _reason = e is LdapFaultException ? e.Message : "the directory servers could not be looked up in time";
            _roundFailed.TrySetResult();
            _alarms.Raise(LdapAlarmKind.NoServer, _reason);
            return null;
        }
    }

    private async Task RestAsync(int rounds)
    {
        // Capped, and with jitter: gateways that lost a server at the same moment do not come back at the same moment.
        double longest = Math.Min(_options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(rounds, MaxDoublings) - 1), _options.MaxRetryDelay.TotalMilliseconds);
        TimeSpan rest = TimeSpan.FromMilliseconds(longest * RandomNumberGenerator.GetInt32(50, 101) / 100);
        await Task.Delay(rest, _options.TimeProvider, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Follows one server to its end, and gives back the reason.</summary>
    private async Task<LdapFaultException> TryAsync(LdapServer server, bool reload, Action served)
    {
        ILdapSession? session = null;
        try
        {
            CsnMark mark;
            using (var time = new CancellationTokenSource(_options.ServerTimeout, _options.TimeProvider))
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, time.Token))
            {
                session = await _connect(server, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
                mark = await DirectoryMark.ReadAsync(session, _schema.Base, limit.Token).ConfigureAwait(false);
            }

            if (_store.State is { } state && !_store.Accepted.IsCompleted && mark.Newest.Count > 0 && mark.IsBehind(state.Mark))
            {
                return new LdapFaultException("the server is behind the copy") { IsLagging = true };
            }

            void Following()
            {
                _server = server;
                served();
                _alarms.Clear(LdapAlarmKind.NoServer);
                _alarms.Clear(LdapAlarmKind.Lagging);
                if (!_polled.Contains(server))
                {
                    _alarms.Clear(LdapAlarmKind.SyncRefused);
                }

                LdapLog.Following(_logger, server, _store.State!.Index.Members.Count, _store.State.Index.EntryCount);
            }

            if (_options.Mode == LdapMode.Poll || _polled.Contains(server))
            {
                await new PollFollower(_options, _schema, _store, _sentinel).FollowAsync(session, reload, Following, _stop.Token).ConfigureAwait(false);
            }
            else
            {
                await new SyncFollower(_options, _schema, _store, _sentinel).FollowAsync(session, mark, reload || _store.Accepted.IsCompleted, Following, _stop.Token).ConfigureAwait(false);
            }

            return new LdapFaultException("it ended");
        }
        catch (LdapFaultException fault)
        {
            return fault;
        }
        catch (OperationCanceledException e)
        {
            return new LdapFaultException("it did not answer within its time", e);
        }
        catch (Exception e)
        {
            // The last line: the copy must not stop being followed for a mistake of ours.
            LdapLog.Unexpected(_logger, e);
            return new LdapFaultException("following it failed unexpectedly; the log says how", e);
        }
        finally
        {
            session?.Abort();
        }
    }
}
