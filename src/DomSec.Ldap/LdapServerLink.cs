using System.Security.Cryptography;
using DomSec.Ldap.Protocol;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap;

/// <summary>What is known of one server: its session, if there is one, and how long it is left alone after failing. Safe for concurrent use.</summary>
internal sealed class LdapServerLink(LdapServer server, Func<CancellationToken, Task<ILdapSession>> connect, LdapDirectoryOptions options, ILogger logger)
{
    private const int MaxDoublings = 16;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time = options.TimeProvider;
    private Task<ILdapSession>? _opening;
    private ILdapSession? _session;
    private long _usedAt;
    private long _failedAt;
    private TimeSpan _rest;
    private int _failures;
    private bool _closed;

    public LdapServer Server { get; } = server;

    /// <summary>Why the server failed last.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Whether there is a session to use at once.</summary>
    public bool IsLive
    {
        get
        {
            lock (_gate)
            {
                return Usable() is not null;
            }
        }
    }

    /// <summary>Whether it failed so recently that it is left alone.</summary>
    public bool IsResting
    {
        get
        {
            lock (_gate)
            {
                return _failures > 0 && _time.GetElapsedTime(_failedAt) < _rest;
            }
        }
    }

    /// <summary>The session, or a new one; those who ask while it is being opened wait for the same. Opening has a deadline of its own.</summary>
    /// <returns>The session, and whether it was there before.</returns>
    public async Task<(ILdapSession Session, bool Reused)> OpenAsync(CancellationToken ct)
    {
        Task<ILdapSession> opening;
        ILdapSession? old;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (Usable() is { } session)
            {
                _usedAt = _time.GetTimestamp();
                return (session, true);
            }

            old = _session;
            _session = null;
            opening = _opening ??= Task.Run(ConnectAsync, CancellationToken.None);
        }

        if (old is not null)
        {
            _ = old.DisposeAsync().AsTask();
        }

        return (await opening.WaitAsync(ct).ConfigureAwait(false), false);
    }

    /// <summary>Opens a session while nobody waits for it.</summary>
    public void Probe() => _ = OpenAsync(CancellationToken.None).ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    public void Succeeded()
    {
        lock (_gate)
        {
            _failures = 0;
        }
    }

    /// <summary>Gives a session up. The server is then left alone for a while, unless it may only have been the end of an old connection.</summary>
    /// <param name="session">The session; null if there was none.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="rest">Whether the server is left alone.</param>
    public void Failed(ILdapSession? session, string reason, bool rest = true)
    {
        bool first;
        lock (_gate)
        {
            if (ReferenceEquals(_session, session))
            {
                _session = null;
            }

            // Many searches fail with one session: that is one failure.
            first = !(_failures > 0 && _time.GetElapsedTime(_failedAt) < _rest);
            if (rest)
            {
                Reason = reason;
                if (first)
                {
                    _failures = Math.Min(_failures + 1, MaxDoublings);
                    _failedAt = _time.GetTimestamp();
                    double longest = Math.Min(options.RetryDelay.TotalMilliseconds * Math.Pow(2, _failures - 1), options.MaxRetryDelay.TotalMilliseconds);

                    // Jitter: gateways that lost a server at the same moment do not come back at the same moment.
                    _rest = TimeSpan.FromMilliseconds(longest * RandomNumberGenerator.GetInt32(50, 101) / 100);
                }
            }
        }

        session?.Abort();
        if (rest && first)
        {
            LdapLog.ServerFailed(logger, Server, reason);
        }
    }

    public async ValueTask CloseAsync(bool politely)
    {
        ILdapSession? session;
        lock (_gate)
        {
            _closed = true;
            session = _session;
            _session = null;
        }

        if (session is null)
        {
            return;
        }

        if (politely)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            session.Abort();
        }
    }

    private ILdapSession? Usable() => _session is { IsAlive: true } session && _time.GetElapsedTime(_usedAt) < options.ConnectionIdleTime ? session : null;

    private async Task<ILdapSession> ConnectAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(options.ServerTimeout, _time);
            ILdapSession session = await connect(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            bool closed;
            lock (_gate)
            {
                _opening = null;
                closed = _closed;
                _session = closed ? null : session;
                _usedAt = _time.GetTimestamp();
            }

            if (closed)
            {
                session.Abort();
                throw new LdapFaultException("the directory was closed");
            }

            LdapLog.Connected(logger, Server);
            return session;
        }
        catch (Exception e)
        {
            LdapFaultException fault = e as LdapFaultException
                ?? (e is OperationCanceledException ? new LdapFaultException("it did not let us in within its time", e) : new LdapFaultException("the connection could not be made: " + LdapResult.Printable(e.Message), e));
            lock (_gate)
            {
                _opening = null;
            }

            Failed(null, fault.Message);

            // A connection that was never made is not one that was lost: trying again at once would not help.
            throw new LdapFaultException(fault.Message, fault);
        }
    }
}
