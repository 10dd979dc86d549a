namespace DomSec;

/// <summary>
/// What the signer does about a security label (RFC 2634 section 3) in a signature layer that RFC 3183 section 5 strips: RFC 3183 lets the label go with the
/// layer, where RFC 2634 section 4.2 would have kept it.
/// </summary>
public enum StrippedLabelHandling
{
    /// <summary>Refuses to sign.</summary>
    Refuse,

    /// <summary>Puts the label into the domain signature. Labels that differ are refused: one signature has one label.</summary>
    Reissue,

    /// <summary>Lets it go, flagged.</summary>
    Drop,
}
