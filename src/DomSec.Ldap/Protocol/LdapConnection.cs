using System.Formats.Asn1;
using System.Security.Cryptography;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// An LDAP connection over a stream that is already protected: many requests at a time, told apart by message number (RFC 4511 section
/// 4.1.1.1). Whatever goes wrong with the stream or breaks the protocol ends the connection for all of them; it never comes back.
/// </summary>
internal sealed class LdapConnection : ILdapSession
{
    /// <summary>Requests given up that the server has not ended. One that lets so many pile up does not work.</summary>
    private const int MaxAbandoned = 256;

    private static readonly TimeSpan UnbindTime = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, LdapExchange> _open = [];
    private readonly HashSet<int> _abandoned = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private readonly Stream _stream;
    private readonly LdapLimits _limits;
    private readonly LdapFrameReader _frames;
    private readonly TimeProvider _time;
    private LdapFaultException? _fault;
    private int _lastId;

    /// <summary>Takes a stream over and begins to read.</summary>
    /// <param name="stream">The stream; the connection disposes it.</param>
    /// <param name="limits">What the server may send.</param>
    /// <param name="time">The clock.</param>
    public LdapConnection(Stream stream, LdapLimits limits, TimeProvider time)
    {
        _stream = stream;
        _limits = limits;
        _time = time;
        _frames = new LdapFrameReader(stream, limits.MaxMessageBytes);
        _ = Task.Run(ReadAllAsync);
    }

    public bool IsAlive
    {
        get
        {
            lock (_gate)
            {
                return _fault is null;
            }
        }
    }

    /// <summary>Binds by name and password; an empty name with an empty password is anonymous.</summary>
    public async Task BindAsync(string name, ReadOnlyMemory<byte> password, CancellationToken ct)
    {
        LdapExchange exchange = await ExchangeAsync(LdapTags.BindResponse, id => LdapRequests.SimpleBind(id, name, password.Span), ct).ConfigureAwait(false);
        CheckBind(exchange);
    }

    /// <summary>Binds by what TLS or the local socket showed (SASL EXTERNAL).</summary>
    public async Task BindExternalAsync(CancellationToken ct)
    {
        LdapExchange exchange = await ExchangeAsync(LdapTags.BindResponse, LdapRequests.ExternalBind, ct).ConfigureAwait(false);
        CheckBind(exchange);
    }

    public async Task<string?> WhoAmIAsync(CancellationToken ct)
    {
        LdapExchange exchange = await ExchangeAsync(LdapTags.ExtendedResponse, id => LdapRequests.Extended(id, LdapRequests.WhoAmIOid), ct).ConfigureAwait(false);
        return exchange.Result.IsSuccess ? exchange.ResponseText ?? "" : null;
    }

    public async Task<LdapSearchResult> SearchAsync(LdapSearch search, CancellationToken ct)
    {
        var entries = new List<LdapEntry>();
        int references = 0;
        long bytes = 0;
        byte[] cookie = [];
        while (true)
        {
            byte[] page = cookie;
            LdapExchange exchange = await ExchangeAsync(LdapTags.SearchResultDone, id => LdapRequests.Search(id, search, page), ct).ConfigureAwait(false);
            entries.AddRange(exchange.Entries);
            references += exchange.References;
            bytes += exchange.Bytes;
            if (bytes > _limits.MaxResponseBytes)
            {
                throw new LdapFaultException($"the answer is larger than {_limits.MaxResponseBytes} octets");
            }

            if (entries.Count > _limits.MaxEntries)
            {
                throw new LdapFaultException($"the answer has more than {_limits.MaxEntries} entries");
            }

            cookie = exchange.PageCookie ?? [];
            if (!exchange.Result.IsSuccess || cookie.Length == 0 || search.PageSize == 0)
            {
                return new LdapSearchResult(exchange.Result, entries, references);
            }

            // RFC 2696: pages may be empty, and a hostile server's always are; the same cookie again leads nowhere.
            if (exchange.Entries.Count == 0 && cookie.AsSpan().SequenceEqual(page))
            {
                throw new LdapFaultException("the server repeats an empty page");
            }
        }
    }

    public async Task<LdapResult> SyncAsync(LdapSearch search, ReadOnlyMemory<byte> cookie, ILdapSyncReceiver receiver, CancellationToken ct)
    {
        LdapExchange exchange = await ExchangeAsync(new LdapSyncExchange(_limits, receiver), LdapTags.SearchResultDone, id => LdapRequests.Sync(id, search, cookie.Span), ct).ConfigureAwait(false);
        return exchange.Result;
    }

    public void Abort() => Fail(new LdapFaultException("the connection was given up"));

    /// <summary>Says goodbye, if the server still listens, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
        {
            using var limit = new CancellationTokenSource(UnbindTime, _time);
            try
            {
                await SendAsync(LdapRequests.Unbind(NextId()), limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It does not read any more; closing is all that is left.
            }
        }

        Fail(new LdapFaultException("the connection was closed"));
    }

    private static void CheckBind(LdapExchange exchange)
    {
        if (!exchange.Result.IsSuccess)
        {
            throw exchange.Result.Fault("the bind");
        }
    }

    private int NextId()
    {
        // checked: after 2^31 requests the connection ends, since numbers of requests under way must not come again.
        lock (_gate)
        {
            return ++_lastId;
        }
    }

    private Task<LdapExchange> ExchangeAsync(Asn1Tag final, Func<int, byte[]> write, CancellationToken ct) => ExchangeAsync(new LdapExchange(final, _limits), final, write, ct);

    private async Task<LdapExchange> ExchangeAsync(LdapExchange exchange, Asn1Tag final, Func<int, byte[]> write, CancellationToken ct)
    {
        int id = NextId();
        byte[] request = write(id);
        lock (_gate)
        {
            if (_fault is { } fault)
            {
                throw new LdapFaultException(fault.Message, fault) { ConnectionLost = fault.ConnectionLost };
            }

            _open.Add(id, exchange);
        }

        try
        {
            await SendAsync(request, ct).ConfigureAwait(false);
            await exchange.Done.WaitAsync(ct).ConfigureAwait(false);
            return exchange;
        }
        catch (OperationCanceledException)
        {
            GiveUp(id, final);
            throw;
        }
    }

    /// <summary>The caller no longer waits: RFC 4511 section 4.11 has searches abandoned; a bind cannot be, and leaves the connection useless.</summary>
    private void GiveUp(int id, Asn1Tag final)
    {
        bool tooMany;
        lock (_gate)
        {
            if (!_open.Remove(id))
            {
                return;
            }

            _abandoned.Add(id);
            tooMany = _abandoned.Count > MaxAbandoned;
        }

        if (final != LdapTags.SearchResultDone || tooMany)
        {
            Fail(new LdapFaultException("the server did not answer in time"));
            return;
        }

        _ = SendAsync(LdapRequests.Abandon(NextId(), id), CancellationToken.None);
    }

    /// <summary>
    /// Writes one message whole, and wipes it. The caller's token ends the waiting and never the writing, since half a message would spoil the
    /// connection for the others. A failure ends the connection, and all requests with it.
    /// </summary>
    private async Task SendAsync(byte[] message, CancellationToken ct)
    {
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        await WriteAsync(message).WaitAsync(ct).ConfigureAwait(false);
    }

    private async Task WriteAsync(byte[] message)
    {
        try
        {
            await _stream.WriteAsync(message, _closed.Token).ConfigureAwait(false);
            await _stream.FlushAsync(_closed.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever a stream throws, it is of no more use.
            Fail(new LdapFaultException("the connection broke while a request was sent", e) { ConnectionLost = true });
        }
        finally
        {
            // It may hold a password.
            CryptographicOperations.ZeroMemory(message);
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await _frames.NextAsync(_closed.Token).ConfigureAwait(false) is { } frame)
            {
                Dispatch(LdapMessage.Parse(frame.Span));
            }

            Fail(new LdapFaultException("the server closed the connection") { ConnectionLost = true });
        }
        catch (LdapFaultException fault)
        {
            Fail(fault);
        }
        catch (Exception e)
        {
            // Whatever a stream throws, it is of no more use; and a loop that ended without a word would leave requests waiting.
            Fail(new LdapFaultException("the connection broke", e) { ConnectionLost = true });
        }
    }

    private void Dispatch(LdapMessage message)
    {
        // RFC 4511 section 4.4: number 0 is the server's own; the only one known says that it is about to close.
        if (message.Id == 0)
        {
            var exchange = new LdapExchange(LdapTags.ExtendedResponse, _limits);
            exchange.Accept(message);
            throw new LdapFaultException($"the server ends the connection: {LdapResultCode.Describe(exchange.Result.Code)} \"{exchange.Result.Diagnostic}\"") { ConnectionLost = true };
        }

        LdapExchange? open;
        lock (_gate)
        {
            if (!_open.TryGetValue(message.Id, out open))
            {
                if (!_abandoned.Contains(message.Id))
                {
                    throw LdapReader.Malformed("a response belongs to no request");
                }

                if (message.Operation == LdapTags.SearchResultDone)
                {
                    _abandoned.Remove(message.Id);
                }

                return;
            }
        }

        if (open.Accept(message))
        {
            lock (_gate)
            {
                _open.Remove(message.Id);
            }

            open.Complete();
        }
    }

    private void Fail(LdapFaultException fault)
    {
        LdapExchange[] waiting;
        lock (_gate)
        {
            if (_fault is not null)
            {
                return;
            }

            _fault = fault;
            waiting = [.. _open.Values];
            _open.Clear();
        }

        _closed.Cancel();
        _stream.Dispose();
        foreach (LdapExchange exchange in waiting)
        {
            exchange.Fail(fault);
        }
    }
}
