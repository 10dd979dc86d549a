namespace DomSec;

/// <summary>What to do with signatures under a valid domain signature (RFC 3183 section 3.2 allows, and does not require, verifying them).</summary>
public enum InnerVerification
{
    /// <summary>Verify and report; a valid domain signature's status does not change. The default.</summary>
    Report,

    /// <summary>Do not verify.</summary>
    None,

    /// <summary>Verify, and an invalid one makes the whole message <see cref="SecurityStatus.Fail"/>.</summary>
    Require,
}
