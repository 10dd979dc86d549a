using System.Security.Cryptography;
using System.Text.Json;
using CsCheck;
using DomSec.Crypto;
using DomSec.Crypto.Platform;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Crypto;

public sealed class ContentCipherTests
{
    private static readonly Gen<byte[]> _content = Gen.OneOf(Gen.Byte.Array[0, 80], Gen.Byte.Array[4000, 40000]);
    private static readonly Gen<int[]> _chunks = Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 35000]).Array[1, 30];

    [Theory]
    [InlineData("aes128-gcm")]
    [InlineData("aes192-gcm")]
    [InlineData("aes256-gcm")]
    public void Streamed_gcm_equals_the_platforms_in_any_chunks_and_with_associated_data_before_or_after(string name)
    {
        ContentCipher cipher = ByName(name);
        Gen.Select(_content, _chunks, Gen.Byte.Array[0, 50], Gen.Bool).Sample((plain, chunks, aad, late) =>
        {
            byte[] key = RandomNumberGenerator.GetBytes(cipher.KeySize);
            byte[] nonce = RandomNumberGenerator.GetBytes(12);
            byte[] expected = new byte[plain.Length];
            byte[] expectedTag = new byte[16];
            ContentEncryptor.EncryptGcm(key, nonce, plain, expected, expectedTag, aad);
            (byte[] ciphertext, byte[] tag) = Encrypt(ContentEncryptor.Create(cipher, key, nonce)!, plain, chunks, aad, late);
            Assert.Equal(expected, ciphertext);
            Assert.Equal(expectedTag, tag);

            byte[] oneShot = new byte[plain.Length];
            Assert.True(AeadOneShot.TryDecrypt(ContentMode.Gcm, key, nonce, ciphertext, tag, aad, oneShot));
            Assert.Equal(plain, oneShot);
            AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(nonce));
            Assert.Equal(plain, Decrypt(cipher, algorithm, key, ciphertext, chunks, tag, aad, late));
            byte[] wrongTag = [.. tag];
            wrongTag[chunks[0] % 16] ^= 0x10;
            Assert.Null(Decrypt(cipher, algorithm, key, ciphertext, chunks, wrongTag, aad, late));
            Assert.Null(Decrypt(cipher, algorithm, key, ciphertext, chunks, tag, [.. aad, 0], late));
        }, iter: 150);
    }

    [Theory]
    [InlineData("aes128-cbc")]
    [InlineData("aes192-cbc")]
    [InlineData("aes256-cbc")]
    public void Streamed_cbc_equals_the_platforms_in_any_chunks(string name)
    {
        ContentCipher cipher = ByName(name);
        Gen.Select(_content, _chunks).Sample((plain, chunks) =>
        {
            byte[] key = RandomNumberGenerator.GetBytes(cipher.KeySize);
            byte[] iv = RandomNumberGenerator.GetBytes(16);
            using var aes = Aes.Create();
            aes.Key = key;
            byte[] expected = aes.EncryptCbc(plain, iv);
            (byte[] ciphertext, byte[] tag) = Encrypt(ContentEncryptor.Create(cipher, key, iv)!, plain, chunks, [], late: false);
            Assert.Equal(expected, ciphertext);
            Assert.Empty(tag);
            Assert.Equal(plain, Decrypt(cipher, AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(iv)), key, ciphertext, chunks, []));
        }, iter: 150);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16367)]
    [InlineData(16368)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(49152)]
    public void Cbc_content_around_the_stages_size_survives_every_push_size(int length)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(length);
        byte[] key = RandomNumberGenerator.GetBytes(16);
        byte[] iv = RandomNumberGenerator.GetBytes(16);
        using var aes = Aes.Create();
        aes.Key = key;
        byte[] expected = aes.EncryptCbc(plain, iv);
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(ContentCipher.Aes128Cbc.EncodeAlgorithmIdentifier(iv));
        foreach (int push in new[] { 1, 16, 4096, 16383, 16384, 16385, 100_000 })
        {
            Assert.Equal(expected, Encrypt(ContentEncryptor.Create(ContentCipher.Aes128Cbc, key, iv)!, plain, [push], [], late: false).Ciphertext);
            Assert.Equal(plain, Decrypt(ContentCipher.Aes128Cbc, algorithm, key, expected, [push], []));
        }
    }

    [Fact]
    public void Triple_des_is_read_and_written_as_the_platform_does()
    {
        using var des = TripleDES.Create();
        byte[] plain = RandomNumberGenerator.GetBytes(5001);
        byte[] ciphertext = des.EncryptCbc(plain, des.IV);
        ContentCipher cipher = ContentCipher.TripleDesCbc;
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(des.IV));
        Assert.Equal(plain, Decrypt(cipher, algorithm, des.Key, ciphertext, [333], []));
        Assert.True(cipher.IsWeak);

        using ContentEncryptor encryptor = ContentEncryptor.Create(cipher, des.Key, des.IV)!;
        byte[] written = new byte[encryptor.MaxOutput(plain.Length)];
        int length = encryptor.Update(plain, written);
        length += encryptor.Finish(written.AsSpan(length), default);
        Assert.Equal(ciphertext, written[..length]);
        Assert.Null(ContentDecryptor.Create(cipher, algorithm, new byte[24])); // three equal keys
    }

    [Fact]
    [Trait("Requirement", "CMS-ED-07")]
    public void Every_padding_length_is_read_and_every_wrong_octet_of_it_refused()
    {
        using var aes = Aes.Create();
        for (int pad = 1; pad <= 16; pad++)
        {
            byte[] block = new byte[48];
            RandomNumberGenerator.Fill(block.AsSpan(0, 32));
            block.AsSpan(48 - pad).Fill((byte)pad);
            Assert.Equal(block[..(48 - pad)], DecryptRaw(aes, block));
            for (int i = 48 - pad; i < 48; i++)
            {
                byte[] wrong = [.. block];
                wrong[i] ^= 0x40;
                Assert.Null(DecryptRaw(aes, wrong));
            }
        }

        foreach (byte last in new byte[] { 0, 17, 18, 32, 127, 128, 255 })
        {
            byte[] block = new byte[32];
            block.AsSpan().Fill(last);
            Assert.Null(DecryptRaw(aes, block));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(4095)]
    [InlineData(4097)]
    [InlineData(8191)]
    [InlineData(16383)]
    [InlineData(16385)]
    [InlineData(32769)]
    public void Cbc_content_that_is_no_number_of_blocks_is_refused(int length)
    {
        ContentCipher cipher = ContentCipher.Aes128Cbc;
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(new byte[16]));
        Assert.Null(Decrypt(cipher, algorithm, new byte[16], RandomNumberGenerator.GetBytes(length), [1000], []));
    }

    [Fact]
    public void Key_has_to_fit_the_ciphers_identifier_exactly()
    {
        foreach (ContentCipher cipher in ContentCipher.All)
        {
            AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(new byte[cipher.NonceSize]));
            foreach (int size in new[] { 0, 8, 15, 16, 17, 24, 31, 32, 33 })
            {
                byte[] key = RandomNumberGenerator.GetBytes(size);
                using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, algorithm, key);
                using ContentEncryptor? encryptor = ContentEncryptor.Create(cipher, key, out _);
                Assert.Equal(cipher.KeySizes(algorithm).Contains(size) && cipher.CanStream, decryptor is not null);
                Assert.Equal(size == cipher.KeySize && cipher.IsWritten, encryptor is not null);
            }
        }
    }

    [Theory]
    [InlineData("aes128-cbc", "0410000102030405060708090a0b0c0d0e0f", 0)]
    [InlineData("aes128-cbc", "2480" + "0408000102030405060704080809" + "0a0b0c0d0e0f" + "0000", 0)]
    [InlineData("aes128-cbc", "040f000102030405060708090a0b0c0d0e", -1)]
    [InlineData("aes128-cbc", "0411000102030405060708090a0b0c0d0e0f10", -1)]
    [InlineData("aes128-cbc", "0500", -1)]
    [InlineData("aes128-cbc", "", -1)]
    [InlineData("des-ede3-cbc", "04080001020304050607", 0)]
    [InlineData("des-ede3-cbc", "0410000102030405060708090a0b0c0d0e0f", -1)]
    [InlineData("aes128-gcm", "300e" + "040c000102030405060708090a0b", 12)]
    [InlineData("aes128-gcm", "3011" + "040c000102030405060708090a0b" + "020110", 16)]
    [InlineData("aes128-gcm", "3011" + "040c000102030405060708090a0b" + "02010d", 13)]
    [InlineData("aes128-gcm", "3011" + "040c000102030405060708090a0b" + "02010b", -1)]
    [InlineData("aes128-gcm", "3011" + "040c000102030405060708090a0b" + "020104", -1)]
    [InlineData("aes128-gcm", "3011" + "040c000102030405060708090a0b" + "020111", -1)]
    [InlineData("aes128-gcm", "3011" + "040c000102030405060708090a0b" + "0201ff", -1)]
    [InlineData("aes128-gcm", "3002" + "0400", -1)]
    [InlineData("aes128-gcm", "040c000102030405060708090a0b", -1)]
    [InlineData("aes128-gcm", "3013" + "040c000102030405060708090a0b" + "020110" + "0500", -1)]
    [Trait("Requirement", "CMS-AE-05 CMS-AE-06 CMS-AE-10 SEC-GCM-02")]
    public void Parameters_are_read_within_their_limits(string name, string parameters, int tagSize)
    {
        ContentCipher cipher = ByName(name);
        var algorithm = new AlgorithmIdentifier(cipher.Oid, Convert.FromHexString(parameters), default);
        bool read = cipher.TryReadParameters(algorithm, out ContentParameters result);
        Assert.Equal(tagSize >= 0, read);
        Assert.True(!read || result.TagSize == tagSize);
        using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, algorithm, RandomNumberGenerator.GetBytes(cipher.KeySize));
        Assert.Equal(read, decryptor is not null);
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-05")]
    public void Tag_of_another_length_than_ICVlen_is_refused()
    {
        byte[] key = new byte[16];
        byte[] nonce = new byte[12];
        byte[] ciphertext = new byte[40];
        byte[] tag = new byte[16];
        ContentEncryptor.EncryptGcm(key, nonce, new byte[40], ciphertext, tag, []);
        ContentCipher cipher = ContentCipher.Aes128Gcm;
        AlgorithmIdentifier sixteen = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(nonce));
        var twelve = new AlgorithmIdentifier(cipher.Oid, Convert.FromHexString("300e040c000000000000000000000000"), default);
        Assert.NotNull(Decrypt(cipher, sixteen, key, ciphertext, [7], tag));
        Assert.Null(Decrypt(cipher, sixteen, key, ciphertext, [7], tag[..12]));
        Assert.NotNull(Decrypt(cipher, twelve, key, ciphertext, [7], tag[..12]));
        Assert.Null(Decrypt(cipher, twelve, key, ciphertext, [7], tag));
        Assert.Null(Decrypt(cipher, twelve, key, ciphertext, [7], []));
        Assert.False(AeadOneShot.TryDecrypt(ContentMode.Gcm, key, nonce, ciphertext, tag.AsSpan(0, 11), [], new byte[40]));
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-07 SEC-GCM-01")]
    public void Encryptor_draws_a_fresh_nonce_each_time()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 500; i++)
        {
            using ContentEncryptor? encryptor = ContentEncryptor.Create(ContentCipher.Aes256Gcm, new byte[32], out byte[] algorithm);
            Assert.NotNull(encryptor);
            Assert.EndsWith("020110", Convert.ToHexStringLower(algorithm), StringComparison.Ordinal);
            Assert.True(seen.Add(Convert.ToHexStringLower(algorithm)));
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-05 SEC-GCM-02")]
    public void Wycheproof_gcm_agrees_in_one_shot_and_streamed()
    {
        int count = 0;
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read("aes_gcm_test.json"))
        {
            byte[] key = test.Hex("key");
            byte[] nonce = test.Hex("iv");
            byte[] ciphertext = test.Hex("ct");
            byte[] tag = test.Hex("tag");
            byte[] aad = test.Hex("aad");
            bool valid = string.Equals(test.Result(), "valid", StringComparison.Ordinal);
            byte[] plain = new byte[ciphertext.Length];
            Assert.True(valid == AeadOneShot.TryDecrypt(ContentMode.Gcm, key, nonce, ciphertext, tag, aad, plain), test.Label());
            Assert.Equal(valid ? test.Hex("msg") : new byte[ciphertext.Length], plain);
            ContentCipher cipher = ByName($"aes{group.GetProperty("keySize").GetInt32()}-gcm");
            AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(nonce));
            byte[]? streamed = Decrypt(cipher, algorithm, key, ciphertext, [5, 1, 40], tag, aad, late: true);
            Assert.True(valid == streamed is not null, test.Label());
            Assert.True(streamed is null || streamed.AsSpan().SequenceEqual(test.Hex("msg")), test.Label());
            count++;
        }

        Assert.Equal(316, count);
    }

    [Fact]
    public void Cipher_is_found_by_its_identifier()
    {
        foreach (ContentCipher cipher in ContentCipher.All)
        {
            Assert.Same(cipher, ContentCipher.FromOid(new Oid(cipher.Oid.ToString())));
        }

        Assert.Null(ContentCipher.FromOid(Oids.Aes128Wrap));
    }

    internal static byte[]? Decrypt(
        ContentCipher cipher, in AlgorithmIdentifier algorithm, byte[] key, byte[] ciphertext, int[] chunks, byte[] tag, byte[]? aad = null, bool late = false)
    {
        using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, algorithm, key);
        if (decryptor is null)
        {
            return null;
        }

        var result = new List<byte>();
        if (!late)
        {
            decryptor.AuthenticateAssociatedData(aad);
        }

        int position = 0;
        for (int i = 0; position < ciphertext.Length; i++)
        {
            int size = Math.Min(chunks[i % chunks.Length], ciphertext.Length - position);
            byte[] output = new byte[decryptor.MaxOutput(size)];
            result.AddRange(output[..decryptor.Update(ciphertext.AsSpan(position, size), output)]);
            position += size;
        }

        if (late)
        {
            decryptor.AuthenticateAssociatedData(aad);
        }

        byte[] last = new byte[decryptor.MaxOutput(0)];
        bool valid = decryptor.TryFinish(tag, last, out int written);
        result.AddRange(last[..written]);
        return valid ? [.. result] : null;
    }

    internal static ContentCipher ByName(string name) => ContentCipher.All.ToArray().Single(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    internal static (byte[] Ciphertext, byte[] Tag) Encrypt(ContentEncryptor encryptor, byte[] plain, int[] chunks, byte[] aad, bool late)
    {
        using ContentEncryptor owned = encryptor;
        var result = new List<byte>();
        if (!late)
        {
            encryptor.AuthenticateAssociatedData(aad);
        }

        int position = 0;
        for (int i = 0; position < plain.Length; i++)
        {
            int size = Math.Min(chunks[i % chunks.Length], plain.Length - position);
            byte[] output = new byte[encryptor.MaxOutput(size)];
            result.AddRange(output[..encryptor.Update(plain.AsSpan(position, size), output)]);
            position += size;
        }

        if (late)
        {
            encryptor.AuthenticateAssociatedData(aad);
        }

        byte[] last = new byte[encryptor.MaxOutput(0)];
        byte[] tag = new byte[encryptor.TagSize];
        result.AddRange(last[..encryptor.Finish(last, tag)]);
        return ([.. result], tag);
    }

    private static byte[]? DecryptRaw(Aes aes, byte[] padded)
    {
        byte[] ciphertext = aes.EncryptCbc(padded, aes.IV, PaddingMode.None);
        ContentCipher cipher = ContentCipher.Aes256Cbc;
        return Decrypt(cipher, AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(aes.IV)), aes.Key, ciphertext, [100], []);
    }
}
