using DomSec.Ber;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>A parameter set of ML-KEM (FIPS 203 table 2 and 3; RFC 9936 section 2.1) with its sizes in octets.</summary>
internal sealed record MlKemSet(Oid Oid, MLKemParameters Parameters, int Level, int PublicKeySize, int PrivateKeySize, int CiphertextSize)
{
    /// <summary>Octets of d || z, from which a private key is made.</summary>
    public const int SeedSize = 64;

    private static readonly MlKemSet[] All =
    [
        new(Oids.MlKem512, MLKemParameters.ml_kem_512, 512, 800, 1632, 768),
        new(Oids.MlKem768, MLKemParameters.ml_kem_768, 768, 1184, 2400, 1088),
        new(Oids.MlKem1024, MLKemParameters.ml_kem_1024, 1024, 1568, 3168, 1568),
    ];

    public static MlKemSet? FromOid(Oid oid) => Array.Find(All, set => set.Oid == oid);
}
