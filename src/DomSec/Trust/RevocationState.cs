namespace DomSec.Trust;

/// <summary>What the CRLs say about one certificate.</summary>
internal enum RevocationState : byte
{
    /// <summary>A current, complete CRL of its issuer does not list it.</summary>
    Good,

    /// <summary>Nothing usable speaks about it.</summary>
    Unknown,

    /// <summary>A CRL of its issuer lists it.</summary>
    Revoked,
}
