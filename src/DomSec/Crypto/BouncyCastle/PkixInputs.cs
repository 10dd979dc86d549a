namespace DomSec.Crypto.BouncyCastle;

/// <summary>The inputs (c), (e), (f) and (g) of RFC 5280 section 6.1.1. The default asks for no policy.</summary>
internal sealed record PkixInputs
{
    public static PkixInputs Default { get; } = new();

    /// <summary>user-initial-policy-set as dotted identifiers; empty stands for any-policy.</summary>
    public IReadOnlyList<string> InitialPolicies { get; init; } = [];

    /// <summary>initial-explicit-policy.</summary>
    public bool ExplicitPolicy { get; init; }

    /// <summary>initial-policy-mapping-inhibit.</summary>
    public bool InhibitPolicyMapping { get; init; }

    /// <summary>initial-any-policy-inhibit.</summary>
    public bool InhibitAnyPolicy { get; init; }
}
