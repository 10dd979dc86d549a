namespace DomSec.Signing.MailList;

/// <summary>The three cases of RFC 3183 section 5.</summary>
internal enum EncapsulationBranch
{
    /// <summary>"If a signedData layer containing a mlExpansionHistory attribute has been found".</summary>
    ExpansionHistory = 1,

    /// <summary>"If no signedData layer containing a mlExpansionHistory attribute has been found but an envelopedData has been found".</summary>
    Encryption = 2,

    /// <summary>Neither of them: "encapsulate the message in a domain signature".</summary>
    Neither = 3,
}
