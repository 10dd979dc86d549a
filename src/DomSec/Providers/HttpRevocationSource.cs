using System.Net;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Providers.Revocation;
using DomSec.X509;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DomSec.Providers;

/// <summary>
/// Fetches CRLs and delta CRLs (RFC 5280 sections 4.2.1.13 and 4.2.1.15) and OCSP responses (RFC 6960) by HTTP from where certificates say, keeps them, and renews them before they end.
/// </summary>
/// <remarks>
/// <para>All distribution points and responders of a certificate are asked within the one deadline, the cheapest first: what is at hand, responders, lists. One that fails makes room for the next
/// at once, one that is slow after <see cref="HttpRevocationOptions.HedgeDelay"/>. A list that is current serves while it is renewed; one that is outdated never counts as good, and still tells
/// of revocations.</para>
/// <para>Only hosts of <see cref="HttpRevocationOptions.AllowedHosts"/> are asked, and only at public addresses or <see cref="HttpRevocationOptions.AllowedNetworks"/>; each redirect is checked
/// alike. Proxies, cookies and credentials of the environment are not used.</para>
/// <para>Safe for concurrent use; keep it for the life of the process.</para>
/// </remarks>
public sealed class HttpRevocationSource : IRevocationSource, IDisposable
{
    private readonly HttpRevocationOptions _options;
    private readonly HttpFetcher _fetcher;
    private readonly AnswerCache _cache;
    private readonly ILogger _logger;

    /// <summary>Prepares a source; nothing is connected yet.</summary>
    /// <param name="options">How to fetch.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="DomSecException">A time, size or number is not positive.</exception>
    public HttpRevocationSource(HttpRevocationOptions options)
        : this(options, resolve: null)
    {
    }

    /// <summary>With another way to resolve names, for tests.</summary>
    internal HttpRevocationSource(HttpRevocationOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FetchTimeout <= TimeSpan.Zero || options.HedgeDelay <= TimeSpan.Zero || options.RefreshInterval <= TimeSpan.Zero || options.RetryDelay <= TimeSpan.Zero
            || options.MaxRetryDelay < options.RetryDelay || options.MaxListBytes < 1 || options.MaxResponseBytes < 1 || options.MaxRedirects < 0 || options.MaxConcurrentFetches < 1
            || options.MaxCachedEntries < 1 || options.MaxCachedBytes < 1)
        {
            throw new DomSecException("A time, size or number of the revocation options is not positive, or MaxRetryDelay is shorter than RetryDelay.");
        }

        _options = options;
        _fetcher = new HttpFetcher(options, resolve);
        _cache = new AnswerCache(options);
        _logger = (ILogger?)options.LoggerFactory?.CreateLogger("DomSec.Revocation") ?? NullLogger.Instance;
    }

    /// <summary>For tests.</summary>
    internal AnswerCache Cache => _cache;

    /// <inheritdoc/>
    public async ValueTask<RevocationLookup> FindAsync(RevocationQuestion question, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (_options.AllowedHosts.Count == 0)
        {
            return RevocationLookup.NotFound("fetching is not enabled: no host is allowed");
        }

        if (Certificate.TryParse(question.Certificate, out Certificate? subject) != BerStatus.Ok || Certificate.TryParse(question.Issuer, out Certificate? issuer) != BerStatus.Ok)
        {
            return RevocationLookup.NotFound("the certificate or its issuer's cannot be read");
        }

        RevocationPointers pointers = RevocationPointers.Of(subject!.Extensions);
        List<Attempt> attempts = Attempts(subject, issuer!, pointers);
        if (attempts.Count == 0)
        {
            return RevocationLookup.NotFound("the certificate names no address that may be asked");
        }

        if (question.Deadline <= TimeSpan.Zero)
        {
            return RevocationLookup.Unavailable("there is no time left");
        }

        using var deadline = new CancellationTokenSource(question.Deadline, _options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        List<Outcome> outcomes = await AskAsync(attempts, subject, limit.Token).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        await AskDeltasAsync(subject, issuer!, pointers, outcomes, limit.Token).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        return Summarize(outcomes);
    }

    /// <summary>Stops renewing, and ends the fetches under way.</summary>
    public void Dispose()
    {
        _cache.Dispose();
        _fetcher.Dispose();
    }

    private static RevocationLookup Summarize(List<Outcome> outcomes)
    {
        Outcome[] found = [.. outcomes.Where(outcome => outcome.Answer is not null)];
        bool isCurrent = Array.Exists(found, outcome => outcome.Fault is null);
        string source = string.Join("; ", isCurrent
            ? found.Where(outcome => outcome.Fault is null).Select(outcome => outcome.Attempt.Uri.Host).Distinct(StringComparer.Ordinal)
            : outcomes.Select(outcome => $"{outcome.Attempt.Uri.Host}: {outcome.Fault}").Distinct(StringComparer.Ordinal));
        return new RevocationLookup(
            isCurrent ? LookupState.Found : LookupState.Unavailable,
            [.. found.Where(outcome => !outcome.Attempt.IsOcsp).Select(outcome => (ReadOnlyMemory<byte>)outcome.Answer!.Fetched.Content)],
            [.. found.Where(outcome => outcome.Attempt.IsOcsp).Select(outcome => (ReadOnlyMemory<byte>)outcome.Answer!.Fetched.Content)],
            source,
            found.Length == 0 ? null : found.Min(outcome => outcome.Answer!.AsOf));
    }

    /// <summary>What can be asked, the cheapest first.</summary>
    private List<Attempt> Attempts(Certificate subject, Certificate issuer, RevocationPointers pointers)
    {
        IEnumerable<Attempt> lists = pointers.Lists.Where(_fetcher.Allows).Select(uri => List(uri, subject, issuer));
        IEnumerable<Attempt> responders = _options.UseOcsp ? pointers.Responders.Where(_fetcher.Allows).Select(uri => Ocsp(uri, subject, issuer)) : [];
        return [.. lists.Concat(responders).OrderBy(attempt => _cache.IsCurrent(attempt.Key) ? 0 : attempt.IsOcsp ? 1 : 2)];
    }

    private Attempt List(Uri uri, Certificate subject, Certificate issuer) => new(uri, uri.AbsoluteUri, IsOcsp: false, async (known, ct) =>
    {
        HttpFetched? fetched = await _fetcher.FetchAsync(uri, body: null, known?.Fetched, ct).ConfigureAwait(false);
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        return fetched is null ? known! with { AsOf = now } : RevocationAnswers.List(fetched, subject, issuer, known, now, _options);
    });

    private Attempt Ocsp(Uri uri, Certificate subject, Certificate issuer) => new(
        uri,
        $"{uri.AbsoluteUri} {Convert.ToHexString(SHA256.HashData(subject.Raw.Span))}",
        IsOcsp: true,
        async (_, ct) =>
        {
            OcspRequest request = OcspRequest.For(subject, issuer, _options.UseNonce);
            HttpFetched? fetched = await _fetcher.FetchAsync(uri, request.Encoded, known: null, ct).ConfigureAwait(false);
            return RevocationAnswers.Response(fetched!, subject, issuer, request, _options.TimeProvider.GetUtcNow(), _options);
        });

    /// <summary>Asks one after the other, the next as soon as one fails or takes long, until what is there is enough or time is up.</summary>
    private async Task<List<Outcome>> AskAsync(List<Attempt> attempts, Certificate subject, CancellationToken ct)
    {
        var outcomes = new List<Outcome>();
        var running = new List<Task<Outcome>>();
        int next = 0;
        bool isNextDue = true;
        while (outcomes.Count < attempts.Count)
        {
            bool isOver = ct.IsCancellationRequested;
            if (isOver && running.Count == 0)
            {
                break;
            }

            if (!isOver && next < attempts.Count && (isNextDue || running.Count == 0))
            {
                running.Add(RunAsync(attempts[next++], subject, ct));
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            Task hedge = isOver ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.Delay(next < attempts.Count ? _options.HedgeDelay : Timeout.InfiniteTimeSpan, _options.TimeProvider, stop.Token);
            Task first = await Task.WhenAny([.. running, hedge]).ConfigureAwait(false);
            isNextDue = ReferenceEquals(first, hedge);
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task<Outcome> done in running.FindAll(task => task.IsCompleted))
            {
                running.Remove(done);
                Outcome outcome = await done.ConfigureAwait(false);
                outcomes.Add(outcome);
                if (outcome.IsEnough)
                {
                    return outcomes;
                }

                isNextDue = true;
            }
        }

        return outcomes;
    }

    /// <summary>RFC 5280 section 6.3.3 (c): the changes since a complete list, where somebody says that there are any. Without them the list still holds.</summary>
    private async Task AskDeltasAsync(Certificate subject, Certificate issuer, RevocationPointers pointers, List<Outcome> outcomes, CancellationToken ct)
    {
        if (!outcomes.Exists(outcome => outcome is { Attempt.IsOcsp: false, Answer: not null }))
        {
            return;
        }

        Uri[] uris = [.. pointers.Deltas.Concat(outcomes.SelectMany(outcome => outcome.Answer?.Deltas ?? [])).Distinct().Where(_fetcher.Allows).Take(4)];
        outcomes.AddRange(await Task.WhenAll(uris.Select(uri => RunAsync(List(uri, subject, issuer), subject, ct))).ConfigureAwait(false));
    }

    private async Task<Outcome> RunAsync(Attempt attempt, Certificate subject, CancellationToken ct)
    {
        string kind = attempt.IsOcsp ? "ocsp" : "crl";
        (CachedAnswer? answer, string? fault) = await _cache.GetAsync(attempt.Key, FetchAsync, ct).ConfigureAwait(false);
        return new Outcome(attempt, answer, fault, answer is not null && fault is null && answer.Suffices(subject));

        async Task<CachedAnswer> FetchAsync(CachedAnswer? known, CancellationToken end)
        {
            try
            {
                CachedAnswer fetched = await attempt.Fetch(known, end).ConfigureAwait(false);
                RevocationLog.Fetched(_logger, kind, attempt.Uri.Host);
                RevocationLog.Count(kind, isFault: false);
                return fetched;
            }
            catch (FetchException e)
            {
                RevocationLog.Failed(_logger, kind, attempt.Uri.Host, e.Message);
                RevocationLog.Count(kind, isFault: true);
                throw;
            }
        }
    }

    private sealed record Attempt(Uri Uri, string Key, bool IsOcsp, AnswerCache.Fetch Fetch);

    private sealed record Outcome(Attempt Attempt, CachedAnswer? Answer, string? Fault, bool IsEnough);
}
