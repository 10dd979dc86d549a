namespace DomSec.Cms;

/// <summary>The cryptographic fact about one SignerInfo, with the flags that explain it.</summary>
internal readonly record struct SignatureCheck(SignatureFact Fact, IReadOnlyList<RaisedFlag> Flags)
{
    public static SignatureCheck Invalid(string detail) => new(SignatureFact.Invalid, [new RaisedFlag(SecurityFlags.SignatureInvalid, detail)]);

    public static SignatureCheck Unverifiable(string detail) => new(SignatureFact.Unverifiable, [new RaisedFlag(SecurityFlags.SignatureUnverifiable, detail)]);
}
