using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>
/// Prepares the encryption of what is not written yet. RFC 3183 section 5 has the signer encrypt again what it decrypted; this is how it does so in one pass,
/// without plaintext in between and without knowing the confidentiality room.
/// </summary>
internal interface IEnvelopeMaker
{
    /// <summary>Finds the recipients' authorities and encrypts a fresh content key to them.</summary>
    /// <param name="request">Whom to encrypt to.</param>
    /// <param name="header">The message's, which names those who may know of each other.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The envelope, which the caller disposes; or why there is none and whether that may pass.</returns>
    ValueTask<(PreparedEnvelope? Envelope, Refusal? Refusal, bool IsTemporary)> PrepareAsync(DomainEncryptionRequest request, EntityHeader header, CancellationToken ct);
}
