namespace DomSec.Providers;

/// <summary>Habits of early products that are read when a partner is configured for them, always flagged, and never written.</summary>
[Flags]
public enum PeerDialects
{
    /// <summary>RFC 3183 only; the identifiers of drafts that DomSec knows anyway are flagged.</summary>
    None = 0,

    /// <summary>The signatureType attribute stands under 1.2.840.113549.1.9.16.9, the arc of its values.</summary>
    TypeArc = 1,

    /// <summary>The domain signature stands beside the author's in one layer instead of around it (draft-ietf-smime-domsec-02).</summary>
    ParallelSignatures = 2,

    /// <summary>The confidentiality authority is called domain-encrypting-authority (draft-ietf-smime-domsec-02).</summary>
    EncryptingAuthority = 4,
}
