using DomSec.Diagnostics;
using DomSec.Mime;
using DomSec.Providers;
using MimeKit;

namespace DomSec.Hosting;

/// <summary>
/// Two guards before decryption: content is opened only for recipients of the domains whose keys open it (SEC-DOM-05), and nobody learns from
/// thousands of altered copies (SEC-ORC-04).
/// </summary>
internal sealed class GuardedEncryptor(IDomainEncryptor inner, IKeyStore keys, FailureBudget budget) : IDomainEncryptor
{
    public Task<DomainEncryptionResult> EncryptAsync(MimeMessage message, DomainEncryptionRequest request, CancellationToken ct = default) =>
        inner.EncryptAsync(message, request, ct);

    public Task<DomainEncryptionReport> EncryptStreamAsync(Stream source, Stream destination, DomainEncryptionRequest request, CancellationToken ct = default) =>
        inner.EncryptStreamAsync(source, destination, request, ct);

    public async Task<DomainDecryptionResult> DecryptAsync(MimeMessage message, DomainDecryptionRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(request);
        if (await ObjectAsync(request, ct).ConfigureAwait(false) is { } objection)
        {
            return new DomainDecryptionResult(objection, message: null);
        }

        DomainDecryptionResult result = await inner.DecryptAsync(message, request, ct).ConfigureAwait(false);
        Count(result.Report, request);
        return result;
    }

    public async Task<DomainDecryptionReport> DecryptStreamAsync(Stream source, Stream destination, DomainDecryptionRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);
        if (await ObjectAsync(request, ct).ConfigureAwait(false) is { } objection)
        {
            return objection;
        }

        DomainDecryptionReport report = await inner.DecryptStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        Count(report, request);
        return report;
    }

    private async ValueTask<DomainDecryptionReport?> ObjectAsync(DomainDecryptionRequest request, CancellationToken ct)
    {
        if (request.Peer is { } peer && budget.IsSpent(peer))
        {
            return Report(DomainOutcome.Deferred, new Refusal("Too many messages from there could not be decrypted; try again later.", "library (SEC-ORC-04), DomSecOptions.MaxDecryptionFailures"));
        }

        foreach (string recipient in request.Recipients ?? [])
        {
            if (!MailDomain.TryFromAddress(recipient, out _, out MailDomain domain) || !await IsServedAsync(domain, request.Domain, ct).ConfigureAwait(false))
            {
                return Report(DomainOutcome.Refused, new Refusal("A recipient does not belong to the domain that decrypts; content is released to its own recipients only.", "library (SEC-DOM-05)"));
            }
        }

        return null;
    }

    private async ValueTask<bool> IsServedAsync(MailDomain recipient, MailDomain? decrypting, CancellationToken ct)
    {
        for (MailDomain? current = recipient; current is { } domain; current = domain.Parent)
        {
            if (decrypting is { } own ? domain == own : await HasKeysAsync(domain, ct).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> HasKeysAsync(MailDomain domain, CancellationToken ct) =>
        (await keys.GetDecryptionKeysAsync(domain, ct).ConfigureAwait(false)).Count > 0
        || (await keys.GetKeyEncryptionKeysAsync(domain, ct).ConfigureAwait(false)).Count > 0
        || (await keys.GetPasswordsAsync(domain, ct).ConfigureAwait(false)).Count > 0;

    private void Count(DomainDecryptionReport report, DomainDecryptionRequest request)
    {
        // Only what is encrypted and was not released counts: a message in the clear teaches nobody anything.
        if (report.Outcome == DomainOutcome.Refused && report.Classification is { Confidentiality: not ConfidentialityLevel.None })
        {
            DomSecTelemetry.CountDecryptionFailure();
            if (request.Peer is { } peer)
            {
                budget.Fail(peer);
            }
        }
    }

    private static DomainDecryptionReport Report(DomainOutcome outcome, Refusal refusal) =>
        new() { Outcome = outcome, Refusal = refusal, Classification = null, ConfidentialityTerminated = false };
}
