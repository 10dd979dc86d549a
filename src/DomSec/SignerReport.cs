namespace DomSec;

/// <summary>Whom a signer's certificate names. All text is escaped: it is safe to log and to put into a header field.</summary>
/// <param name="Subject">The subject's distinguished name (RFC 4514), empty when the certificate is missing.</param>
/// <param name="Issuer">The issuer's distinguished name.</param>
/// <param name="Serial">The serial number in lower-case hexadecimal.</param>
/// <param name="Emails">The addresses of subjectAltName and subject.</param>
public sealed record SignerReport(string Subject, string Issuer, string Serial, IReadOnlyList<string> Emails);
