namespace DomSec;

/// <summary>How header fields are covered by a signature.</summary>
public enum HeaderProtectionLevel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>RFC 9788: the protected payload carries them.</summary>
    Rfc9788,

    /// <summary>RFC 7508: a signed attribute carries them.</summary>
    Rfc7508,

    /// <summary>RFC 8551 section 3.1: the whole message is wrapped as message/rfc822.</summary>
    Rfc8551,
}
