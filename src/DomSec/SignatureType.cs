namespace DomSec;

/// <summary>The signature types of RFC 3183 section 3.1.2 and, recognised, the delegated originator of its 2014 successor draft.</summary>
public enum SignatureType
{
    /// <summary>The message's author (id-sti-originatorSig).</summary>
    Originator,

    /// <summary>The author's domain, on the author's behalf (id-sti-domainSig, section 3.2).</summary>
    Domain,

    /// <summary>Further attributes, nothing about the origin (id-sti-addAttribSig, section 3.3).</summary>
    AdditionalAttributes,

    /// <summary>Approved for release, nothing about the origin (id-sti-reviewSig, section 3.4).</summary>
    Review,

    /// <summary>An agent with the author's own key (draft-melnikov-smime-msa-to-mda section 3.7).</summary>
    DelegatedOriginator,

    /// <summary>A type this version does not know; reported, never fatal.</summary>
    Unknown,
}
