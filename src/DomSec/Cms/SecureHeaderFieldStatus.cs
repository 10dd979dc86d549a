namespace DomSec.Cms;

/// <summary>HeaderFieldStatus of RFC 7508 section 4.4: what becomes of the field in the message around an encryption.</summary>
internal enum SecureHeaderFieldStatus
{
    /// <summary>It stays.</summary>
    Duplicated,

    /// <summary>It is left out.</summary>
    Deleted,

    /// <summary>Another value stands in its place.</summary>
    Modified,
}
