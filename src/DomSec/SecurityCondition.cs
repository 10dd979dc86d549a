namespace DomSec;

/// <summary>Something about a message, or about the way to protect it, that somebody has to decide about; the list of <c>DomSec.Decisions.DecisionPolicy</c>.</summary>
public enum SecurityCondition
{
    /// <summary>A directory, or the list of members, could not be asked.</summary>
    DirectoryDown,

    /// <summary>There is no certificate of the partner: none to encrypt to, or the signer's cannot be found.</summary>
    CertificateMissing,

    /// <summary>A certificate of the partner, or an issuer's, is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>A certificate of the partner, or an issuer's, expired not longer ago than the grace allows.</summary>
    CertificateExpiredInGrace,

    /// <summary>A certificate of the partner, or an issuer's, expired longer ago than the grace allows, or it is not known when.</summary>
    CertificateExpired,

    /// <summary>A certificate of the partner, or an issuer's, is revoked.</summary>
    CertificateRevoked,

    /// <summary>Revocation could not be told, and the last information about it ended not longer ago than the grace allows.</summary>
    RevocationStaleInGrace,

    /// <summary>Revocation is practised and could not be told.</summary>
    RevocationUnknown,

    /// <summary>No path leads from the partner's certificate to an anchor, an issuer of it is not known, or a pin that was agreed is missing.</summary>
    ChainUntrusted,

    /// <summary>The partner's certificate is damaged, or not for this use.</summary>
    CertificateUnsuitable,

    /// <summary>The partner's certificate does not have the name it must have, or does not cover the domain in question (RFC 3183 sections 3.1.1 and 4.1).</summary>
    NamingBroken,

    /// <summary>The signature breaks a rule about its type (RFC 3183 section 3.1.2).</summary>
    SignatureTypeBroken,

    /// <summary>The security label is not known here, or the signers do not agree on it (RFC 2634 section 3.1.2).</summary>
    LabelUnclear,

    /// <summary>Fewer reviewers have signed than the policy asks for (RFC 3183 section 3.4).</summary>
    ReviewMissing,

    /// <summary>An algorithm or a key is too weak today.</summary>
    AlgorithmWeak,

    /// <summary>A signature does not verify, or something that it has to cover is not what it covers.</summary>
    SignatureInvalid,

    /// <summary>A signature could not be checked: its algorithm is not known here, or it has no signed attributes.</summary>
    SignatureUnverifiable,

    /// <summary>An encrypted layer could not be opened with the domain's keys.</summary>
    Undecryptable,

    /// <summary>A security layer cannot be read, or reaches a limit against hostile input.</summary>
    Malformed,

    /// <summary>A member's message has no valid domain signature.</summary>
    UnsignedFromMember,

    /// <summary>A member's message was not encrypted.</summary>
    UnencryptedFromMember,

    /// <summary>The other side is not a member: what comes from it is ordinary mail, and there is no way to encrypt to it.</summary>
    PeerUnknown,

    /// <summary>A message with a mark of the community came from somebody who is not a member.</summary>
    MarkedFromStranger,

    /// <summary>The own domain has no key or certificate that can be used now.</summary>
    OwnKeyUnusable,

    /// <summary>A door refused the message for a reason that lies in the message or in a setting.</summary>
    Refused,

    /// <summary>A door put the message off for a passing reason.</summary>
    Deferred,

    /// <summary>The facts do not tell enough to say that the message is safe.</summary>
    Unclear,
}
