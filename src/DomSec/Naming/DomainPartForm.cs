namespace DomSec.Naming;

/// <summary>The two kinds of distinguished name that RFC 3183 section 3.1.1 takes a domain part from.</summary>
internal enum DomainPartForm
{
    /// <summary>Country, organization, organizational unit, state and locality.</summary>
    X500 = 0,

    /// <summary>Domain components (RFC 2247).</summary>
    DomainComponents,
}
