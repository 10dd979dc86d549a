using MimeKit;

namespace DomSec;

/// <summary>
/// Signs for a domain (RFC 3183 sections 3.1 to 3.4). Safe for concurrent use.
/// </summary>
/// <remarks>
/// Before signing, every signature already in the message, also inside encryption that the domain can open, is verified; the naming
/// and mapping rules are checked; the originator's evidence is required. A message that fails is refused, never passed on unsigned.
/// Not checked: whether the evidence is true, and whether the envelope agrees with the From field.
/// </remarks>
public interface IDomainSigner
{
    /// <summary>Signs a message.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <param name="request">What to sign as.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The signed message, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainSigningResult> SignAsync(MimeMessage message, DomainSigningRequest request, CancellationToken ct = default);

    /// <summary>Signs a message from one stream into another.</summary>
    /// <param name="source">The message, from the current position to the end; stays open.</param>
    /// <param name="destination">Receives the signed message, and nothing unless the outcome is <see cref="DomainOutcome.Applied"/>; stays open. If an exception is thrown it may have received a part, which must be discarded.</param>
    /// <param name="request">What to sign as.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>What became of the message.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="IOException">A stream failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainSigningReport> SignStreamAsync(Stream source, Stream destination, DomainSigningRequest request, CancellationToken ct = default);
}
