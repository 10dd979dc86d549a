using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Crypto;

public sealed class DigestsTests
{
    public static TheoryData<string> Supported => ["md5", "sha1", "sha256", "sha384", "sha512"];

    [Theory]
    [InlineData("sha1", "3007" + "06052b0e03021a")]
    [InlineData("sha256", "300b" + "0609608648016503040201")]
    [InlineData("sha512", "300b" + "0609608648016503040203")]
    [Trait("Requirement", "CMS-BER-04")]
    public void Digest_identifier_is_emitted_without_parameters(string name, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(Digests.AlgorithmIdentifier(ByName(name))));

    [Theory]
    [InlineData("300b0609608648016503040201", "sha256")]
    [InlineData("300d06096086480165030402010500", "sha256")]
    [InlineData("300e0609608648016503040201020101", "")]
    [InlineData("300b0609608648016503040206", "")]
    [Trait("Requirement", "CMS-BER-04")]
    public void Digest_identifier_is_read_with_absent_and_with_null_parameters(string hex, string name) =>
        Assert.Equal(name, Digests.Name(Digests.FromIdentifier(AlgorithmIdentifier.Parse(Convert.FromHexString(hex)))));

    [Theory]
    [MemberData(nameof(Supported))]
    public void Digest_knows_itself_by_every_name(string name)
    {
        DigestAlgorithm digest = ByName(name);
        Assert.True(Digests.IsSupported(digest));
        Assert.Equal(digest, Digests.FromOid(new Oid(Digests.Oid(digest).ToArray())));
        Assert.Equal(digest, Digests.ListFromMicalg(Digests.Micalg(digest))[0]);
        Span<byte> hash = stackalloc byte[Digests.MaxSize];
        int length = Digests.HashData(digest, "abc"u8, hash);
        using RunningHash running = Digests.Create(digest);
        running.AppendData("abc"u8);
        Assert.Equal(Digests.Size(digest), length);
        Assert.Equal(running.GetHashAndReset(), hash[..length].ToArray());
        Assert.Equal(CryptographicOperations.HashData(Digests.HashName(digest), "abc"u8), hash[..length].ToArray());
    }

    [Theory]
    [InlineData("sha-256", "sha256")]
    [InlineData("SHA256", "sha256")]
    [InlineData("\"sha-512\"", "sha512")]
    [InlineData(" sha-384 ", "sha384")]
    [InlineData("sha1", "sha1")]
    [InlineData("SHA-1", "sha1")]
    [InlineData("rsa-sha1", "sha1")]
    [InlineData("rsa-md5", "md5")]
    [InlineData("md5", "md5")]
    [InlineData("sha1, sha-256", "sha1 sha256")]
    [InlineData("whirlpool,sha-256,sha256", "sha256")]
    [InlineData("sha-224", "sha224")]
    [InlineData("unknown", "")]
    [InlineData("sha-2561", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [Trait("Requirement", "LCD-06")]
    public void Micalg_is_read_tolerantly(string? value, string names) =>
        Assert.Equal(names, string.Join(' ', Digests.ListFromMicalg(value).Select(Digests.Name)));

    [Theory]
    [InlineData("sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7")]
    [InlineData("sha3-224", "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf")]
    [InlineData("sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532")]
    [InlineData("sha3-384", "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25")]
    [InlineData("sha3-512", "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0")]
    [InlineData("shake128", "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8")]
    [InlineData("shake256", "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4")]
    [Trait("Requirement", "SM-ALG-01")]
    public void Digest_that_the_platform_lacks_has_the_value_of_the_standard(string name, string abc)
    {
        DigestAlgorithm digest = ByName(name);
        Assert.True(Digests.IsSupported(digest));
        byte[] hash = new byte[Digests.Size(digest)];
        Assert.Equal(hash.Length, Digests.HashData(digest, "abc"u8, hash));
        Assert.Equal(abc, Convert.ToHexStringLower(hash));
        using RunningHash running = Digests.Create(digest);
        running.AppendData("a"u8);
        running.AppendData("bc"u8);
        Assert.Equal(hash, running.GetHashAndReset());
        running.AppendData("abc"u8);
        Assert.Equal(hash, running.GetHashAndReset());
    }

    [Theory]
    [InlineData("060960864801650304020c", "shake256")]
    [InlineData("060960864801650304021202020200", "shake256")]
    [InlineData("060960864801650304021202020100", "")]
    [InlineData("0609608648016503040212", "")]
    [InlineData("0609608648016503040212" + "0500", "")]
    [InlineData("060960864801650304020c02020200", "")]
    [Trait("Requirement", "CMS-BER-08")]
    public void Shake256_is_read_with_the_length_that_eddsa_fixes_and_no_other(string contents, string name) =>
        Assert.Equal(name, Digests.Name(Digests.FromIdentifier(AlgorithmIdentifierTests.Parse(contents))));

    [Fact]
    public void Nothing_is_no_digest() => Assert.False(Digests.IsSupported(DigestAlgorithm.None));

    internal static DigestAlgorithm ByName(string name) => Enum.GetValues<DigestAlgorithm>().Single(d => string.Equals(Digests.Name(d), name, StringComparison.Ordinal));

    [Fact]
    public void Current_hash_is_that_of_everything_so_far_and_disturbs_nothing()
    {
        foreach (DigestAlgorithm digest in Enum.GetValues<DigestAlgorithm>().Where(Digests.IsSupported))
        {
            using RunningHash hash = Digests.Create(digest);
            using RunningHash other = Digests.Create(digest);
            hash.AppendData("first"u8);
            other.AppendData("first"u8);
            Assert.Equal(other.GetHashAndReset(), hash.GetCurrentHash());
            hash.AppendData("second"u8);
            other.AppendData("firstsecond"u8);
            Assert.Equal(other.GetHashAndReset(), hash.GetHashAndReset());
        }
    }
}
