namespace DomSec.Classification;

/// <summary>Which authority makes which type of signature (RFC 3183 section 3.1.1).</summary>
internal static class SignatureRoles
{
    /// <summary>The role of a type, or null for originators and what is unknown.</summary>
    public static DomainRole? RoleOf(SignatureType type) => type switch
    {
        SignatureType.Domain => DomainRole.DomainSigning,
        SignatureType.Review => DomainRole.Review,
        SignatureType.AdditionalAttributes => DomainRole.Attribute,
        _ => null,
    };
}
