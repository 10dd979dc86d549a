using System.Security.Cryptography;

namespace DomSec.Providers.Revocation;

/// <summary>
/// What was fetched, by address, bounded by number and octets. Current answers serve at once and are renewed in the background before they end; one fetch per address at a time; an address that
/// failed is left alone for a growing while. Safe for concurrent use.
/// </summary>
internal sealed class AnswerCache : IDisposable
{
    /// <summary>How often is looked for answers that are due.</summary>
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(30);

    /// <summary>Answers that nobody asked for in this time are not renewed.</summary>
    private static readonly TimeSpan _idle = TimeSpan.FromHours(24);

    private readonly HttpRevocationOptions _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _timer;
    private long _octets;

    public AnswerCache(HttpRevocationOptions options)
    {
        _options = options;
        _timer = options.TimeProvider.CreateTimer(_ => RenewDue(), null, _tick, _tick);
    }

    /// <summary>Fetches: gets what is known from before, gives what is known now; fails with <see cref="FetchException"/>.</summary>
    public delegate Task<CachedAnswer> Fetch(CachedAnswer? known, CancellationToken ct);

    /// <summary>The octets that are kept.</summary>
    public long Octets
    {
        get
        {
            lock (_lock)
            {
                return _octets;
            }
        }
    }

    /// <summary>How many answers are kept, faults included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Whether there is a current answer at hand.</summary>
    public bool IsCurrent(string key)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(key, out Entry? entry) && entry.Answer is { } answer && _options.TimeProvider.GetUtcNow() < answer.Until;
        }
    }

    /// <summary>The answer for an address, from before or fetched now. Cancelling ends the waiting, not the fetch, which others may wait for.</summary>
    /// <returns>The answer (perhaps outdated: it then still tells of revocations), and why there is no current one.</returns>
    public async ValueTask<(CachedAnswer? Answer, string? Fault)> GetAsync(string key, Fetch fetch, CancellationToken ct)
    {
        Task<Entry> flight;
        lock (_lock)
        {
            DateTimeOffset now = _options.TimeProvider.GetUtcNow();
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                MakeRoom(0);
                _entries[key] = entry = new Entry(key);
            }

            entry.Fetch = fetch;
            entry.LastUsed = now;
            if (entry.Answer is { } current && now < current.Until)
            {
                if (now >= entry.RenewAt && now >= entry.RetryAt)
                {
                    _ = Start(entry);
                }

                return (current, null);
            }

            if (entry.Flight is null && now < entry.RetryAt)
            {
                return (entry.Answer, entry.Fault);
            }

            flight = Start(entry);
        }

        try
        {
            Entry done = await flight.WaitAsync(ct).ConfigureAwait(false);
            lock (_lock)
            {
                return (done.Answer, done.Answer is { } answer && _options.TimeProvider.GetUtcNow() < answer.Until ? null : done.Fault ?? "what it has is outdated");
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                return (_entries.GetValueOrDefault(key)?.Answer, "it did not answer in time");
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    private void RenewDue()
    {
        lock (_lock)
        {
            DateTimeOffset now = _options.TimeProvider.GetUtcNow();
            foreach (Entry entry in _entries.Values)
            {
                if (entry.Answer is not null && now >= entry.RenewAt && now >= entry.RetryAt && now - entry.LastUsed < _idle)
                {
                    _ = Start(entry);
                }
            }
        }
    }

    private Task<Entry> Start(Entry entry) => entry.Flight ??= Task.Run(() => FlyAsync(entry, entry.Answer));

    private async Task<Entry> FlyAsync(Entry entry, CachedAnswer? known)
    {
        CachedAnswer? answer = null;
        string? fault = null;
        try
        {
            answer = await entry.Fetch!(known, _end.Token).ConfigureAwait(false);
        }
        catch (FetchException e)
        {
            fault = e.Message;
        }
        catch (Exception e)
        {
            fault = "it failed unexpectedly: " + e.GetType().Name; // the last line: nothing a server sends may throw out of here
        }

        lock (_lock)
        {
            DateTimeOffset now = _options.TimeProvider.GetUtcNow();
            entry.Flight = null;
            entry.Fault = fault;
            if (answer is null)
            {
                entry.RetryAt = now + Delay(entry.Failures++);
                return entry;
            }

            // CERT-03: an older list than the one at hand is a replay, or a server that lags behind.
            bool isOlder = entry.Answer is { } before && answer.ThisUpdate < before.ThisUpdate && before.IsVerified;
            entry.Failures = 0;
            entry.RetryAt = now < answer.Until ? now : now + Delay(0);
            if (isOlder)
            {
                entry.Fault = "it has an older list than before";
                entry.RetryAt = now + Delay(0);
                return entry;
            }

            bool isKept = _entries.TryGetValue(entry.Key, out Entry? kept) && ReferenceEquals(kept, entry);
            _octets += isKept ? answer.Fetched.Content.Length - (entry.Answer?.Fetched.Content.Length ?? 0) : 0;
            entry.Answer = answer;
            entry.RenewAt = RenewAt(now, answer);
            MakeRoom(1);
        }

        return entry;
    }

    /// <summary>Between three quarters and nine tenths of what is left, so that not all lists are renewed at once, and that there is time to try again.</summary>
    private DateTimeOffset RenewAt(DateTimeOffset now, CachedAnswer answer)
    {
        TimeSpan left = answer.Until - now < _options.RefreshInterval ? answer.Until - now : _options.RefreshInterval;
        return now + (left * (0.75 + (RandomNumberGenerator.GetInt32(150) / 1000.0)));
    }

    private TimeSpan Delay(int failures)
    {
        TimeSpan delay = _options.RetryDelay * Math.Pow(2, Math.Min(failures, 20));
        return delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay;
    }

    /// <summary>Gives up what was not asked for longest.</summary>
    private void MakeRoom(int keep)
    {
        while (_entries.Count > keep && (_entries.Count >= _options.MaxCachedEntries + keep || _octets > _options.MaxCachedBytes))
        {
            Entry oldest = _entries.Values.MinBy(entry => entry.LastUsed)!;
            _entries.Remove(oldest.Key);
            _octets -= oldest.Answer?.Fetched.Content.Length ?? 0;
        }
    }

    private sealed class Entry(string key)
    {
        public string Key => key;

        public Fetch? Fetch { get; set; }

        public CachedAnswer? Answer { get; set; }

        public string? Fault { get; set; }

        public Task<Entry>? Flight { get; set; }

        public int Failures { get; set; }

        public DateTimeOffset RetryAt { get; set; }

        public DateTimeOffset RenewAt { get; set; }

        public DateTimeOffset LastUsed { get; set; }
    }
}
