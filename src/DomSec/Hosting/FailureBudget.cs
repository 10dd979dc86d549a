namespace DomSec.Hosting;

/// <summary>Counts failed decryptions of each peer in a window of time (SEC-ORC-04). Thread-safe; bounded by forgetting the oldest windows.</summary>
internal sealed class FailureBudget
{
    /// <summary>A stranger invents peers at will: beyond this many, all of them are new ones, which costs an attacker its count and us no memory.</summary>
    private const int MaxPeers = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Start, int Failures)> _peers = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _most;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;

    public FailureBudget(int most, TimeSpan window, TimeProvider time)
    {
        _most = most;
        _window = window;
        _time = time;
    }

    /// <summary>Whether the peer has failed too often to be answered now.</summary>
    public bool IsSpent(string peer)
    {
        lock (_gate)
        {
            return _most > 0 && _peers.TryGetValue(peer, out (DateTimeOffset Start, int Failures) count)
                && count.Failures >= _most && _time.GetUtcNow() - count.Start < _window;
        }
    }

    public void Fail(string peer)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
        {
            if (!_peers.TryGetValue(peer, out (DateTimeOffset Start, int Failures) count) || now - count.Start >= _window)
            {
                if (_peers.Count >= MaxPeers)
                {
                    _peers.Clear();
                }

                count = (now, 0);
            }

            _peers[peer] = (count.Start, count.Failures + 1);
        }
    }
}
