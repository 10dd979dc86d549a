namespace DomSec;

/// <summary>What the naming rules need to know of an agreement with a partner (DS-NAM-15): plain data, so that the rules stay pure.</summary>
internal sealed record NamingTerms
{
    /// <summary>RFC 3183 and nothing agreed.</summary>
    public static NamingTerms Strict { get; } = new();

    public NamingProfile Profile { get; init; } = NamingProfile.Strict3183;

    /// <summary>The partner: names of another profile than the strict one speak for this domain and those below it only.</summary>
    public MailDomain? Partner { get; init; }

    /// <summary>The organization that a <see cref="NamingProfile.CabfMailbox"/> certificate has to name.</summary>
    public string? Organization { get; init; }

    /// <summary>How many labels a represented domain may have beyond the authority's; null for no limit.</summary>
    public int? MaxLabelDistance { get; init; }

    /// <summary>Whether the partner's own domain counts although it is a public suffix or a shared domain (DS-NAM-23, SEC-DOM-02).</summary>
    public bool IsSuffixPinned { get; init; }

    /// <summary>Whether the confidentiality authority may be called domain-encrypting-authority, as in draft-ietf-smime-domsec-02.</summary>
    public bool AcceptsEncryptingAuthority { get; init; }
}
