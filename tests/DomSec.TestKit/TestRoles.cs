namespace DomSec.TestKit;

/// <summary>The names RFC 3183 gives the roles.</summary>
public static class TestRoles
{
    /// <summary>The common name and local part (RFC 3183 sections 3.1.1, 4.1); a person is called alice.</summary>
    public static string NameOf(TestRole role) => role switch
    {
        TestRole.DomainSigning => "domain-signing-authority",
        TestRole.Review => "review-authority",
        TestRole.Attributes => "attribute-authority",
        TestRole.Confidentiality => "domain-confidentiality-authority",
        _ => "alice",
    };
}
