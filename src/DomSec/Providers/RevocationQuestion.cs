namespace DomSec.Providers;

/// <summary>Asks for the revocation state of one certificate.</summary>
/// <param name="Certificate">The certificate, DER.</param>
/// <param name="Issuer">The certificate of its issuer, which was verified to have signed it, DER.</param>
/// <param name="Deadline">How long the answer may take; then what is there by then counts.</param>
public sealed record RevocationQuestion(ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte> Issuer, TimeSpan Deadline);
