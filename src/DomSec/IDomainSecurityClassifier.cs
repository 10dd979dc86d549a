using MimeKit;

namespace DomSec;

/// <summary>
/// Says what protection a message has, layer by layer, and whether its origin is established. Any bytes give a report:
/// what arrives in a message is never an exception. Safe for concurrent use.
/// </summary>
public interface IDomainSecurityClassifier
{
    /// <summary>Classifies a message.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <param name="request">How.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainSecurityReport> ClassifyAsync(MimeMessage message, DomainClassificationRequest request, CancellationToken ct = default);

    /// <summary>Classifies a message, or a bare CMS object (DER, BER or PEM), from a stream.</summary>
    /// <param name="source">The input, from the current position to the end; stays open.</param>
    /// <param name="request">How.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainSecurityReport> ClassifyStreamAsync(Stream source, DomainClassificationRequest request, CancellationToken ct = default);
}
