namespace DomSec.Naming;

/// <summary>One thing a naming rule has to say about a certificate.</summary>
/// <param name="Flag">The identifier of the flag, such as <c>F-NAME-CN</c>.</param>
/// <param name="Detail">One sentence that is safe to log: values from the certificate are escaped.</param>
/// <param name="IsViolation">False when the finding only informs.</param>
internal readonly record struct NamingFinding(string Flag, string Detail, bool IsViolation = true);
