using DomSec.Ber;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// A DSA public key: DSAPublicKey ::= INTEGER with Dss-Parms ::= SEQUENCE { p, q, g } in the algorithm, which may be left to the issuer's certificate
/// (RFC 3279 section 2.3.2). Verifies old mail; nothing is signed with it.
/// </summary>
internal sealed class DsaPublicKey : PublicKey
{
    /// <summary>SEC-DOS-03: FIPS 186-4 section 4.2 ends at (3072, 256); verifying at 40,000 bits hangs engines that ship.</summary>
    private const int MaxModulusBits = 3072;

    private const int MinModulusBits = 512;
    private const int MinOrderBits = 160;
    private const int MaxOrderBits = 256;

    private readonly byte[] _value;
    private readonly DsaPublicKeyParameters? _key;

    private DsaPublicKey(byte[] value, DsaPublicKeyParameters? key, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Dsa, key?.Parameters.P.BitLength ?? 0, encoded)
    {
        _value = value;
        _key = key;
    }

    public override bool LacksParameters => _key is null;

    /// <summary>Measured: some 30 ms for import and verification at 3072 bits.</summary>
    public override int VerificationCost => Math.Max(3, 3 * (KeySizeBits / 1024) * (KeySizeBits / 1024));

    public static PublicKey? TryImport(in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        var reader = new BerReader(key);
        ReadOnlyMemory<byte> value = reader.ReadIntegerBytes();
        reader.RequireEnd();
        if (!reader.Ok || !IsPositive(value.Span, MaxModulusBits))
        {
            return null;
        }

        if (algorithm.ParametersAbsentOrNull)
        {
            return new DsaPublicKey(value.ToArray(), null, encoded);
        }

        var outer = new BerReader(algorithm.Parameters);
        BerReader parameters = outer.ReadSequence();
        ReadOnlyMemory<byte> p = parameters.ReadIntegerBytes();
        ReadOnlyMemory<byte> q = parameters.ReadIntegerBytes();
        ReadOnlyMemory<byte> g = parameters.ReadIntegerBytes();
        parameters.RequireEnd();
        outer.RequireEnd();

        // SEC-DOS-03: lengths first; a number becomes a BigInteger only when it is no longer than a real one.
        if (!parameters.Ok || !outer.Ok || !IsPositive(p.Span, MaxModulusBits) || !IsPositive(q.Span, MaxOrderBits) || !IsPositive(g.Span, MaxModulusBits))
        {
            return null;
        }

        return TryCreate(value.ToArray(), new DsaParameters(Number(p.Span), Number(q.Span), Number(g.Span)), encoded);
    }

    public override PublicKey? WithParametersOf(PublicKey issuer) =>
        LacksParameters && issuer is DsaPublicKey { _key: { } complete } ? TryCreate(_value, complete.Parameters, SubjectPublicKeyInfo) : null;

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        // Dss-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } (RFC 3279 section 2.2.2): two numbers below q, so at most 72 octets.
        if (_key is null || scheme.Kind != SignatureKind.Dsa || hash.Length != Digests.Size(scheme.Digest) || signature.Length > 80)
        {
            return false;
        }

        var outer = new BerReader(signature.ToArray());
        BerReader value = outer.ReadSequence();
        ReadOnlyMemory<byte> r = value.ReadIntegerBytes();
        ReadOnlyMemory<byte> s = value.ReadIntegerBytes();
        value.RequireEnd();
        outer.RequireEnd();
        if (!outer.Ok || !value.Ok || !IsPositive(r.Span, MaxOrderBits) || !IsPositive(s.Span, MaxOrderBits))
        {
            return false;
        }

        // FIPS 186-4 section 4.6: the leftmost bits of the hash count; r and s outside 1 to q - 1 are refused in there.
        var verifier = new DsaSigner();
        verifier.Init(forSigning: false, _key);
        try
        {
            return verifier.VerifySignature(hash.ToArray(), Number(r.Span), Number(s.Span));
        }
        catch (ArithmeticException)
        {
            return false; // the order is said to be a prime and is not: s has no inverse
        }
    }

    private static DsaPublicKey? TryCreate(byte[] value, DsaParameters parameters, ReadOnlyMemory<byte> encoded)
    {
        (BigInteger p, BigInteger q, BigInteger g) = (parameters.P, parameters.Q, parameters.G);
        bool isSane = p.BitLength is >= MinModulusBits and <= MaxModulusBits && p.TestBit(0)
            && q.BitLength is >= MinOrderBits and <= MaxOrderBits && q.TestBit(0)
            && g.CompareTo(BigInteger.One) > 0 && g.CompareTo(p) < 0;
        try
        {
            // The constructor checks that the value is in the group of order q (NIST SP 800-89 section 5.3.1).
            return isSane ? new DsaPublicKey(value, new DsaPublicKeyParameters(Number(value), parameters), encoded) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsPositive(ReadOnlySpan<byte> integer, int maxBits) =>
        (integer[0] & 0x80) == 0 && integer.ContainsAnyExcept((byte)0) && integer.TrimStart((byte)0).Length <= maxBits / 8;

    private static BigInteger Number(ReadOnlySpan<byte> octets) => new(1, octets.ToArray());
}
