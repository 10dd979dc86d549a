using System.Collections.Concurrent;

namespace DomSec.Trust;

/// <summary>
/// A thread-safe cache that forgets everything when it is full. Microsoft.Extensions.Caching.Memory would be a dependency with a timer, and an
/// order of use costs a lock per hit; here a hit is one dictionary read, and refilling costs a few parses. Whoever floods it with new
/// entries gains only that.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int maxEntries)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();
    private int _count; // ConcurrentDictionary.Count takes all its locks

    public TValue? Find(TKey key) => _entries.GetValueOrDefault(key);

    /// <summary>Adds a value and returns it, or the one that another thread added first.</summary>
    public TValue Add(TKey key, TValue value)
    {
        MakeRoom();
        if (_entries.TryAdd(key, value))
        {
            Interlocked.Increment(ref _count);
            return value;
        }

        return _entries.GetValueOrDefault(key) ?? value;
    }

    /// <summary>Adds a value or replaces the one that stands.</summary>
    public void Set(TKey key, TValue value)
    {
        MakeRoom();
        if (_entries.TryAdd(key, value))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _entries[key] = value;
        }
    }

    private void MakeRoom()
    {
        // Two threads may both clear, and a race may leave the count a little off: the bound is approximate.
        if (Volatile.Read(ref _count) >= maxEntries)
        {
            _entries.Clear();
            Volatile.Write(ref _count, 0);
        }
    }
}
