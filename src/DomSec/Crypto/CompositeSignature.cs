using System.Text;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// A composite signature algorithm: ML-DSA and a traditional one over the same representative, both of which have to verify. Experimental
/// (PQ-CMP-05): as draft-ietf-lamps-pq-composite-sigs-19 has it, whose object identifiers and labels are final but which is no RFC yet.
/// </summary>
internal sealed class CompositeSignature
{
    private const string Arc = "1.3.6.1.5.5.7.6.";

    /// <summary>M' starts with it, so that no component signature is one over something else.</summary>
    private static readonly byte[] _prefix = Encoding.ASCII.GetBytes("CompositeAlgorithmSignatures2025");

    // Sections 6 and 7: algorithm, label and pre-hash. The traditional digest is that of the traditional algorithm, not the pre-hash.
    private static readonly CompositeSignature[] _all =
    [
        Rsa(37, "44-RSA2048-PSS-SHA256", SignatureKind.RsaPss, DigestAlgorithm.Sha256, 2048),
        Rsa(38, "44-RSA2048-PKCS15-SHA256", SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256, 2048),
        Edwards(39, "44-Ed25519-SHA512", SignatureKind.Ed25519, DigestAlgorithm.Sha512),
        Ec(40, "44-ECDSA-P256-SHA256", DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, Oids.Secp256r1),
        Rsa(41, "65-RSA3072-PSS-SHA512", SignatureKind.RsaPss, DigestAlgorithm.Sha256, 3072),
        Rsa(42, "65-RSA3072-PKCS15-SHA512", SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256, 3072),
        Rsa(43, "65-RSA4096-PSS-SHA512", SignatureKind.RsaPss, DigestAlgorithm.Sha384, 4096),
        Rsa(44, "65-RSA4096-PKCS15-SHA512", SignatureKind.RsaPkcs1, DigestAlgorithm.Sha384, 4096),
        Ec(45, "65-ECDSA-P256-SHA512", DigestAlgorithm.Sha512, DigestAlgorithm.Sha256, Oids.Secp256r1),
        Ec(46, "65-ECDSA-P384-SHA512", DigestAlgorithm.Sha512, DigestAlgorithm.Sha384, Oids.Secp384r1),
        Ec(47, "65-ECDSA-BP256-SHA512", DigestAlgorithm.Sha512, DigestAlgorithm.Sha256, Oids.BrainpoolP256r1),
        Edwards(48, "65-Ed25519-SHA512", SignatureKind.Ed25519, DigestAlgorithm.Sha512),
        Ec(49, "87-ECDSA-P384-SHA512", DigestAlgorithm.Sha512, DigestAlgorithm.Sha384, Oids.Secp384r1),
        Ec(50, "87-ECDSA-BP384-SHA512", DigestAlgorithm.Sha512, DigestAlgorithm.Sha384, Oids.BrainpoolP384r1),
        Edwards(51, "87-Ed448-SHAKE256", SignatureKind.Ed448, DigestAlgorithm.Shake256),
        Rsa(52, "87-RSA3072-PSS-SHA512", SignatureKind.RsaPss, DigestAlgorithm.Sha256, 3072),
        Rsa(53, "87-RSA4096-PSS-SHA512", SignatureKind.RsaPss, DigestAlgorithm.Sha384, 4096),
        Ec(54, "87-ECDSA-P521-SHA512", DigestAlgorithm.Sha512, DigestAlgorithm.Sha512, Oids.Secp521r1),
    ];

    private CompositeSignature(int number, string name, DigestAlgorithm preHash, SignatureKind traditional, DigestAlgorithm traditionalDigest, int rsaBits, Oid curve)
    {
        Oid = new Oid(Arc + number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Name = "mldsa" + name;
        Label = Encoding.ASCII.GetBytes("COMPSIG-MLDSA" + name);
        PreHash = preHash;
        MlDsa = MlDsaSizes.Of(name[..2] switch { "44" => SignatureKind.MlDsa44, "65" => SignatureKind.MlDsa65, _ => SignatureKind.MlDsa87 })!.Value;
        Traditional = traditional;
        TraditionalDigest = traditionalDigest;
        RsaBits = rsaBits;
        CurveOid = curve;
    }

    public static IReadOnlyList<CompositeSignature> All => _all;

    public Oid Oid { get; }

    /// <summary>The report's name.</summary>
    public string Name { get; }

    /// <summary>Section 6: stands in M' and is ML-DSA's context, which binds both signatures to this pair of algorithms.</summary>
    public ReadOnlyMemory<byte> Label { get; }

    /// <summary>PQ-CMP-01: also the digestAlgorithm of a SignerInfo.</summary>
    public DigestAlgorithm PreHash { get; }

    public MlDsaSizes MlDsa { get; }

    public SignatureKind Traditional { get; }

    public DigestAlgorithm TraditionalDigest { get; }

    /// <summary>Bits of the modulus, or 0.</summary>
    public int RsaBits { get; }

    /// <summary>The curve of ECDSA, or empty.</summary>
    public Oid CurveOid { get; }

    public static CompositeSignature? FromOid(Oid oid)
    {
        foreach (CompositeSignature composite in _all)
        {
            if (composite.Oid == oid)
            {
                return composite;
            }
        }

        return null;
    }

    /// <summary>Section 3.2: M' = Prefix ‖ Label ‖ len(ctx) ‖ ctx ‖ PH(M), with the empty context of CMS and X.509.</summary>
    public byte[] Representative(ReadOnlySpan<byte> preHash)
    {
        byte[] representative = new byte[_prefix.Length + Label.Length + 1 + preHash.Length];
        _prefix.CopyTo(representative, 0);
        Label.Span.CopyTo(representative.AsSpan(_prefix.Length));
        preHash.CopyTo(representative.AsSpan(_prefix.Length + Label.Length + 1));
        return representative;
    }

    /// <summary>PQ-SIZ-01: whether what follows the ML-DSA signature can be one of the traditional algorithm, before anything is computed.</summary>
    public bool FitsTraditional(int length) => Traditional switch
    {
        SignatureKind.Ed25519 => length == 64,
        SignatureKind.Ed448 => length == 114,
        SignatureKind.Ecdsa => length >= 8 && length <= MaxEcdsaSize,
        _ => length == RsaBits / 8,
    };

    // Two INTEGERs of a field element and a sign octet each: P-521 needs the long form of SEQUENCE's length.
    private int MaxEcdsaSize => CurveOid == Oids.Secp521r1 ? 139 : CurveOid == Oids.Secp384r1 || CurveOid == Oids.BrainpoolP384r1 ? 104 : 72;

    private static CompositeSignature Rsa(int number, string name, SignatureKind kind, DigestAlgorithm digest, int bits) =>
        new(number, name, name.EndsWith("SHA256", StringComparison.Ordinal) ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha512, kind, digest, bits, default);

    private static CompositeSignature Ec(int number, string name, DigestAlgorithm preHash, DigestAlgorithm digest, Oid curve) =>
        new(number, name, preHash, SignatureKind.Ecdsa, digest, 0, curve);

    private static CompositeSignature Edwards(int number, string name, SignatureKind kind, DigestAlgorithm preHash) =>
        new(number, name, preHash, kind, kind == SignatureKind.Ed25519 ? DigestAlgorithm.Sha512 : DigestAlgorithm.Shake256, 0, default);
}
