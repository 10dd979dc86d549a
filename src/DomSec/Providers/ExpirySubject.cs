namespace DomSec.Providers;

/// <summary>What it is that expires.</summary>
public enum ExpirySubject
{
    /// <summary>An own identity of a role: without it nothing is signed, or partners have nothing to encrypt to.</summary>
    OwnIdentity,

    /// <summary>A partner's certificates of a role: without them partners cannot be written to.</summary>
    MemberCertificate,

    /// <summary>A trust anchor: with it everything ends that it issued.</summary>
    Anchor,

    /// <summary>An issuing certificate between.</summary>
    Intermediate,

    /// <summary>The revocation list of an issuer, which has to be renewed by then.</summary>
    RevocationList,
}
