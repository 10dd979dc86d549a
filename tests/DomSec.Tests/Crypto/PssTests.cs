using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using DomSec.Crypto;
using DomSec.Crypto.Platform;

namespace DomSec.Tests.Crypto;

public sealed class PssTests
{
    [Theory]
    [InlineData(2048, 0, "sha256")]
    [InlineData(2048, 20, "sha256")]
    [InlineData(2048, 32, "sha256")]
    [InlineData(2048, 222, "sha256")]
    [InlineData(2048, 32, "sha1")]
    [InlineData(1025, 17, "sha256")]
    [InlineData(1031, 0, "sha512")]
    [Trait("Requirement", "CMS-BER-07")]
    public void Pss_signature_of_openssl_verifies_with_any_salt_and_mask_hash(int bits, int salt, string mgf)
    {
        using var openssl = new OpenSslTool();
        openssl.Run("genrsa", "-out", "key.pem", bits.ToString());
        openssl.Run("rsa", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "key.spki");
        byte[] data = RandomNumberGenerator.GetBytes(100);
        openssl.Write("data", data);
        openssl.Run(
            "dgst", "-sha256", "-sign", "key.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", $"rsa_pss_saltlen:{salt}", "-sigopt", $"rsa_mgf1_md:{mgf}", "-out", "sig", "data");
        PublicKey key = PublicKeyTests.Import(openssl.Read("key.spki"));
        byte[] signature = openssl.Read("sig");
        DigestAlgorithm mask = DigestsTests.ByName(mgf);
        Assert.Equal(bits, key.KeySizeBits);
        Assert.True(key.Verify(Scheme(DigestAlgorithm.Sha256, mask, salt), data, signature));
        Assert.False(key.Verify(Scheme(DigestAlgorithm.Sha256, mask, salt + 1), data, signature));
        Assert.False(key.Verify(Scheme(DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, salt), data, signature));
        Assert.False(key.Verify(Scheme(DigestAlgorithm.Sha256, mask, int.MaxValue), data, signature));
        Assert.False(key.Verify(Scheme(DigestAlgorithm.Sha256, mask, salt), "another"u8, signature));
        signature[^1] ^= 1;
        Assert.False(key.Verify(Scheme(DigestAlgorithm.Sha256, mask, salt), data, signature));
    }

    [Fact]
    public void Wycheproof_pss_agrees_through_the_platform_and_through_our_own_check()
    {
        int count = 0;
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read("rsa_pss_2048_sha256_mgf1_32_test.json"))
        {
            PublicKey key = PublicKeyTests.Import(group.Hex("publicKeyDer"));
            byte[] signature = test.Hex("sig");
            byte[] message = test.Hex("msg");
            bool valid = string.Equals(test.Result(), "valid", StringComparison.Ordinal);
            SignatureScheme scheme = SignatureScheme.For(SignatureKind.RsaPss, DigestAlgorithm.Sha256);
            Assert.True(valid == key.Verify(scheme, message, signature), test.Label());
            if (signature.Length == 256)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(group.Hex("publicKeyDer"), out _);
                RSAParameters p = rsa.ExportParameters(false);
                var n = new BigInteger(p.Modulus!, isUnsigned: true, isBigEndian: true);
                bool own = PssVerification.Verify(n, new BigInteger(p.Exponent!, isUnsigned: true, isBigEndian: true), 2048, scheme, SHA256.HashData(message), signature);
                Assert.True(valid == own, test.Label());
            }

            count++;
        }

        Assert.Equal(108, count);
    }

    internal static SignatureScheme Scheme(DigestAlgorithm hash, DigestAlgorithm mgf, int salt)
    {
        AlgorithmIdentifier identifier = AlgorithmIdentifier.Parse(new PssParameters(hash, mgf, salt, 1).EncodeAlgorithmIdentifier());
        Assert.Equal(SchemeStatus.Ok, SignatureScheme.TryResolve(identifier, hash, out SignatureScheme? scheme));
        return scheme!;
    }
}
