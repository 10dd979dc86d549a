namespace DomSec;

/// <summary>How far the origin of a message is established (RFC 3183 section 3.2).</summary>
public enum IdentityLevel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The domain it came from.</summary>
    Domain,

    /// <summary>A person, by an agent of the domain with that person's key.</summary>
    DelegatedOriginator,

    /// <summary>A person, by that person's own signature.</summary>
    Originator,
}
