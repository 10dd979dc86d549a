namespace DomSec.Cms;

/// <summary>Why a CMS object could not be read. One place maps it to a flag: the classifier.</summary>
internal enum CmsStatus : byte
{
    Ok = 0,

    /// <summary>The octets end before the object does.</summary>
    Truncated,

    /// <summary>Not what X.690 or RFC 5652 allow.</summary>
    Malformed,

    /// <summary>A limit was reached (SEC-DOS-01).</summary>
    Limit,

    /// <summary>Octets other than zero or blanks follow the object.</summary>
    TrailingData,
}
