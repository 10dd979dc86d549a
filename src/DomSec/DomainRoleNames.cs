namespace DomSec;

/// <summary>The reserved names of the roles, as RFC 3183 sections 3.1.1 and 4.1 spell them.</summary>
internal static class DomainRoleNames
{
    public const string DomainSigning = "domain-signing-authority";
    public const string Review = "review-authority";
    public const string Attribute = "attribute-authority";
    public const string Confidentiality = "domain-confidentiality-authority";

    /// <summary>What draft-ietf-smime-domsec-02 called the confidentiality authority; read for partners that were configured for it, never written.</summary>
    public const string EncryptingAuthority = "domain-encrypting-authority";

    /// <summary>The name of a role, in lower case.</summary>
    public static string RfcName(this DomainRole role) => role switch
    {
        DomainRole.DomainSigning => DomainSigning,
        DomainRole.Review => Review,
        DomainRole.Attribute => Attribute,
        DomainRole.Confidentiality => Confidentiality,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role of RFC 3183."),
    };

    /// <summary>The role with this name, compared as ASCII in any case (DS-NAM-20); null if it is none.</summary>
    public static DomainRole? RoleNamed(ReadOnlySpan<char> name)
    {
        for (var role = DomainRole.DomainSigning; role <= DomainRole.Confidentiality; role++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, role.RfcName()))
            {
                return role;
            }
        }

        return null;
    }
}
