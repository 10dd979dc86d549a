namespace DomSec;

/// <summary>Whether revocation is practised.</summary>
public enum RevocationMode
{
    /// <summary>If the community provides any CRL, or a certificate of the path names a CRL or OCSP source, the state of every certificate of the path must be known; with no source anywhere it is not practised and <c>F-REV-NONE</c> says so. The default.</summary>
    Auto,

    /// <summary>The state of every certificate of the path must be known.</summary>
    Required,

    /// <summary>Not practised.</summary>
    Off,
}
