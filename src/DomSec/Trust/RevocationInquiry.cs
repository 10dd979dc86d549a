using DomSec.Providers;

namespace DomSec.Trust;

/// <summary>
/// Asks the revocation sources on behalf of one message: a bounded number of questions within one deadline (SEC-DOS-04), none twice. Validation itself stays without I/O: it says what it does not
/// know, and judges again with what was found. Only certificates of verified paths are asked for, so that nobody but an issuer we trust chooses where to connect (CERT-16). Not safe for concurrent use.
/// </summary>
internal sealed class RevocationInquiry
{
    private readonly IReadOnlyList<IRevocationSource> _sources;
    private readonly DomSecOptions _options;
    private readonly TimeProvider _time;
    private HashSet<Fingerprint>? _asked; // most messages ask nothing
    private long? _start;

    public RevocationInquiry(IReadOnlyList<IRevocationSource> sources, DomSecOptions options, TimeProvider time)
    {
        _sources = sources;
        _options = options;
        _time = time;
    }

    /// <summary>What was found for this message so far.</summary>
    public RevocationEvidence Evidence { get; private set; } = RevocationEvidence.None;

    /// <summary>Asks for what a path lacks.</summary>
    /// <returns>Whether there is anything new, so that judging again may tell more.</returns>
    public async ValueTask<bool> AskAsync(PathResult path, CancellationToken ct)
    {
        if (_sources.Count == 0 || path.Fact != CertificateFact.RevocationUnknown)
        {
            return false;
        }

        var subjects = new List<RevocationSubject>();
        _asked ??= [];
        foreach (RevocationSubject unknown in path.Unknown)
        {
            if (_asked.Count < _options.Limits.MaxRevocationLookups && _asked.Add(Fingerprint.From(unknown.Subject.Sha256.Span)))
            {
                subjects.Add(unknown);
            }
        }

        _start ??= _time.GetTimestamp();
        TimeSpan left = _options.RevocationTimeout - _time.GetElapsedTime(_start.Value);
        if (subjects.Count == 0 || left <= TimeSpan.Zero)
        {
            return false;
        }

        RevocationLookup[] answers = await Task.WhenAll(subjects.SelectMany(subject => _sources.Select(source => AskAsync(source, subject, left, ct)))).ConfigureAwait(false);
        RevocationEvidence before = Evidence;
        RevocationEvidence after = before.With(answers.SelectMany(answer => answer.RevocationLists), answers.SelectMany(answer => answer.OcspResponses));
        Evidence = after;
        return after.Count > before.Count;
    }

    private async Task<RevocationLookup> AskAsync(IRevocationSource source, RevocationSubject subject, TimeSpan left, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var question = new RevocationQuestion(subject.Subject.Raw, subject.Issuer.Raw, left);

            // Sources keep the deadline by themselves; one that does not must not hold the mail either.
            return await source.FindAsync(question, end.Token).AsTask().WaitAsync(left, _time, ct).ConfigureAwait(false);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // A source that throws says as much as one that is out of reach: nothing, which is "unknown".
            await end.CancelAsync().ConfigureAwait(false);
            return RevocationLookup.Unavailable("the source failed");
        }
    }
}
