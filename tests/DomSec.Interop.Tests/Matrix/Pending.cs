namespace DomSec.Interop.Tests.Matrix;

/// <summary>
/// Why some tests and their rows wait: what they prove is not in the library yet. Null lets them run; then run all with DOMSEC_UPDATE_DOCS=1 for the new rows.
/// </summary>
internal static class Pending
{
    /// <summary>CCM, ChaCha20-Poly1305, RC2, CompressedData.</summary>
    public const string? Contents = "not in the library yet: further content ciphers and compression";
}
