namespace DomSec.Naming;

/// <summary>The flags of the catalogue that this room raises.</summary>
internal static class NamingFlags
{
    /// <summary>The common name is missing, not unique, or not the role name.</summary>
    public const string CommonName = "F-NAME-CN";

    /// <summary>The local part of an address is not the role name, or cannot be read.</summary>
    public const string LocalPart = "F-NAME-LOCALPART";

    /// <summary>An address is in a form that role addresses do not have, or subject and subjectAltName disagree.</summary>
    public const string Address = "F-NAME-ADDRESS";

    /// <summary>Informational: which end of the subject is the more significant one cannot be told (DS-NAM-29).</summary>
    public const string Order = "F-NAME-ORDER";

    /// <summary>Informational: named by a convention agreed with the partner, not by RFC 3183's (DS-NAM-15).</summary>
    public const string Agreed = "F-NAME-AGREED";

    /// <summary>Named neither as RFC 3183 asks nor as agreed with the partner.</summary>
    public const string Profile = "F-NAME-PROFILE";

    /// <summary>Informational: blanks around an address of the subject (DS-NAM-34).</summary>
    public const string Blanks = "F-NAME-BLANKS";

    /// <summary>Informational: a role's name in a draft, which was agreed with the partner (DS-STA-15).</summary>
    public const string Legacy = "F-NAME-LEGACY";

    /// <summary>Any of the naming rules, broken by a domain confidentiality authority (RFC 3183 section 4.1).</summary>
    public const string ConfidentialityName = "F-DCA-NAME";

    public const string NotAscendant = "F-MAP-NOT-ASCENDANT";
    public const string PublicSuffix = "F-MAP-PUBLIC-SUFFIX";
    public const string Vacuous = "F-MAP-VACUOUS";
    public const string Unverifiable = "F-MAP-UNVERIFIABLE";

    /// <summary>The mapping rule, broken by a domain confidentiality authority (RFC 3183 section 4.1).</summary>
    public const string ConfidentialityMapping = "F-DCA-MAPPING";
}
