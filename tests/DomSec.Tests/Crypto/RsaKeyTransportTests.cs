using System.Security.Cryptography;
using System.Text.Json;
using DomSec.Crypto;

namespace DomSec.Tests.Crypto;

public sealed class RsaKeyTransportTests
{
    private const string Oaep = "06092a864886f70d010107";
    private const string HashSha256 = "a00f300d06096086480165030402010500";
    private const string MgfSha256 = "a11c301a06092a864886f70d010108300d06096086480165030402010500";
    private const string LabelA = "a210300e06092a864886f70d010109040141";

    [Fact]
    [Trait("Requirement", "CMS-KT-02 CMS-KT-03")]
    public void Emitted_identifiers_are_the_ones_of_the_rfcs()
    {
        Assert.Equal("300d06092a864886f70d0101010500", Convert.ToHexStringLower(RsaKeyTransport.Pkcs1AlgorithmIdentifier.Span));
        Assert.Equal("303c" + Oaep + "302f" + HashSha256 + MgfSha256, Convert.ToHexStringLower(RsaKeyTransport.OaepSha256AlgorithmIdentifier.Span));
        Assert.Equal("300d" + Oaep + "3000", Convert.ToHexStringLower(new OaepParameters(DigestAlgorithm.Sha1, DigestAlgorithm.Sha1, default).EncodeAlgorithmIdentifier()));
    }

    [Theory]
    [InlineData("06092a864886f70d010101" + "0500", nameof(SchemeStatus.Ok), "Pkcs1")]
    [InlineData("06092a864886f70d010101", nameof(SchemeStatus.Ok), "Pkcs1")]
    [InlineData("06092a864886f70d010101" + "3000", nameof(SchemeStatus.BadParameters), "Pkcs1")]
    [InlineData(Oaep + "3000", nameof(SchemeStatus.Ok), "OaepSHA1")]
    [InlineData(Oaep, nameof(SchemeStatus.Ok), "OaepSHA1")]
    [InlineData(Oaep + "302f" + HashSha256 + MgfSha256, nameof(SchemeStatus.Ok), "OaepSHA256")]
    [InlineData(Oaep + "3011" + HashSha256, nameof(SchemeStatus.Ok), null)] // MGF1 with SHA-1
    [InlineData(Oaep + "3012" + LabelA, nameof(SchemeStatus.Ok), null)]
    [InlineData(Oaep + "3002" + "0500", nameof(SchemeStatus.BadParameters), null)]
    [InlineData(Oaep + "0400", nameof(SchemeStatus.BadParameters), null)]
    [InlineData("06092a864886f70d01010a" + "3000", nameof(SchemeStatus.Unknown), null)]
    [Trait("Requirement", "CMS-KT-03")]
    public void Key_encryption_algorithm_is_resolved_to_a_padding(string contents, string status, string? padding)
    {
        SchemeStatus actual = RsaKeyTransport.TryResolve(AlgorithmIdentifierTests.Parse(contents), out RSAEncryptionPadding? resolved, out _);
        Assert.Equal(status, actual.ToString());
        Assert.Equal(padding, resolved?.ToString());
    }

    [Fact]
    public void Oaep_parameters_are_read_whole_also_when_no_platform_takes_them()
    {
        RsaKeyTransport.TryResolve(AlgorithmIdentifierTests.Parse(Oaep + "3023" + HashSha256 + LabelA), out _, out OaepParameters? oaep);
        Assert.Equal((DigestAlgorithm.Sha256, DigestAlgorithm.Sha1, "A"), (oaep!.Value.Hash, oaep.Value.MgfHash, System.Text.Encoding.ASCII.GetString(oaep.Value.Label.Span)));
        AlgorithmIdentifier again = AlgorithmIdentifier.Parse(oaep.Value.EncodeAlgorithmIdentifier());
        Assert.True(OaepParameters.TryParse(again.Parameters, out OaepParameters same));
        Assert.Equal(oaep.Value, same);
    }

    [Fact]
    public void Wycheproof_oaep_agrees()
    {
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read("rsa_oaep_2048_sha256_mgf1sha256_test.json"))
        {
            if (test.Hex("label").Length > 0)
            {
                continue; // no platform takes a label
            }

            using RSA key = Key(group);
            byte[]? decrypted = RsaKeyTransport.TryDecrypt(key, RSAEncryptionPadding.OaepSHA256, test.Hex("ct"));
            bool valid = string.Equals(test.Result(), "valid", StringComparison.Ordinal);
            Assert.True(valid == decrypted is not null, test.Label());
            Assert.True(decrypted is null || decrypted.AsSpan().SequenceEqual(test.Hex("msg")), test.Label());
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-01")]
    public void Wycheproof_pkcs1_behind_the_mask_always_gives_a_key_of_the_expected_length()
    {
        int count = 0;
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read("rsa_pkcs1_2048_test.json"))
        {
            using RSA key = Key(group);
            byte[] ciphertext = test.Hex("ct");
            byte[] message = test.Hex("msg");
            bool valid = string.Equals(test.Result(), "valid", StringComparison.Ordinal);
            int expected = valid && message.Length > 0 ? message.Length : 32;
            byte[] first = RsaKeyTransport.MaskPkcs1Failure(RsaKeyTransport.TryDecrypt(key, RSAEncryptionPadding.Pkcs1, ciphertext), expected);
            byte[] second = RsaKeyTransport.MaskPkcs1Failure(RsaKeyTransport.TryDecrypt(key, RSAEncryptionPadding.Pkcs1, ciphertext), expected);
            Assert.Equal(expected, first.Length);
            Assert.Equal(expected, second.Length);
            bool same = first.AsSpan().SequenceEqual(second);
            Assert.True(same == (valid && message.Length > 0), test.Label());
            Assert.True(!same || first.AsSpan().SequenceEqual(message), test.Label());
            count++;
        }

        Assert.Equal(67, count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(24)]
    [InlineData(32)]
    [Trait("Requirement", "SEC-ORC-01")]
    public void Key_of_a_wrong_length_is_replaced_and_wiped(int? length)
    {
        byte[]? decrypted = length is { } size ? RandomNumberGenerator.GetBytes(size) : null;
        byte[] substitute = RandomNumberGenerator.GetBytes(16);
        byte[] expected = [.. substitute];
        Assert.Equal(expected, RsaKeyTransport.MaskPkcs1Failure(decrypted, substitute));
        Assert.True(decrypted is null || !decrypted.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Key_of_the_right_length_is_kept()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] decrypted = [.. key];
        Assert.Equal(key, RsaKeyTransport.MaskPkcs1Failure(decrypted, RandomNumberGenerator.GetBytes(32)));
        Assert.Equal(new byte[32], decrypted);
    }

    [Fact]
    public void Key_encrypted_to_a_public_key_comes_back()
    {
        using var key = RSA.Create(2048);
        PublicKey recipient = PublicKeyTests.Import(key.ExportSubjectPublicKeyInfo());
        byte[] cek = RandomNumberGenerator.GetBytes(32);
        foreach (RSAEncryptionPadding padding in new[] { RSAEncryptionPadding.Pkcs1, RSAEncryptionPadding.OaepSHA256 })
        {
            Assert.Equal(cek, RsaKeyTransport.TryDecrypt(key, padding, recipient.EncryptRsa(cek, padding)));
        }

        Assert.Null(recipient.EncryptRsa(new byte[250], RSAEncryptionPadding.Pkcs1));
    }

    private static RSA Key(JsonElement group)
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(group.Hex("privateKeyPkcs8"), out _);
        return key;
    }
}
