using System.Collections.Immutable;
using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Replication;

/// <summary>
/// The working copy of one synchronization: takes the server's messages in, and gives out a content only when it is whole, with the cookie that
/// belongs to it (RFC 4533 sections 3.3 and 3.4). Filled by the reading loop, emptied by the follower.
/// </summary>
internal sealed class SyncReceiver(ReplicaSchema schema, LdapReplicaOptions options, ReplicaState? start, byte[] cookie) : ILdapSyncReceiver
{
    private readonly Lock _gate = new();
    private readonly ImmutableDictionary<Guid, ReplicaEntry>.Builder _entries = (start?.Entries ?? ImmutableDictionary<Guid, ReplicaEntry>.Empty).ToBuilder();
    private readonly HashSet<Guid> _mentioned = [];
    /// <summary>A change in the very instant of the cookie may be sent again; more than that is no difference but a whole content.</summary>
    private const int MaxResent = 1;

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _cookie = cookie;
    private long _size = start?.Entries.Values.Sum(each => each.Size) ?? 0;
    private bool _isWhole;
    private bool _hasNews;
    private long _progress;
    private int _resent;
    private bool _compared;

    /// <summary>Whether the refresh is over, so that changes come by themselves.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_gate)
            {
                return _isWhole;
            }
        }
    }

    public int References { get; private set; }

    /// <summary>Counts what arrives, by which a slow refresh is told from one that stands still.</summary>
    public long Progress => Interlocked.Read(ref _progress);

    /// <summary>Ends when there is something to take.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>The content and its cookie, if there is a new one that is whole.</summary>
    public (ImmutableDictionary<Guid, ReplicaEntry> Entries, byte[] Cookie)? Take()
    {
        lock (_gate)
        {
            if (!_hasNews)
            {
                return null;
            }

            _hasNews = false;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_entries.ToImmutable(), _cookie);
        }
    }

    public void Entry(Guid id, LdapEntry entry)
    {
        ReplicaEntry read = schema.Read(id, entry);
        Interlocked.Increment(ref _progress);
        lock (_gate)
        {
            _size += read.Size - (_entries.TryGetValue(id, out ReplicaEntry? before) ? before.Size : 0);
            if (!_isWhole && before is { Stamp.Length: > 0 } && before.Stamp == read.Stamp)
            {
                _resent++;
            }

            _entries[id] = read;
            Mention(id);
            if (_entries.Count > options.MaxEntries || _size > options.MaxBytes)
            {
                throw new LdapFaultException($"the directory has more than {options.MaxEntries} entries or {options.MaxBytes} octets to copy");
            }

            Tell();
        }
    }

    public void Present(IReadOnlyList<Guid> ids)
    {
        Interlocked.Increment(ref _progress);
        lock (_gate)
        {
            foreach (Guid id in ids)
            {
                if (!_entries.ContainsKey(id))
                {
                    throw new LdapFaultException("the server leaves an entry as it was that is not here") { NeedsReload = true };
                }

                Mention(id);
            }
        }
    }

    public void Deleted(IReadOnlyList<Guid> ids)
    {
        lock (_gate)
        {
            foreach (Guid id in ids)
            {
                Remove(id);
            }

            Tell();
        }
    }

    public void Cookie(byte[] cookie)
    {
        lock (_gate)
        {
            _cookie = cookie;
            Tell();
        }
    }

    public void PhaseEnd(bool dropsUnmentioned, bool isLast, byte[]? cookie)
    {
        lock (_gate)
        {
            if (_isWhole)
            {
                // The end of the search, not of a refresh: nothing is to be taken from what it did not mention.
                _cookie = cookie ?? _cookie;
                return;
            }

            if (cookie is not null && IsUseless(cookie))
            {
                // OpenLDAP's answer to a cookie that it cannot read: everything, a cookie that says nothing, and no word of what is gone.
                cookie = _cookie.Length == 0 ? [] : throw new LdapFaultException("the server does not know our cookie") { NeedsReload = true };
            }

            _compared |= dropsUnmentioned;
            if (isLast && !_compared && _resent > MaxResent)
            {
                // It sent what we had as we had it and calls that a difference, so it did not begin where we are: what is gone is not told.
                throw new LdapFaultException("the server did not go on from our cookie") { NeedsReload = true };
            }

            if (dropsUnmentioned)
            {
                foreach (Guid id in _entries.Keys.Where(id => !_mentioned.Contains(id)).ToArray())
                {
                    Remove(id);
                }
            }

            // No change, no cookie: the old one stays good. An empty one is none.
            _cookie = cookie ?? _cookie;
            if (isLast)
            {
                _mentioned.Clear();
                _isWhole = true;
                Tell();
            }
        }
    }

    public void Reference() => References++;

    private static bool IsUseless(byte[] cookie) => cookie.Length == 0 || (cookie.AsSpan().StartsWith("rid="u8) && CsnMark.OfCookie(cookie).Newest.IsEmpty);

    private void Mention(Guid id)
    {
        if (!_isWhole)
        {
            _mentioned.Add(id);
        }
    }

    private void Remove(Guid id)
    {
        if (_entries.TryGetValue(id, out ReplicaEntry? before))
        {
            _size -= before.Size;
            _entries.Remove(id);
        }
    }

    private void Tell()
    {
        if (_isWhole)
        {
            _hasNews = true;
            _changed.TrySetResult();
        }
    }
}
