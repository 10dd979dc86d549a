using System.Collections.Concurrent;
using DomSec.Ldap.Discovery;
using DomSec.Ldap.Protocol;
using DomSec.Providers;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DomSec.Ldap;

/// <summary>
/// Certificates and membership from an LDAP directory, asked when they are needed and remembered for a while (RFC 3183 section 4.2):
/// an authority's certificates by its role address, and by option those in recipients' own entries.
/// </summary>
/// <remarks>
/// <para>Every fault is <see cref="LookupState.Unavailable"/>, never an exception and never "not found": servers that cannot be reached, hang, refuse, have lost their entries, hide them, or
/// send what is not LDAP. The reason stands in <see cref="CertificateLookup.Source"/> and in the log. No look-up takes longer than
/// <see cref="LdapDirectoryOptions.LookupTimeout"/>; when a server fails the next is asked, after <see cref="LdapDirectoryOptions.ServerTimeout"/> at the latest.</para>
/// <para>Nothing is judged: validity, naming and trust are decided where a certificate is used. Not followed: referrals and aliases. Nothing is ever written.</para>
/// <para>Safe for concurrent use. Connections are opened with the first look-up, one for each server in use, and shared by all look-ups; keep the object for the life of the process.</para>
/// </remarks>
public sealed class LdapDirectory : ICertificateDirectory, IMembership, IAsyncDisposable, IDisposable
{
    internal const string IssuerCertificateAttribute = "cACertificate;binary";
    internal const string RevocationListAttribute = "certificateRevocationList;binary";

    private readonly LdapDirectoryOptions _options;
    private readonly ILogger _logger;
    private readonly LdapQuestions _questions;
    private readonly LdapAnswer _answer;
    private readonly ServerDiscovery _discovery;
    private readonly Func<LdapServer, LdapServerLink> _link;
    private readonly Lock _linking = new();
    private volatile LdapServerLink[] _links;
    private readonly MemoryCache _remembered;
    private readonly ConcurrentDictionary<Question, Lazy<Task<CertificateLookup>>> _running = new();
    private volatile bool _disposed;

    /// <summary>Prepares a directory; nothing is connected yet.</summary>
    /// <param name="options">How it is asked.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="DomSecException">The options do not fit together; the message says what to do.</exception>
    public LdapDirectory(LdapDirectoryOptions options)
        : this(options, connect: null)
    {
    }

    /// <summary>With another way to connect, for tests.</summary>
    internal LdapDirectory(LdapDirectoryOptions options, Func<LdapServer, CancellationToken, Task<ILdapSession>>? connect)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        _options = options;
        _logger = (ILogger?)options.LoggerFactory?.CreateLogger("DomSec.Ldap") ?? NullLogger.Instance;
        _questions = new LdapQuestions(options);
        LdapSearch sentinel = _questions.Sentinel();
        _answer = new LdapAnswer(options, sentinel, _logger);
        _discovery = new ServerDiscovery(options);
        _link = server => new LdapServerLink(
            server,
            connect is null ? new LdapConnector(server, options, sentinel).OpenAsync : ct => connect(server, ct),
            options,
            _logger);
        _links = [.. options.Servers.Select(_link)];
        _remembered = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.MaxRememberedAnswers, Clock = new Clock(options.TimeProvider) });
    }

    internal string? IssuerName => _options.IssuerName;

    internal TimeSpan FoundTime => _options.FoundTime;

    internal TimeProvider TimeProvider => _options.TimeProvider;

    private enum Subject
    {
        Authority,
        Recipient,
        Member,
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The directory was disposed.</exception>
    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default)
    {
        if (domain == default)
        {
            return ValueTask.FromResult(Nobody());
        }

        LdapSearch search = _questions.Authority(role, domain);
        return AskAsync(new Question(Subject.Authority, LdapQuery.AddressOf(role, domain)), ct, async (session, server, limit) =>
            _answer.Certificates(await _answer.SearchAsync(session, search, limit).ConfigureAwait(false), _options.CertificateAttribute, server, expected: true));
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The directory was disposed.</exception>
    public ValueTask<CertificateLookup> FindRecipientAsync(string address, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        string trimmed = address.Trim();
        if (!_options.RecipientLookup || !MailDomain.TryFromAddress(trimmed, out _, out MailDomain domain))
        {
            return ValueTask.FromResult(Nobody());
        }

        LdapSearch search = _questions.Recipient(trimmed, domain);
        return AskAsync(new Question(Subject.Recipient, trimmed.ToLowerInvariant()), ct, async (session, server, limit) =>
            _answer.Certificates(await _answer.SearchAsync(session, search, limit).ConfigureAwait(false), _options.CertificateAttribute, server, expected: false));
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The directory was disposed.</exception>
    public async ValueTask<LookupState> IsMemberAsync(MailDomain domain, CancellationToken ct = default)
    {
        if (domain == default)
        {
            return LookupState.NotFound;
        }

        LdapSearch search = _questions.Member(domain);
        CertificateLookup found = await AskAsync(new Question(Subject.Member, domain.Value), ct, async (session, server, limit) =>
        {
            IReadOnlyList<LdapEntry> entries = await _answer.SearchAsync(session, search, limit).ConfigureAwait(false);
            return new CertificateLookup(entries.Count > 0 ? LookupState.Found : LookupState.NotFound, [], server);
        }).ConfigureAwait(false);
        return found.State;
    }

    /// <summary>Reads the CA certificates and CRLs in the entry <see cref="LdapDirectoryOptions.IssuerName"/>. Not remembered: whoever refreshes them decides how often.</summary>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>What the entry holds; without a name, not found. A fault is <see cref="LookupState.Unavailable"/>, and so is an entry that is not there.</returns>
    /// <exception cref="ObjectDisposedException">The directory was disposed.</exception>
    public async ValueTask<LdapIssuerLookup> FindIssuerAsync(CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_options.IssuerName is not { } name)
        {
            return new LdapIssuerLookup(LookupState.NotFound, [], [], Nobody().Source);
        }

        LdapSearch search = _questions.Issuer(name);
        ReadOnlyMemory<byte>[] lists = [];
        CertificateLookup found = await RunAsync(async (session, server, limit) =>
        {
            IReadOnlyList<LdapEntry> entries = await _answer.SearchAsync(session, search, limit).ConfigureAwait(false);

            // CRLs are not looked into: one that cannot be read has to be seen by whoever judges revocation, and not skipped.
            lists = [.. entries.SelectMany(entry => entry.Values(RevocationListAttribute)).Select(value => (ReadOnlyMemory<byte>)value)];
            return _answer.Certificates(entries, IssuerCertificateAttribute, server, expected: true);
        }).WaitAsync(ct).ConfigureAwait(false);
        return new LdapIssuerLookup(found.State, found.Certificates, found.State == LookupState.Found ? lists : [], found.Source);
    }

    /// <summary>Reads the CRLs in an entry, which need not be there: a certificate's say-so is no reason to think that a server has lost its entries.</summary>
    internal async Task<LdapIssuerLookup> FindRevocationListsAsync(string name)
    {
        LdapSearch search = _questions.RevocationLists(name);
        ReadOnlyMemory<byte>[] lists = [];
        CertificateLookup found = await RunAsync(async (session, server, limit) =>
        {
            LdapSearchResult result = await session.SearchAsync(search, limit).ConfigureAwait(false);
            if (!result.Result.IsSuccess && result.Result.Code is not (32 or 34 or 50 or 10))
            {
                throw result.Result.Fault("the search");
            }

            lists = [.. result.Entries.SelectMany(entry => LdapQuestions.RevocationListAttributes.SelectMany(entry.Values)).Select(value => (ReadOnlyMemory<byte>)value)];
            return new CertificateLookup(lists.Length > 0 ? LookupState.Found : LookupState.NotFound, [], server);
        }).ConfigureAwait(false);
        return new LdapIssuerLookup(found.State, [], found.State == LookupState.Found ? lists : [], found.Source);
    }

    /// <summary>Forgets all answers, so that the next look-ups ask again.</summary>
    public void Forget() => _remembered.Clear();

    /// <summary>Closes the connections. Look-ups under way become unavailable.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (LdapServerLink link in _links)
        {
            _ = link.CloseAsync(politely: false).AsTask();
        }

        _remembered.Dispose();
    }

    /// <summary>Says goodbye to the servers, for half a second at most each, and closes the connections.</summary>
    /// <returns>When it is done.</returns>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (LdapServerLink link in _links)
        {
            await link.CloseAsync(politely: true).ConfigureAwait(false);
        }

        _remembered.Dispose();
    }

    /// <summary>Whether the options fit together.</summary>
    internal static void Check(LdapDirectoryOptions options)
    {
        string? fault = options switch
        {
            { Servers: null } or { Servers.Count: 0, DiscoveryDomain: null } => "There is no directory server: name one or more in Servers.",
            { SearchBase: null or "" } => "SearchBase is empty: name the entry below which the domains stand.",
            { Authentication: LdapAuthentication.Simple, BindName: null or "" } => "BindName is empty: name the entry to bind with, or choose another Authentication.",

            // RFC 4513 section 5.1.2: such a bind succeeds without proving anything.
            { Authentication: LdapAuthentication.Simple, Password: null or "" } => "Password is empty, which a server takes for an anonymous bind: give one, or choose another Authentication.",
            { Authentication: LdapAuthentication.External, ClientCertificate: null } when options.DiscoveryDomain is not null || options.Servers.Any(server => server.Transport != LdapTransport.LocalSocket) =>
                "ClientCertificate is missing, without which SASL EXTERNAL shows nothing: give one with its private key, or choose another Authentication.",
            { ClientCertificate.HasPrivateKey: false } => "ClientCertificate has no private key: load it together with its key.",
            { DiscoveryTransport: LdapTransport.LocalSocket } => "DiscoveryTransport is a local socket, which DNS does not name: choose TLS or StartTLS.",
            { UseMachineRoots: false, TrustedRoots.Count: 0 } when options.DiscoveryDomain is not null || options.Servers.Any(server => server.Transport != LdapTransport.LocalSocket) =>
                "TrustedRoots is empty, so that no server's certificate can be accepted: give the directory's CA certificate.",
            _ when options.LookupTimeout <= TimeSpan.Zero || options.ServerTimeout <= TimeSpan.Zero => "LookupTimeout and ServerTimeout have to be longer than nothing.",
            _ when options.RetryDelay < TimeSpan.Zero || options.MaxRetryDelay < options.RetryDelay => "MaxRetryDelay may not be shorter than RetryDelay, nor that than nothing.",
            _ when options.FoundTime < TimeSpan.Zero || options.NotFoundTime < TimeSpan.Zero || options.MaxRememberedAnswers < 1 => "FoundTime, NotFoundTime and MaxRememberedAnswers may not be negative.",
            _ when options.MaxMessageBytes is < 1024 or > 256 * 1024 * 1024 || options.MaxEntries is < 1 or > 1_000_000 => "MaxMessageBytes (1 KiB to 256 MiB) or MaxEntries (1 to 1,000,000) is out of range.",
            _ => null,
        };
        if (fault is not null)
        {
            throw new DomSecException(fault);
        }
    }

    private static CertificateLookup Nobody() => new(LookupState.NotFound, [], "ldap");

    /// <summary>The remembered answer, or that of the servers. Those who ask the same at the same time share one search, which their cancelling does not end.</summary>
    private async ValueTask<CertificateLookup> AskAsync(Question question, CancellationToken ct, Func<ILdapSession, string, CancellationToken, Task<CertificateLookup>> ask)
    {
        ct.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_remembered.TryGetValue(question, out CertificateLookup? remembered))
        {
            return remembered!;
        }

        Lazy<Task<CertificateLookup>> running = _running.GetOrAdd(question, key => new Lazy<Task<CertificateLookup>>(() => RunAndRememberAsync(key, ask)));
        return await running.Value.WaitAsync(ct).ConfigureAwait(false);
    }

    private async Task<CertificateLookup> RunAndRememberAsync(Question question, Func<ILdapSession, string, CancellationToken, Task<CertificateLookup>> ask)
    {
        try
        {
            CertificateLookup answer = await RunAsync(ask).ConfigureAwait(false);
            TimeSpan time = answer.State switch { LookupState.Found => _options.FoundTime, LookupState.NotFound => _options.NotFoundTime, _ => TimeSpan.Zero };
            if (time > TimeSpan.Zero && !_disposed)
            {
                _remembered.Set(question, answer, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = time, Size = 1 });
            }

            return answer;
        }
        catch (ObjectDisposedException)
        {
            // Closed between the answer and remembering it.
            return new CertificateLookup(LookupState.Unavailable, [], "the directory was closed");
        }
        finally
        {
            _running.TryRemove(question, out _);
        }
    }

    /// <summary>Brings the servers up to date, if they are looked up; gives back why there are none.</summary>
    private async Task<string?> DiscoverAsync(CancellationToken ct)
    {
        if (_options.DiscoveryDomain is null)
        {
            return null;
        }

        try
        {
            IReadOnlyList<LdapServer> servers = await _discovery.GetAsync(ct).AsTask().WaitAsync(ct).ConfigureAwait(false);
            lock (_linking)
            {
                if (!servers.SequenceEqual(_links.Select(link => link.Server)) && !_disposed)
                {
                    LdapServerLink[] before = _links;
                    _links = [.. servers.Select(server => Array.Find(before, link => link.Server == server) ?? _link(server))];
                    foreach (LdapServerLink gone in before.Except(_links))
                    {
                        _ = gone.CloseAsync(politely: false).AsTask();
                    }
                }
            }

            return null;
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException)
        {
            return e is LdapFaultException ? e.Message : "the directory servers could not be looked up in time";
        }
    }

    /// <summary>Asks one server after the other until one answers or the time is up.</summary>
    private async Task<CertificateLookup> RunAsync(Func<ILdapSession, string, CancellationToken, Task<CertificateLookup>> ask)
    {
        try
        {
            using var whole = new CancellationTokenSource(_options.LookupTimeout, _options.TimeProvider);
            if (await DiscoverAsync(whole.Token).ConfigureAwait(false) is { } fault)
            {
                return new CertificateLookup(LookupState.Unavailable, [], fault);
            }

            foreach (LdapServerLink link in Order())
            {
                if (whole.IsCancellationRequested)
                {
                    break;
                }

                if (await TryAsync(link, ask, whole.Token).ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }
            }
        }
        catch (ObjectDisposedException) when (_disposed)
        {
            return new CertificateLookup(LookupState.Unavailable, [], "the directory was closed");
        }
        catch (Exception e)
        {
            // The last line: whatever went wrong, the mail must not go out in clear, and must not be lost for an exception.
            LdapLog.Unexpected(_logger, e);
            return new CertificateLookup(LookupState.Unavailable, [], "the look-up failed unexpectedly; the log says how");
        }

        return new CertificateLookup(LookupState.Unavailable, [], string.Join("; ", _links.Where(link => link.Reason.Length > 0).Select(link => $"{link.Server}: {link.Reason}")));
    }

    private async Task<CertificateLookup?> TryAsync(LdapServerLink link, Func<ILdapSession, string, CancellationToken, Task<CertificateLookup>> ask, CancellationToken whole)
    {
        using var server = new CancellationTokenSource(_options.ServerTimeout, _options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(whole, server.Token);
        while (true)
        {
            ILdapSession? session = null;
            bool reused = false;
            try
            {
                (session, reused) = await link.OpenAsync(limit.Token).ConfigureAwait(false);
                CertificateLookup answer = await ask(session, link.Server.ToString(), limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
                link.Succeeded();
                return answer;
            }
            catch (LdapFaultException fault) when (session is null)
            {
                // The link knows already, and the others that waited for the same connection do too.
                _ = fault;
                return null;
            }
            catch (LdapFaultException fault) when (fault.ConnectionLost && reused)
            {
                // A server may end a connection at any time; with an old one that says nothing about the server. A new one is tried, within the same time.
                link.Failed(session, fault.Message, rest: false);
            }
            catch (LdapFaultException fault)
            {
                link.Failed(session, fault.Message);
                return null;
            }
            catch (OperationCanceledException)
            {
                link.Failed(session, "it did not answer within its time");
                return null;
            }
        }
    }

    /// <summary>
    /// Connected servers first, then those that are not resting. A preferred one that has rested while another serves is tried in the
    /// background, so that no look-up waits for a server that may still hang.
    /// </summary>
    private List<LdapServerLink> Order()
    {
        List<LdapServerLink> live = [.. _links.Where(link => link.IsLive)];
        List<LdapServerLink> ready = [.. _links.Where(link => !link.IsResting && !live.Contains(link))];
        if (live.Count > 0)
        {
            int serving = Array.IndexOf(_links, live[0]);
            foreach (LdapServerLink link in ready.Where(link => Array.IndexOf(_links, link) < serving))
            {
                link.Probe();
            }
        }

        return [.. live, .. ready];
    }

    private readonly record struct Question(Subject Subject, string Text);

    /// <summary>The cache's clock, which is older than TimeProvider.</summary>
    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
