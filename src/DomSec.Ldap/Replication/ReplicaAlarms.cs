using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap.Replication;

/// <summary>The alarms that last. Each is told once when it begins and once when it is over: to the log, the metrics and observers.</summary>
internal sealed class ReplicaAlarms(TimeProvider time, ILogger logger, Counter<long> counter)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LdapAlarmKind, LdapAlarm> _lasting = [];

    /// <summary>Called outside locks, by the thread that found out.</summary>
    public Action<LdapAlarm>? Observer { get; set; }

    public IReadOnlyList<LdapAlarm> Lasting
    {
        get
        {
            lock (_gate)
            {
                return [.. _lasting.Values.OrderBy(each => each.Kind)];
            }
        }
    }

    public void Raise(LdapAlarmKind kind, string message)
    {
        var alarm = new LdapAlarm(kind, IsRaised: true, message, time.GetUtcNow());
        lock (_gate)
        {
            if (_lasting.TryGetValue(kind, out LdapAlarm? before))
            {
                _lasting[kind] = before with { Message = message };
                return;
            }

            _lasting.Add(kind, alarm);
        }

        counter.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));
        LdapLog.AlarmRaised(logger, kind, message);
        Tell(alarm);
    }

    public void Clear(LdapAlarmKind kind)
    {
        LdapAlarm? before;
        lock (_gate)
        {
            if (!_lasting.Remove(kind, out before))
            {
                return;
            }
        }

        LdapLog.AlarmCleared(logger, kind);
        Tell(before with { IsRaised = false, Time = time.GetUtcNow() });
    }

    private void Tell(LdapAlarm alarm)
    {
        try
        {
            Observer?.Invoke(alarm);
        }
        catch (Exception e)
        {
            // An observer's fault must not stop the copy.
            LdapLog.ObserverFailed(logger, e);
        }
    }
}
