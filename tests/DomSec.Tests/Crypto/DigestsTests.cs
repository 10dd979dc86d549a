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
        Assert.Equal(digest, Digests.FromMicalg(Digests.Micalg(digest)));
        Span<byte> hash = stackalloc byte[Digests.MaxSize];
        int length = Digests.HashData(digest, "abc"u8, hash);
        using IncrementalHash running = Digests.Create(digest);
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

    [Fact]
    public void Sha224_is_known_and_not_supported()
    {
        Assert.Equal(DigestAlgorithm.Sha224, Digests.FromOid(Oids.Sha224));
        Assert.False(Digests.IsSupported(DigestAlgorithm.Sha224));
        Assert.False(Digests.IsSupported(DigestAlgorithm.None));
    }

    internal static DigestAlgorithm ByName(string name) => Enum.GetValues<DigestAlgorithm>().Single(d => string.Equals(Digests.Name(d), name, StringComparison.Ordinal));
}
