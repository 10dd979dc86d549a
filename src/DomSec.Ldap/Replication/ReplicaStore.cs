using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap.Replication;

/// <summary>
/// Holds the copy that is served: lets a new one in only past the guard, knows its age, and keeps it in the file. Offered to by one thread, read by any.
/// </summary>
internal sealed class ReplicaStore
{
    /// <summary>How often the file is written although nothing changed, so that its time is not much older than the copy's.</summary>
    private static readonly TimeSpan AgeInterval = TimeSpan.FromMinutes(10);

    private readonly LdapReplicaOptions _options;
    private readonly ReplicaSchema _schema;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReplicaAlarms _alarms;
    private readonly ShrinkGuard _guard;
    private readonly SnapshotFile? _file;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ReplicaState? _state;
    private ReplicaState? _written;
    private long _writtenAt;
    private long _asOf;

    public ReplicaStore(LdapReplicaOptions options, ReplicaSchema schema, TimeProvider time, ILogger logger, ReplicaAlarms alarms)
    {
        (_options, _schema, _time, _logger, _alarms) = (options, schema, time, logger, alarms);
        _guard = new ShrinkGuard(options, time);
        _file = options.SnapshotFile is { } path ? new SnapshotFile(path, schema.Fingerprint, options) : null;
    }

    /// <summary>Ends when there is a copy.</summary>
    public Task First => _first.Task;

    public ReplicaState? State => _state;

    /// <summary>When the copy was last known to be what the directory holds.</summary>
    public DateTimeOffset? AsOf => Interlocked.Read(ref _asOf) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Whether the copy may be served by its age.</summary>
    public bool IsExpired => AsOf is { } asOf && _time.GetUtcNow() - asOf > _options.HardMaxAge;

    /// <summary>Ends when a person said that what is held back is right.</summary>
    public Task Accepted => Volatile.Read(ref _accepted).Task;

    public void Accept() => Volatile.Read(ref _accepted).TrySetResult();

    /// <summary>Reads the file, if there is one.</summary>
    public void Load()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            if (_file.Read(_schema.Group) is { } read)
            {
                _state = _written = read.State;
                _writtenAt = _time.GetTimestamp();

                // A time to come would make the copy young for ever.
                Interlocked.Exchange(ref _asOf, Math.Min(read.AsOf.UtcTicks, _time.GetUtcNow().UtcTicks));
                LdapLog.SnapshotRead(_logger, _options.SnapshotFile!, read.AsOf);
                CheckAge();
                _first.TrySetResult();
            }
        }
        catch (InvalidDataException e)
        {
            _alarms.Raise(LdapAlarmKind.SnapshotUnusable, $"{_options.SnapshotFile}: {Protocol.LdapResult.Printable(e.Message)}; everything is read anew");
        }
    }

    /// <summary>Offers a whole content.</summary>
    /// <returns>Whether it is served now; if not, it is held until more comes or a person accepts it.</returns>
    public bool Offer(ImmutableDictionary<Guid, ReplicaEntry> entries, byte[] cookie, CsnMark mark, DateTimeOffset at)
    {
        ReplicaState? now = _state;
        bool accepted = Accepted.IsCompleted;
        ReplicaIndex index = now is not null && ReferenceEquals(now.Entries, entries) ? now.Index : new ReplicaIndex(entries.Values, _schema.Group, now?.Index);
        if (now is not null && !accepted && _guard.Judge(now.Index, index) is { } reason)
        {
            _alarms.Raise(LdapAlarmKind.Held, reason + "; the state before is served until they are back or the change is accepted");
            return false;
        }

        if (now is not null)
        {
            _guard.Passed(now.Index, index, accepted);
        }

        // What a person accepted is the new measure, be it older than what was here.
        CsnMark reached = now is null || accepted ? mark : now.Mark.With(mark);
        _state = new ReplicaState(entries, index) { Cookie = cookie, Mark = reached };
        if (accepted)
        {
            Volatile.Write(ref _accepted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        Touch(at);
        _alarms.Clear(LdapAlarmKind.Held);
        _alarms.Clear(LdapAlarmKind.SnapshotUnusable);
        _first.TrySetResult();
        return true;
    }

    /// <summary>Says that the copy was in step at a time.</summary>
    public void Touch(DateTimeOffset at)
    {
        if (at.UtcTicks > Interlocked.Read(ref _asOf))
        {
            Interlocked.Exchange(ref _asOf, at.UtcTicks);
        }

        CheckAge();
    }

    /// <summary>Raises and clears the alarms of age.</summary>
    public void CheckAge()
    {
        if (AsOf is not { } asOf)
        {
            return;
        }

        TimeSpan age = _time.GetUtcNow() - asOf;
        Check(LdapAlarmKind.Old, age > _options.SoftMaxAge, asOf);
        Check(LdapAlarmKind.Expired, age > _options.HardMaxAge, asOf);
    }

    /// <summary>Writes the file if that is due.</summary>
    public void Save(bool now = false)
    {
        if (_file is null || _state is not { } state || AsOf is not { } asOf)
        {
            return;
        }

        TimeSpan since = _time.GetElapsedTime(_writtenAt);
        bool changed = !ReferenceEquals(state, _written);
        if (!now && _written is not null && since < (changed ? _options.SnapshotInterval : AgeInterval))
        {
            return;
        }

        _writtenAt = _time.GetTimestamp();
        try
        {
            _file.Write(state, asOf);
            _written = state;
            _alarms.Clear(LdapAlarmKind.SnapshotNotWritten);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _written ??= state; // tried, and tried again after the interval
            _alarms.Raise(LdapAlarmKind.SnapshotNotWritten, $"{_options.SnapshotFile}: {Protocol.LdapResult.Printable(e.Message)}");
        }
    }

    private void Check(LdapAlarmKind kind, bool isOver, DateTimeOffset asOf)
    {
        if (isOver)
        {
            _alarms.Raise(kind, $"the copy of the directory is as of {asOf:u}");
        }
        else
        {
            _alarms.Clear(kind);
        }
    }
}
