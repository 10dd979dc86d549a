using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Confidentiality;

/// <summary>The confidentiality authority that will be encrypted to for a recipient domain.</summary>
/// <param name="Domain">The authority's domain: the recipient's own or one above it.</param>
/// <param name="Certificate">Its certificate.</param>
/// <param name="Key">The certificate's key.</param>
internal sealed record RecipientAuthority(MailDomain Domain, Certificate Certificate, PublicKey Key);
