namespace DomSec.Providers;

/// <summary>
/// Obtains what tells whether a certificate is revoked: CRLs and OCSP responses. It is asked when the community's own CRLs do not tell, about certificates of paths that lead to one of the
/// community's anchors only: whoever writes a message cannot choose where we connect to. Implementations are safe for concurrent use.
/// </summary>
public interface IRevocationSource
{
    /// <summary>Looks for the state-bearing material of one certificate.</summary>
    /// <param name="question">The certificate, its issuer, and how long it may take.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <returns>
    /// What was found; it is judged by who asked: signatures, scope and time. A fault of any kind is <see cref="LookupState.Unavailable"/>, not an exception; nothing to ask is
    /// <see cref="LookupState.NotFound"/>. Both leave the state unknown, which is never good.
    /// </returns>
    ValueTask<RevocationLookup> FindAsync(RevocationQuestion question, CancellationToken ct = default);
}
