using System.Diagnostics;
using System.Numerics;
using DomSec.Crypto;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signatures;

/// <summary>DSA and the digests that the platform lacks, as OpenSSL signs with them, and hostile DSA keys.</summary>
public sealed class DsaAndDigestTests
{
    private static readonly DateTimeOffset At = new(2004, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("sha1", true)]
    [InlineData("sha256", false)]
    [Trait("Requirement", "SM-ALG-01 CMS-BER-06")]
    public async Task Dsa_signature_of_openssl_is_valid_and_an_altered_one_is_not(string digest, bool isWeak)
    {
        using var openssl = new OpenSsl();
        byte[] cms = openssl.Cms(
            "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", digest, "-in", openssl.File("text to sign"),
            "-signer", Vectors.Path("rfc4134/AliceDSSSignByCarlNoInherit.pem"), "-inkey", Vectors.Path("rfc4134/AlicePrivDSSSign.key.pem")).Expect().Output;
        var doors = new TestDoors();
        DomainSecurityReport report = await doors.ClassifyAsync(cms, new() { At = At });
        SignatureReport signature = Assert.Single(report.Signatures());
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Equal("dsa", signature.SignatureAlgorithm);
        Assert.Equal(isWeak, signature.Flags.Any(flag => flag.Flag == SecurityFlags.AlgorithmWeak && flag.Detail.Contains("sha1", StringComparison.Ordinal)));
        cms[cms.AsSpan().IndexOf("text to"u8)] ^= 0x20;
        Assert.Equal(SignatureFact.Invalid, Assert.Single((await doors.ClassifyAsync(cms, new() { At = At })).Signatures()).Signature);

        // CMS-BER-06: the key's own algorithm in the signature's place.
        if (digest == "sha1")
        {
            cms[cms.AsSpan().IndexOf("tEXT"u8) is var at and >= 0 ? at : cms.AsSpan().IndexOf("Text to"u8)] ^= 0x20;
            int algorithm = cms.AsSpan().LastIndexOf(Convert.FromHexString("06072a8648ce380403"));
            Assert.True(algorithm > 0);
            cms[algorithm + 8] = 0x01;
            Assert.Equal(SignatureFact.Valid, Assert.Single((await doors.ClassifyAsync(cms, new() { At = At })).Signatures()).Signature);
        }
    }

    [Theory]
    [InlineData("sha224")]
    [InlineData("sha3-224")]
    [InlineData("sha3-256")]
    [InlineData("sha3-384")]
    [InlineData("sha3-512")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Rsa_signature_of_openssl_over_a_digest_that_the_platform_lacks_is_valid(string digest)
    {
        using var openssl = new OpenSsl();
        byte[] cms = openssl.Sign("text to sign"u8.ToArray(), Ids.RsaAlice, "-md", digest);
        SignatureReport signature = Assert.Single((await new TestDoors().ClassifyAsync(cms)).Signatures());
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Equal(digest, signature.DigestAlgorithm);
        if (digest == "sha224") // OpenSSL 3.0 does not write PSS parameters for SHA-3
        {
            byte[] pss = openssl.Sign("text to sign"u8.ToArray(), Ids.RsaAlice, "-md", digest, "-keyopt", "rsa_padding_mode:pss");
            Assert.Equal(SignatureFact.Valid, Assert.Single((await new TestDoors().ClassifyAsync(pss)).Signatures()).Signature);
        }

        cms[cms.AsSpan().IndexOf("text to"u8)] ^= 0x20;
        Assert.Equal(SignatureFact.Invalid, Assert.Single((await new TestDoors().ClassifyAsync(cms)).Signatures()).Signature);
    }

    [Theory]
    [InlineData(3072, 256, true)]
    [InlineData(1024, 160, true)]
    [InlineData(3080, 256, false)]
    [InlineData(40_000, 256, false)]
    [InlineData(40_000, 40_000, false)]
    [InlineData(3072, 3072, false)]
    [InlineData(1024, 152, false)]
    [InlineData(504, 160, false)]
    [Trait("Requirement", "SEC-DOS-03 PQ-SIZ-01")]
    public void Dsa_key_is_bounded_before_anything_is_computed(int modulusBits, int orderBits, bool isBounded)
    {
        BigInteger p = (BigInteger.One << (modulusBits - 1)) + 1;
        BigInteger q = (BigInteger.One << (orderBits - 1)) + 1;
        byte[] spki = Tlv.Of(
            Tlv.Sequence,
            Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.10040.4.1"), Tlv.Of(Tlv.Sequence, Integer(p), Integer(q), Integer(3))),
            Tlv.Of(0x03, [[0, .. Integer(5)]]));
        var watch = Stopwatch.StartNew();
        Assert.Null(PublicKey.TryImport(spki)); // the numbers are no group: refused either way, cheaply when they are too long
        Assert.True(isBounded || watch.ElapsedMilliseconds < 1000);
        byte[] inherits = Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.10040.4.1")), Tlv.Of(0x03, [[0, .. Integer(p)]]));
        Assert.Equal(modulusBits <= 3072, PublicKey.TryImport(inherits) is { LacksParameters: true });
    }

    private static byte[] Integer(BigInteger value) => Tlv.Integer(value.ToByteArray(isUnsigned: false, isBigEndian: true));
}
