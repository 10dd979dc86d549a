namespace DomSec.Naming;

/// <summary>What limits an ascendant beyond RFC 3183, which knows no limit (AMB-16).</summary>
internal sealed record NameMappingRules
{
    public static NameMappingRules Default { get; } = new();

    /// <summary>DS-NAM-23: names under which anybody can register.</summary>
    public IPublicSuffixRules PublicSuffixes { get; init; } = PublicSuffixRules.Default;

    /// <summary>SEC-DOM-02: domains whose mailboxes belong to strangers, as a free-mail provider's do; nobody there speaks for them.</summary>
    public IReadOnlySet<MailDomain> SharedDomains { get; init; } = new HashSet<MailDomain>();

    /// <summary>Public suffixes and shared domains whose own authority was pinned explicitly; they satisfy the rule for exactly themselves.</summary>
    public IReadOnlySet<MailDomain> PinnedSuffixes { get; init; } = new HashSet<MailDomain>();

    /// <summary>The rules that a host's options make.</summary>
    public static NameMappingRules Of(DomSecOptions options) =>
        options.SharedDomains.Count == 0 ? Default : new NameMappingRules { SharedDomains = options.SharedDomains.ToHashSet() };

    /// <summary>How many labels a represented domain may have beyond the authority's; null for no limit.</summary>
    public int? MaxLabelDistance { get; init; }

    /// <summary>The rules for a partner with whom something was agreed.</summary>
    public NameMappingRules With(NamingTerms terms) => terms.MaxLabelDistance is null && !terms.IsSuffixPinned
        ? this
        : this with
        {
            MaxLabelDistance = terms.MaxLabelDistance ?? MaxLabelDistance,
            PinnedSuffixes = terms.IsSuffixPinned && terms.Partner is { } partner ? PinnedSuffixes.Append(partner).ToHashSet() : PinnedSuffixes,
        };
}
