using System.Security.Cryptography;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>The NIST curves of RFC 5480 section 2.1.1.1 that RFC 8551 and RFC 5753 use. Their cofactor is 1.</summary>
internal sealed class NamedCurve
{
    public static readonly NamedCurve P256 = new(Oids.Secp256r1, "P-256", 256, ECCurve.NamedCurves.nistP256);
    public static readonly NamedCurve P384 = new(Oids.Secp384r1, "P-384", 384, ECCurve.NamedCurves.nistP384);
    public static readonly NamedCurve P521 = new(Oids.Secp521r1, "P-521", 521, ECCurve.NamedCurves.nistP521);

    private NamedCurve(Oid oid, string name, int bits, ECCurve platform)
    {
        Oid = oid;
        Name = name;
        Bits = bits;
        Platform = platform;
    }

    public Oid Oid { get; }

    public string Name { get; }

    public int Bits { get; }

    /// <summary>Octets of one coordinate and of a raw shared secret.</summary>
    public int FieldSize => (Bits + 7) / 8;

    /// <summary>Octets of an uncompressed point: 04, x, y.</summary>
    public int PointSize => 1 + (2 * FieldSize);

    public ECCurve Platform { get; }

    public static NamedCurve? FromOid(Oid oid) => oid == P256.Oid ? P256 : oid == P384.Oid ? P384 : oid == P521.Oid ? P521 : null;
}
