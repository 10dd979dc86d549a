using DomSec.Crypto;

namespace DomSec.Tests.Crypto;

public sealed class SignatureSchemeTests
{
    private const string RsaEncryption = "06092a864886f70d010101";
    private const string Sha256WithRsa = "06092a864886f70d01010b";
    private const string EcdsaSha256 = "06082a8648ce3d040302";
    private const string Pss = "06092a864886f70d01010a";
    private const string PssSha256 = "a00f300d06096086480165030402010500";
    private const string MgfSha256 = "a11c301a06092a864886f70d010108300d06096086480165030402010500";

    [Theory]
    [InlineData(RsaEncryption + "0500", "sha256", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(RsaEncryption, "sha512", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(RsaEncryption + "0500", "md5", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(RsaEncryption + "0500", "sha224", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(RsaEncryption + "0500", "sha3-256", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(RsaEncryption + "0500", "shake256", nameof(SchemeStatus.Unsupported), null)]
    [InlineData("060960864801650304030a", "sha3-256", nameof(SchemeStatus.Ok), "ecdsa")]
    [InlineData("060960864801650304030a", "sha256", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData("060960864801650304030e" + "0500", "sha3-256", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData("06072a8648ce380403", "sha1", nameof(SchemeStatus.Ok), "dsa")]
    [InlineData("06072a8648ce380401", "sha1", nameof(SchemeStatus.Ok), "dsa")]
    [InlineData("06072a8648ce380401", "sha256", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData("0609608648016503040302", "sha256", nameof(SchemeStatus.Ok), "dsa")]
    [InlineData(RsaEncryption + "020101", "sha256", nameof(SchemeStatus.BadParameters), null)]
    [InlineData(RsaEncryption, "", nameof(SchemeStatus.Unknown), null)]
    [InlineData(Sha256WithRsa + "0500", "sha256", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(Sha256WithRsa, "sha256", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(Sha256WithRsa + "0500", "sha1", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData("06092a864886f70d010105" + "0500", "sha1", nameof(SchemeStatus.Ok), "rsaPkcs1")]
    [InlineData(EcdsaSha256, "sha256", nameof(SchemeStatus.Ok), "ecdsa")]
    [InlineData(EcdsaSha256 + "0500", "sha256", nameof(SchemeStatus.Ok), "ecdsa")]
    [InlineData(EcdsaSha256, "sha512", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData(EcdsaSha256 + "06082a8648ce3d030107", "sha256", nameof(SchemeStatus.BadParameters), null)]
    [InlineData("06072a8648ce3d0401", "sha1", nameof(SchemeStatus.Ok), "ecdsa")]
    [InlineData(Pss, "sha256", nameof(SchemeStatus.BadParameters), null)]
    [InlineData(Pss + "0500", "sha256", nameof(SchemeStatus.BadParameters), null)]
    [InlineData(Pss + "3000", "sha1", nameof(SchemeStatus.Ok), "rsaPss")]
    [InlineData(Pss + "3000", "sha256", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData(Pss + "3005a303020102", "sha1", nameof(SchemeStatus.BadParameters), null)]
    [InlineData(Pss + "3005a2030201ff", "sha1", nameof(SchemeStatus.BadParameters), null)]
    [InlineData(Pss + "3002" + "0500", "sha1", nameof(SchemeStatus.BadParameters), null)]
    [InlineData("06032b6570", "sha512", nameof(SchemeStatus.Ok), "ed25519")]
    [InlineData("06032b6570", "sha256", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData("06032b6570" + "0500", "sha512", nameof(SchemeStatus.BadParameters), null)]
    [InlineData("06032b6571", "shake256", nameof(SchemeStatus.Ok), "ed448")]
    [InlineData("06032b6571", "sha512", nameof(SchemeStatus.DigestMismatch), null)]
    [InlineData("0609608648016503040311", "sha512", nameof(SchemeStatus.Ok), "mldsa44")]
    [InlineData("0609608648016503040312", "shake256", nameof(SchemeStatus.Ok), "mldsa65")]
    [InlineData("0609608648016503040313", "sha256", nameof(SchemeStatus.Ok), "mldsa87")]
    [InlineData("0609608648016503040313" + "0500", "sha512", nameof(SchemeStatus.BadParameters), null)]
    [InlineData("06032b656e", "sha512", nameof(SchemeStatus.Unknown), null)]
    [Trait("Requirement", "CMS-BER-05 CMS-BER-06 CMS-BER-07 CMS-BER-08 CMS-BER-09 CMS-SD-10 PQ-DSA-01")]
    public void Signature_algorithm_is_resolved_beside_its_digest(string contents, string digest, string status, string? name)
    {
        SchemeStatus actual = SignatureScheme.TryResolve(AlgorithmIdentifierTests.Parse(contents), DigestsTests.ByName(digest), out SignatureScheme? scheme);
        Assert.Equal(status, actual.ToString());
        Assert.Equal(name, scheme?.Name);
        Assert.True(scheme is null || string.Equals(Digests.Name(scheme.Digest), digest, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PssSha256 + MgfSha256 + "a203020120", "sha256", 32)]
    [InlineData(PssSha256 + MgfSha256 + "a203020100", "sha256", 0)]
    [InlineData(PssSha256 + MgfSha256 + "a2040202" + "00de", "sha256", 222)]
    [InlineData(PssSha256 + MgfSha256, "sha256", 20)]
    [InlineData(PssSha256 + "a203020120", "sha1", 32)]
    [Trait("Requirement", "CMS-BER-07")]
    public void Pss_takes_any_salt_length_and_mask_hash(string fields, string mgf, int salt)
    {
        string contents = Pss + "30" + (fields.Length / 2).ToString("x2") + fields;
        Assert.Equal(SchemeStatus.Ok, SignatureScheme.TryResolve(AlgorithmIdentifierTests.Parse(contents), DigestAlgorithm.Sha256, out SignatureScheme? scheme));
        Assert.Equal(mgf, Digests.Name(scheme!.MgfDigest));
        Assert.Equal(salt, scheme.SaltLength);
        Assert.Equal(SchemeStatus.Ok, SignatureScheme.TryResolve(AlgorithmIdentifierTests.Parse(contents), out SignatureScheme? own));
        Assert.Equal(DigestAlgorithm.Sha256, own!.Digest);
    }

    [Theory]
    [InlineData(nameof(SignatureKind.RsaPkcs1), "sha256", "300d" + RsaEncryption + "0500")]
    [InlineData(nameof(SignatureKind.Ecdsa), "sha256", "300a" + EcdsaSha256)]
    [InlineData(nameof(SignatureKind.Ecdsa), "sha384", "300a" + "06082a8648ce3d040303")]
    [InlineData(nameof(SignatureKind.RsaPss), "sha256", "3041" + Pss + "3034" + PssSha256 + MgfSha256 + "a203020120")]
    [InlineData(nameof(SignatureKind.RsaPss), "sha1", "300d" + Pss + "3000")]
    [Trait("Requirement", "CMS-BER-04")]
    public void Emitted_identifier_is_der_and_resolves_to_its_scheme(string kind, string digest, string hex)
    {
        SignatureScheme scheme = SignatureScheme.For(Enum.Parse<SignatureKind>(kind), DigestsTests.ByName(digest));
        Assert.Equal(hex, Convert.ToHexStringLower(scheme.AlgorithmIdentifier.Span));
        Assert.Equal(SchemeStatus.Ok, SignatureScheme.TryResolve(AlgorithmIdentifier.Parse(scheme.AlgorithmIdentifier), scheme.Digest, out SignatureScheme? resolved));
        Assert.Same(scheme, resolved);
    }

    [Fact]
    public void Scheme_without_a_platform_digest_is_misuse() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Shake256));
}
