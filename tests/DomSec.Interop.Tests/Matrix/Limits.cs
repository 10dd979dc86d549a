using DomSec.Interop.Tests.Peers;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>What the peers cannot. A cell that a test proves must not stand here.</summary>
internal static class Limits
{
    private static readonly Direction[] _read = [Direction.Read];
    private static readonly Direction[] _write = [Direction.Write];
    private static readonly Direction[] _both = [Direction.Read, Direction.Write];

    public static List<Limit> All { get; } =
    [
    ];

    /// <summary>What belongs to no cell.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "OpenSSL 3.0 has no command that takes the content out of SignedData without signers: the tests read its printed outline.",
        "OpenSSL: `cms -verify -binary` hashes multipart/signed with the CR taken off; `-sign -stream -indef` in DER keeps the content although detached was asked for.",
        "Signed attributes out of DER's order: OpenSSL and gpgsm hash what was sent, BouncyCastle and .NET sort first. DomSec tries both and flags the first.",
        "BouncyCastle C# hashes NULL parameters into ECC-CMS-SharedInfo (RFC 5753 section 7.2 with RFC 3565 has them absent): what it makes is read here all the same.",
        "BouncyCastle C# has no public class for AuthEnvelopedData: its cells are its structures and its ciphers put together. BouncyCastle Java 1.72 has one for key transport; the others open over its own recovery of the content key.",
        "gpgsm and originatorInfo: `AlgorithmProfile.IncludeOriginatorInfo = false` leaves it out, and the envelope opens.",
        "Definite chunks, and encodings that an engine does not write itself, are re-encoded by the test kit; no octet that is signed or encrypted changes.",
    ];
}
