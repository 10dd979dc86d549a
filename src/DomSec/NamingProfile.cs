namespace DomSec;

/// <summary>Which naming convention an authority's certificate is held to. All but the first supplement RFC 3183 and have to be agreed with a partner beforehand (sections 3.1.1 and 4.1).</summary>
public enum NamingProfile
{
    /// <summary>RFC 3183 sections 3.1.1 and 4.1 to the letter: the common name is the role's name, and so is the local part of every address.</summary>
    Strict3183 = 0,

    /// <summary>The role stands in the address alone, the subject has no common name; blanks around an address in the subject are tolerated and flagged.</summary>
    EmailRole = 1,

    /// <summary>
    /// What a public certification authority may issue (S/MIME Baseline Requirements section 7.1.4.2.2): the common name is the role's mailbox, the subject names the partner's
    /// organization, and the certificate is organization-validated. Needs <see cref="Providers.PeerAgreement.Organization"/>.
    /// </summary>
    CabfMailbox = 2,

    /// <summary>The domain stands in subjectAltName as <c>smtp://domain</c>, <c>submit://domain</c> or dNSName (draft-melnikov-smime-msa-to-mda section 2.6); the key usage says what the certificate is for.</summary>
    UriSan = 3,
}
