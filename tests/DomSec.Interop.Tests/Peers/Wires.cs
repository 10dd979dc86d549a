using System.Security.Cryptography;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>Encodings and names that the peers share.</summary>
internal static class Wires
{
    /// <summary>A chunk that makes several out of every test message.</summary>
    private const int Chunk = 100;

    /// <summary>Puts a peer's object on the wire as asked, unless the peer already did.</summary>
    public static byte[] Encode(byte[] cms, Wire wire) => wire switch
    {
        Wire.Indefinite => cms[1] == 0x80 ? cms : BerReencoder.ToIndefinite(cms, Chunk),
        Wire.Chunks => BerReencoder.ToDefiniteChunks(cms, Chunk),
        _ => cms[1] == 0x80 ? BerReencoder.ToDefinite(cms) : cms,
    };

    public static HashAlgorithmName Hash(string digest) => new(digest.ToUpperInvariant());

    public static string DigestOid(string digest) => digest switch
    {
        "sha1" => "1.3.14.3.2.26",
        "sha256" => "2.16.840.1.101.3.4.2.1",
        "sha384" => "2.16.840.1.101.3.4.2.2",
        "sha512" => "2.16.840.1.101.3.4.2.3",
        _ => throw new ArgumentOutOfRangeException(nameof(digest)),
    };
}
