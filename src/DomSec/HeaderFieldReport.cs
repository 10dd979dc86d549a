namespace DomSec;

/// <summary>One name of a header field: what is protected, what stands outside. Values are unfolded and fit for a log; long ones are cut.</summary>
/// <param name="Name">The name, as first spelled.</param>
/// <param name="State">How they compare.</param>
/// <param name="Scheme">What protects it; <see cref="HeaderProtectionLevel.None"/> for an unprotected field.</param>
/// <param name="ProtectedValues">The protected values, in order.</param>
/// <param name="OuterValues">The values in the message's header, in order.</param>
public sealed record HeaderFieldReport(string Name, HeaderFieldState State, HeaderProtectionLevel Scheme, IReadOnlyList<string> ProtectedValues, IReadOnlyList<string> OuterValues);
