using DomSec.X509;

namespace DomSec.Trust;

/// <summary>A certificate of a verified path and the one above it: what a revocation source needs to be asked (RFC 6960 section 4.1.1).</summary>
/// <param name="Subject">The certificate whose state is sought.</param>
/// <param name="Issuer">Its issuer's.</param>
internal readonly record struct RevocationSubject(Certificate Subject, Certificate Issuer);
