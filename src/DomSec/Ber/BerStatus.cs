namespace DomSec.Ber;

/// <summary>Why a piece of BER could not be read. The first fault met wins; nothing below throws.</summary>
internal enum BerStatus : byte
{
    Ok = 0,

    /// <summary>The input ended inside an element.</summary>
    Truncated,

    /// <summary>Octets that X.690 does not allow (a reserved length form, a stray end-of-contents, a bad leaf value).</summary>
    Malformed,

    /// <summary>Another tag stood where one was required.</summary>
    UnexpectedTag,

    /// <summary>Nesting beyond the limit.</summary>
    TooDeep,

    /// <summary>An element or a collected value beyond its limit.</summary>
    TooLarge,

    /// <summary>Octets follow the element that had to be the last.</summary>
    TrailingData,
}
