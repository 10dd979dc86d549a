namespace DomSec;

/// <summary>The fact about a signer's certificate, at the time of judgement.</summary>
public enum CertificateFact
{
    /// <summary>It could not be found.</summary>
    Missing,

    /// <summary>A valid path leads to an anchor of the community.</summary>
    Trusted,

    /// <summary>No path leads to an anchor.</summary>
    Untrusted,

    /// <summary>It, or an issuer of it, has expired.</summary>
    Expired,

    /// <summary>It, or an issuer of it, is not valid yet.</summary>
    NotYetValid,

    /// <summary>It, or an issuer of it, is revoked.</summary>
    Revoked,

    /// <summary>Revocation is practised and its state cannot be told.</summary>
    RevocationUnknown,

    /// <summary>Its key usage, extended key usage, key size or an unknown critical extension forbid this use.</summary>
    Unsuitable,
}
