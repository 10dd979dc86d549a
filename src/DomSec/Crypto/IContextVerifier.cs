namespace DomSec.Crypto;

/// <summary>A key that verifies under a context of the caller's (FIPS 204 section 5.3); what CMS and X.509 sign with it alone has none.</summary>
internal interface IContextVerifier
{
    /// <param name="context">At most 255 octets.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">The signature; false for one of another length.</param>
    bool Verify(ReadOnlySpan<byte> context, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
