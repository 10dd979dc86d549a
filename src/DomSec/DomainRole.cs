namespace DomSec;

/// <summary>
/// The agents that RFC 3183 names. The name of a role is the common name of the agent's certificate and the
/// local part of its e-mail address (sections 3.1.1 and 4.1).
/// </summary>
public enum DomainRole
{
    /// <summary><c>domain-signing-authority</c>: signs on behalf of a domain (RFC 3183 section 3.2).</summary>
    DomainSigning = 0,

    /// <summary><c>review-authority</c>: signs that a message was reviewed (RFC 3183 section 3.4).</summary>
    Review = 1,

    /// <summary><c>attribute-authority</c>: signs additional attributes onto a message (RFC 3183 section 3.3).</summary>
    Attribute = 2,

    /// <summary><c>domain-confidentiality-authority</c>: encrypts and decrypts on behalf of a domain (RFC 3183 section 4).</summary>
    Confidentiality = 3,
}
