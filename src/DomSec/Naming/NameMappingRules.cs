namespace DomSec.Naming;

/// <summary>What limits an ascendant beyond RFC 3183, which knows no limit (AMB-16).</summary>
internal sealed record NameMappingRules
{
    public static NameMappingRules Default { get; } = new();

    /// <summary>DS-NAM-23: names under which anybody can register.</summary>
    public IPublicSuffixRules PublicSuffixes { get; init; } = PublicSuffixRules.Default;

    /// <summary>Public suffixes whose own authority was pinned explicitly; they satisfy the rule for exactly themselves.</summary>
    public IReadOnlySet<MailDomain> PinnedSuffixes { get; init; } = new HashSet<MailDomain>();

    /// <summary>How many labels a represented domain may have beyond the authority's; null for no limit.</summary>
    public int? MaxLabelDistance { get; init; }
}
