using DomSec.Ber;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>An X25519 or X448 public key (RFC 8410 section 3): the raw u-coordinate in the BIT STRING, parameters absent.</summary>
internal sealed class XdhPublicKey : PublicKey
{
    private XdhPublicKey(Oid algorithm, ReadOnlyMemory<byte> point, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Xdh, algorithm == Oids.X448 ? 448 : 256, encoded)
    {
        Algorithm = algorithm;
        Point = point;
    }

    /// <summary>id-X25519 or id-X448.</summary>
    public Oid Algorithm { get; }

    public ReadOnlyMemory<byte> Point { get; }

    /// <summary>Octets of a point of the algorithm: RFC 7748 section 5.</summary>
    public static int PointSize(Oid algorithm) => algorithm == Oids.X448 ? 56 : 32;

    /// <summary>Null when the parameters are there or the length is another one. RFC 7748 accepts every string of that length as a point.</summary>
    public static PublicKey? TryImport(in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded) =>
        algorithm.Parameters.IsEmpty && key.Length == PointSize(algorithm.Algorithm) ? new XdhPublicKey(algorithm.Algorithm, key, encoded) : null;

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => false;
}
