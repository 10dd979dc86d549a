namespace DomSec;

/// <summary>The result words of RFC 7281 section 3.1.</summary>
public enum SecurityStatus
{
    /// <summary>No signature that speaks for the message's origin.</summary>
    None,

    /// <summary>Verified and acceptable.</summary>
    Pass,

    /// <summary>Cryptographically invalid, or the certificate is expired, not yet valid or revoked.</summary>
    Fail,

    /// <summary>Verified, but not acceptable (naming, mapping, trust, weak algorithm).</summary>
    Policy,

    /// <summary>Could not be processed (syntax, unknown algorithm).</summary>
    Neutral,

    /// <summary>A source was not reachable (revocation, directory); another try may succeed.</summary>
    TempError,

    /// <summary>Something needed cannot be obtained (the signer's certificate).</summary>
    PermError,
}
