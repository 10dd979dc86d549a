using DomSec.Crypto;
using DomSec.TestKit;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace DomSec.Tests.Review;

/// <summary>DSA keys whose parameters are of nobody's making: whoever sends a certificate chooses them.</summary>
public sealed class DsaGroupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Requirement", "SEC-DOS-03")]
    public void Dsa_signature_with_a_number_that_has_no_inverse_is_invalid_and_throws_nothing(int which)
    {
        // The order is no prime: q = 3 r divides p - 1, and y is of that order, so that the key itself is fine. s = 3 has no inverse modulo q.
        var random = new SecureRandom();
        BigInteger q;
        do
        {
            q = new BigInteger(162, random).SetBit(161).SetBit(0);
            q = q.Subtract(q.Mod(BigInteger.Three));
        }
        while (!q.TestBit(0) || q.BitLength < 160);

        BigInteger p;
        BigInteger y;
        do
        {
            BigInteger k = new BigInteger(512, random).SetBit(511).ClearBit(0);
            p = k.Multiply(q).Add(BigInteger.One);
            y = p.IsProbablePrime(40) ? BigInteger.Two.ModPow(k, p) : BigInteger.One;
        }
        while (y.CompareTo(BigInteger.Two) < 0);

        byte[] parameters = Tlv.Of(Tlv.Sequence, Number(p), Number(q), Number(y));
        byte[] spki = Tlv.Of(Tlv.Sequence, Tlv.Algorithm("1.2.840.10040.4.1", parameters), Tlv.Of(0x03, [0], Number(y)));
        PublicKey key = PublicKey.TryImport(spki)!;
        Assert.Equal(KeyKind.Dsa, key.Kind);
        SignatureScheme scheme = SignatureScheme.For(SignatureKind.Dsa, DigestAlgorithm.Sha256);
        BigInteger s = which switch { 1 => BigInteger.Three, 2 => q.Divide(BigInteger.Three), _ => BigInteger.Three.Multiply(BigInteger.Two) };
        Assert.False(key.Verify(scheme, "any"u8, Tlv.Of(Tlv.Sequence, Number(BigInteger.One), Number(s))));
    }

    private static byte[] Number(BigInteger value) => Tlv.Integer(value.ToByteArrayUnsigned());
}
