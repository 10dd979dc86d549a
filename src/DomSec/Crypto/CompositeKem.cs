using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DomSec.Crypto.BouncyCastle;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// A composite KEM: ML-KEM and a traditional one whose secrets are hashed into one. Experimental (PQ-CMP-05): as
/// draft-ietf-lamps-pq-composite-kem-14 has it, whose object identifiers and labels are final but which is no RFC yet.
/// </summary>
internal sealed class CompositeKem
{
    /// <summary>Octets of the secret of each half but ECDH's, and of the combined one.</summary>
    public const int SecretSize = 32;

    private static readonly byte[] _x25519Label = [0x5C, 0x2E, 0x2F, 0x2F, 0x5E, 0x5C];

    // Section 6: object identifier, parameter set, RSA bits or the curve, label.
    private static readonly CompositeKem[] _all =
    [
        new(55, Oids.MlKem768, 2048, default, "MLKEM768-RSAOAEP2048"u8),
        new(56, Oids.MlKem768, 3072, default, "MLKEM768-RSAOAEP3072"u8),
        new(57, Oids.MlKem768, 4096, default, "MLKEM768-RSAOAEP4096"u8),
        new(58, Oids.MlKem768, 0, Oids.X25519, _x25519Label),
        new(59, Oids.MlKem768, 0, Oids.Secp256r1, "MLKEM768-P256"u8),
        new(60, Oids.MlKem768, 0, Oids.Secp384r1, "MLKEM768-P384"u8),
        new(61, Oids.MlKem768, 0, Oids.BrainpoolP256r1, "MLKEM768-BP256"u8),
        new(62, Oids.MlKem1024, 3072, default, "MLKEM1024-RSAOAEP3072"u8),
        new(63, Oids.MlKem1024, 0, Oids.Secp384r1, "MLKEM1024-P384"u8),
        new(64, Oids.MlKem1024, 0, Oids.BrainpoolP384r1, "MLKEM1024-BP384"u8),
        new(65, Oids.MlKem1024, 0, Oids.X448, "MLKEM1024-X448"u8),
        new(66, Oids.MlKem1024, 0, Oids.Secp521r1, "MLKEM1024-P521"u8),
    ];

    private CompositeKem(int number, Oid mlKem, int rsaBits, Oid curve, ReadOnlySpan<byte> label)
    {
        Oid = new Oid("1.3.6.1.5.5.7.6." + number.ToString(CultureInfo.InvariantCulture));
        Label = label.ToArray();
        MlKem = MlKemSet.FromOid(mlKem)!;
        RsaBits = rsaBits;
        CurveOid = curve;
    }

    public static IReadOnlyList<CompositeKem> All => _all;

    public Oid Oid { get; }

    public ReadOnlyMemory<byte> Label { get; }

    public MlKemSet MlKem { get; }

    /// <summary>Bits of the modulus, or 0.</summary>
    public int RsaBits { get; }

    /// <summary>The curve of the agreement, or empty: X25519 and X448 stand for themselves.</summary>
    public Oid CurveOid { get; }

    public bool IsXdh => CurveOid == Oids.X25519 || CurveOid == Oids.X448;

    public static CompositeKem? FromOid(Oid oid) => Array.Find(_all, composite => composite.Oid == oid);

    /// <summary>Octets of the traditional ciphertext: an RSA block, or the sender's public key.</summary>
    public int TraditionalCiphertextSize => RsaBits > 0 ? RsaBits / 8 : IsXdh ? XdhPublicKey.PointSize(CurveOid) : NamedCurve.FromOid(CurveOid)?.PointSize ?? 0;

    /// <summary>PQ-CMP-03, section 3.4: ss = SHA3-256(mlkemSS ‖ tradSS ‖ tradCT ‖ tradPK ‖ Label). The caller wipes the result.</summary>
    public byte[] Combine(ReadOnlySpan<byte> mlKemSecret, ReadOnlySpan<byte> traditionalSecret, ReadOnlySpan<byte> traditionalCiphertext, ReadOnlySpan<byte> traditionalKey)
    {
        byte[] input = [.. mlKemSecret, .. traditionalSecret, .. traditionalCiphertext, .. traditionalKey, .. Label.Span];
        try
        {
            byte[] secret = new byte[SecretSize];
            Digests.HashData(DigestAlgorithm.Sha3_256, input, secret);
            return secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }
}
