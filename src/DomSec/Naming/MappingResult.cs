namespace DomSec.Naming;

/// <summary>How the name mapping rule came out.</summary>
internal enum MappingOutcome
{
    /// <summary>No comparable name form, or nothing to compare with: never "ok" (SEC-CMS-04).</summary>
    Unverifiable = 0,

    Ok,

    /// <summary>DS-NAM-13: the role has no mapping rule.</summary>
    NotApplicable,

    NotAscendant,
    PublicSuffix,
    Vacuous,
}

/// <summary>The result of the name mapping rule.</summary>
/// <param name="Outcome">What came out.</param>
/// <param name="Domain">On <see cref="MappingOutcome.Ok"/> the authority's domain that covers the first represented one, if an address decided.</param>
/// <param name="Detail">One sentence that is safe to log; empty when the rule holds.</param>
internal readonly record struct MappingResult(MappingOutcome Outcome, MailDomain? Domain, string Detail)
{
    /// <summary>Whether mapping stands in nobody's way.</summary>
    public bool Holds => Outcome is MappingOutcome.Ok or MappingOutcome.NotApplicable;

    /// <summary>The flag of the catalogue for an authority of this role; null when the rule holds.</summary>
    public string? Flag(DomainRole role) => Outcome switch
    {
        MappingOutcome.NotAscendant when role == DomainRole.Confidentiality => NamingFlags.ConfidentialityMapping,
        MappingOutcome.NotAscendant => NamingFlags.NotAscendant,
        MappingOutcome.PublicSuffix => NamingFlags.PublicSuffix,
        MappingOutcome.Vacuous => NamingFlags.Vacuous,
        MappingOutcome.Unverifiable => NamingFlags.Unverifiable,
        _ => null,
    };
}
