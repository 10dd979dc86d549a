namespace DomSec.Crypto.BouncyCastle;

/// <summary>A certificate of a path as the seam to PKIX validation takes it.</summary>
/// <param name="Der">The whole certificate.</param>
/// <param name="Mailboxes">The addresses that rfc822Name constraints govern although they stand elsewhere: subject emailAddress and SmtpUTF8Mailbox (CERT-14).</param>
internal readonly record struct PkixPathCertificate(ReadOnlyMemory<byte> Der, IReadOnlyList<string> Mailboxes);
