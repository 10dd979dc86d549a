namespace DomSec.Tests.Revocation;

/// <summary>A clock that a test moves, timers included; or one that starts elsewhere and runs by itself.</summary>
internal sealed class ManualTime(DateTimeOffset start, bool runs = false) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly long _started = System.GetTimestamp();
    private TimeSpan _moved;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return start + _moved + (runs ? System.GetElapsedTime(_started) : TimeSpan.Zero);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (runs)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Advance(TimeSpan time)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _moved += time;
            due = [.. _timers];
        }

        DateTimeOffset now = GetUtcNow();
        due.ForEach(timer => timer.FireIfDue(now));
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + dueTime;
            _period = period;
            return true;
        }

        public void FireIfDue(DateTimeOffset now)
        {
            if (_due is { } due && due <= now)
            {
                _due = _period > TimeSpan.Zero ? now + _period : null;
                callback(state);
            }
        }

        public void Dispose()
        {
            _due = null;
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
