namespace DomSec;

/// <summary>How a message was encrypted on its way.</summary>
public enum ConfidentialityLevel
{
    /// <summary>Not encrypted.</summary>
    None,

    /// <summary>Encrypted to recipients, and not openable with the domain's keys (RFC 3183 section 4 cases a and c).</summary>
    EndToEnd,

    /// <summary>Opened with a domain confidentiality authority's key (cases b and d).</summary>
    Domain,

    /// <summary>Encrypted, and it cannot be told for whom or what is inside.</summary>
    Opaque,
}
