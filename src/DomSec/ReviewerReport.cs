namespace DomSec;

/// <summary>One reviewer whose signature passed (RFC 3183 section 3.4).</summary>
/// <param name="Signer">Whom the certificate names.</param>
/// <param name="Certificate">The DER certificate.</param>
/// <param name="SigningTime">The reviewer's claim of when it signed, or null.</param>
public sealed record ReviewerReport(SignerReport Signer, ReadOnlyMemory<byte> Certificate, DateTimeOffset? SigningTime);
