using System.Diagnostics;
using DomSec.Diagnostics;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace DomSec.Hosting;

/// <summary>Logs and counts what the signer does.</summary>
internal sealed class ObservedSigner(IDomainSigner inner, ILogger logger) : IDomainSigner
{
    public async Task<DomainSigningResult> SignAsync(MimeMessage message, DomainSigningRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Sign");
        DomainSigningResult result = await inner.SignAsync(message, request, ct).ConfigureAwait(false);
        Observe(result.Report, request);
        return result;
    }

    public async Task<DomainSigningReport> SignStreamAsync(Stream source, Stream destination, DomainSigningRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Sign");
        DomainSigningReport report = await inner.SignStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        Observe(report, request);
        return report;
    }

    private void Observe(DomainSigningReport report, DomainSigningRequest request)
    {
        DomSecTelemetry.Count("sign", report.Outcome.ToString());
        if (report.Outcome == DomainOutcome.Applied)
        {
            DoorLog.Signed(logger, request.Domain, request.Type);
            if (report.EncryptionProfile is { IsWeak: true } profile)
            {
                DoorLog.EncryptedWeakly(logger, profile.ContentEncryption, profile.Name); // LCD-03: on every use
            }
        }
        else
        {
            DoorLog.NotSigned(logger, request.Domain, report.Outcome, report.Refusal);
        }
    }
}

/// <summary>Logs and counts what the confidentiality authority does.</summary>
internal sealed class ObservedEncryptor(IDomainEncryptor inner, ILogger logger) : IDomainEncryptor
{
    public async Task<DomainEncryptionResult> EncryptAsync(MimeMessage message, DomainEncryptionRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Encrypt");
        DomainEncryptionResult result = await inner.EncryptAsync(message, request, ct).ConfigureAwait(false);
        Observe(result.Report);
        return result;
    }

    public async Task<DomainEncryptionReport> EncryptStreamAsync(Stream source, Stream destination, DomainEncryptionRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Encrypt");
        DomainEncryptionReport report = await inner.EncryptStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        Observe(report);
        return report;
    }

    public async Task<DomainDecryptionResult> DecryptAsync(MimeMessage message, DomainDecryptionRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Decrypt");
        DomainDecryptionResult result = await inner.DecryptAsync(message, request, ct).ConfigureAwait(false);
        Observe(result.Report);
        return result;
    }

    public async Task<DomainDecryptionReport> DecryptStreamAsync(Stream source, Stream destination, DomainDecryptionRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Decrypt");
        DomainDecryptionReport report = await inner.DecryptStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        Observe(report);
        return report;
    }

    private void Observe(DomainEncryptionReport report)
    {
        DomSecTelemetry.Count("encrypt", report.Outcome.ToString());
        if (report.Outcome == DomainOutcome.Applied)
        {
            DoorLog.Encrypted(logger, report.Authorities.Count);
            if (report.Profile is { IsWeak: true } profile)
            {
                DoorLog.EncryptedWeakly(logger, profile.ContentEncryption, profile.Name); // LCD-03: on every use
            }
        }
        else
        {
            DoorLog.NotEncrypted(logger, report.Outcome, report.Refusal);
        }
    }

    private void Observe(DomainDecryptionReport report)
    {
        DomSecTelemetry.Count("decrypt", report.Outcome.ToString());
        if (report.Outcome == DomainOutcome.Applied)
        {
            DoorLog.Decrypted(logger);
        }
        else
        {
            DoorLog.NotDecrypted(logger, report.Outcome, report.Refusal);
        }
    }
}

/// <summary>Logs and counts what the classifier finds.</summary>
internal sealed class ObservedClassifier(IDomainSecurityClassifier inner, ILogger logger) : IDomainSecurityClassifier
{
    public async Task<DomainSecurityReport> ClassifyAsync(MimeMessage message, DomainClassificationRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Classify");
        return Observe(await inner.ClassifyAsync(message, request, ct).ConfigureAwait(false));
    }

    public async Task<DomainSecurityReport> ClassifyStreamAsync(Stream source, DomainClassificationRequest request, CancellationToken ct = default)
    {
        using Activity? activity = DomSecTelemetry.Activities.StartActivity("DomSec.Classify");
        return Observe(await inner.ClassifyStreamAsync(source, request, ct).ConfigureAwait(false));
    }

    private DomainSecurityReport Observe(DomainSecurityReport report)
    {
        DomSecTelemetry.Count("classify", report.Status.ToString());
        DoorLog.Classified(logger, report.Structure, report.Status);
        return report;
    }
}
