using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Confidentiality;

/// <summary>Who will be encrypted to for recipients: the confidentiality authority of their domain, or a recipient.</summary>
/// <param name="Domain">The authority's domain: the recipient's own or one above it.</param>
/// <param name="Certificate">Its certificate.</param>
/// <param name="Key">The certificate's key.</param>
internal sealed record RecipientAuthority(MailDomain Domain, Certificate Certificate, PublicKey Key)
{
    /// <summary>The recipient's address when it is the recipient and no authority.</summary>
    public string? Person { get; init; }

    /// <summary>Whether it comes from the recipient's own entry, so that it says nothing about the domain's other recipients.</summary>
    public bool IsOfEntry { get; init; }

    /// <summary>The recipients who are reached by it.</summary>
    public List<string> Serves { get; } = [];
}
