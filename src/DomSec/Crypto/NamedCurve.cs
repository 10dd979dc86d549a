using System.Security.Cryptography;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// The NIST curves of RFC 5480 section 2.1.1.1 that RFC 8551 and RFC 5753 use, and the Brainpool curves of RFC 5639 where the platform has them.
/// Their cofactor is 1.
/// </summary>
internal sealed class NamedCurve
{
    public static readonly NamedCurve P256 = new(Oids.Secp256r1, "P-256", 256, ECCurve.NamedCurves.nistP256);
    public static readonly NamedCurve P384 = new(Oids.Secp384r1, "P-384", 384, ECCurve.NamedCurves.nistP384);
    public static readonly NamedCurve P521 = new(Oids.Secp521r1, "P-521", 521, ECCurve.NamedCurves.nistP521);

    private static readonly NamedCurve[] All =
    [
        P256,
        P384,
        P521,
        new(Oids.BrainpoolP256r1, "brainpoolP256r1", 256, ECCurve.CreateFromValue("1.3.36.3.3.2.8.1.1.7")),
        new(Oids.BrainpoolP384r1, "brainpoolP384r1", 384, ECCurve.CreateFromValue("1.3.36.3.3.2.8.1.1.11")),
        new(Oids.BrainpoolP512r1, "brainpoolP512r1", 512, ECCurve.CreateFromValue("1.3.36.3.3.2.8.1.1.13")),
    ];

    private readonly Lazy<bool> _isSupported;

    private NamedCurve(Oid oid, string name, int bits, ECCurve platform)
    {
        Oid = oid;
        Name = name;
        Bits = bits;
        Platform = platform;
        _isSupported = new Lazy<bool>(() => Probe(platform));
    }

    public Oid Oid { get; }

    public string Name { get; }

    public int Bits { get; }

    /// <summary>Octets of one coordinate and of a raw shared secret.</summary>
    public int FieldSize => (Bits + 7) / 8;

    /// <summary>Octets of an uncompressed point: 04, x, y.</summary>
    public int PointSize => 1 + (2 * FieldSize);

    public ECCurve Platform { get; }

    /// <summary>The curve of that name, or null when it is none of these or the platform lacks it (macOS has no Brainpool curves).</summary>
    public static NamedCurve? FromOid(Oid oid)
    {
        foreach (NamedCurve curve in All)
        {
            if (curve.Oid == oid)
            {
                return curve._isSupported.Value ? curve : null;
            }
        }

        return null;
    }

    private static bool Probe(ECCurve platform)
    {
        try
        {
            using var key = ECDiffieHellman.Create(platform);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
