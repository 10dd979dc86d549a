using MimeKit;

namespace DomSec;

/// <summary>
/// A domain confidentiality authority (RFC 3183 section 4): encrypts to other domains' authorities and decrypts for its own.
/// Safe for concurrent use.
/// </summary>
/// <remarks>
/// Recipient certificates are found in the certificate directory and accepted only if named, mapped and trusted as section 4.1 asks.
/// Whatever fails inside a decryption looks the same outside: one refusal, one flag. Not checked: whether the envelope's recipients may read the message.
/// </remarks>
public interface IDomainEncryptor
{
    /// <summary>Encrypts a message to its recipients' domains.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <param name="request">Whom to encrypt for.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The encrypted message, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainEncryptionResult> EncryptAsync(MimeMessage message, DomainEncryptionRequest request, CancellationToken ct = default);

    /// <summary>Encrypts a message from one stream into another.</summary>
    /// <param name="source">The message, from the current position to the end; stays open.</param>
    /// <param name="destination">Receives the encrypted message, and nothing unless the outcome is <see cref="DomainOutcome.Applied"/>; stays open. If an exception is thrown it may have received a part, which must be discarded.</param>
    /// <param name="request">Whom to encrypt for.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>What became of the message.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="IOException">A stream failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainEncryptionReport> EncryptStreamAsync(Stream source, Stream destination, DomainEncryptionRequest request, CancellationToken ct = default);

    /// <summary>Decrypts a message with the domain's keys; the signatures inside stay as they are.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <param name="request">Whose keys.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>The decrypted message, or why there is none.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainDecryptionResult> DecryptAsync(MimeMessage message, DomainDecryptionRequest request, CancellationToken ct = default);

    /// <summary>Decrypts a message from one stream into another. Nothing is written before its integrity is known.</summary>
    /// <param name="source">The message, from the current position to the end; stays open. A seekable source is read twice, any other is spooled as received.</param>
    /// <param name="destination">Receives the decrypted message, and nothing unless the outcome is <see cref="DomainOutcome.Applied"/>; stays open.</param>
    /// <param name="request">Whose keys.</param>
    /// <param name="ct">Cancels the work.</param>
    /// <returns>What became of the message.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="DomSecException">A provider failed.</exception>
    /// <exception cref="IOException">A stream failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<DomainDecryptionReport> DecryptStreamAsync(Stream source, Stream destination, DomainDecryptionRequest request, CancellationToken ct = default);
}
