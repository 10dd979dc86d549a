using MimeKit;

namespace DomSec;

/// <summary>A message that was to be signed.</summary>
public sealed class DomainSigningResult
{
    private readonly MimeMessage? _message;

    internal DomainSigningResult(DomainSigningReport report, MimeMessage? message)
    {
        Report = report;
        _message = message;
    }

    /// <summary>What became of it.</summary>
    public DomainOutcome Outcome => Report.Outcome;

    /// <summary>The details.</summary>
    public DomainSigningReport Report { get; }

    /// <summary>The new message; the caller owns it.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Outcome"/> is not <see cref="DomainOutcome.Applied"/>: there is nothing that may be relayed.</exception>
    public MimeMessage Message => _message
        ?? throw new InvalidOperationException($"There is no message to relay: {Report.Outcome}, {Report.Refusal}");
}
