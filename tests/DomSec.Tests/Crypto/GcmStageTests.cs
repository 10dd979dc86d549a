using System.Security.Cryptography;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;

namespace DomSec.Tests.Crypto;

/// <summary>GCM in pieces out of the platform's calls, beside the platform's own in one call and the reference.</summary>
[Trait("Requirement", "CMS-AE-05")]
public sealed class GcmStageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(GcmStage.Size - 1)]
    [InlineData(GcmStage.Size)]
    [InlineData(GcmStage.Size + 1)]
    [InlineData((3 * GcmStage.Size) + 4711)]
    [InlineData(8 * GcmStage.Size)]
    public void Gcm_in_pieces_is_that_of_the_platform_and_of_the_reference(int length)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(length);
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        foreach (int keySize in new[] { 16, 24, 32 })
        {
            byte[] key = RandomNumberGenerator.GetBytes(keySize);
            Assert.True(GcmStage.CanTake(ContentMode.Gcm, key, nonce));
            foreach (byte[] aad in new[] { [], RandomNumberGenerator.GetBytes(13), RandomNumberGenerator.GetBytes(GcmStage.Size + 5) })
            {
                byte[] expected = new byte[length], tag = new byte[16];
                using (var whole = new AesGcm(key, 16))
                {
                    whole.Encrypt(nonce, plain, expected, tag, aad);
                }

                foreach (int chunk in new[] { 1 << 20, GcmStage.Size, 30_011 })
                {
                    foreach (bool late in new[] { false, true })
                    {
                        (byte[] ours, byte[] ourTag) = ContentCipherTests.Encrypt(new GcmEncryptor(key, nonce, 16), plain, [chunk], aad, late);
                        Assert.Equal(expected, ours);
                        Assert.Equal(tag, ourTag);
                        (byte[] reference, byte[] referenceTag) = ContentCipherTests.Encrypt(new AeadStreamEncryptor(ContentMode.Gcm, key, nonce, 16), plain, [chunk], aad, late);
                        Assert.Equal(expected, reference);
                        Assert.Equal(tag, referenceTag);
                    }
                }
            }
        }
    }

    [Fact]
    public void Checking_alone_gives_the_verdict_of_decrypting()
    {
        byte[] plain = RandomNumberGenerator.GetBytes((2 * GcmStage.Size) + 100), key = RandomNumberGenerator.GetBytes(32), nonce = RandomNumberGenerator.GetBytes(12);
        (byte[] ciphertext, byte[] tag) = ContentCipherTests.Encrypt(new GcmEncryptor(key, nonce, 16), plain, [5000], [1, 2, 3], late: true);
        Assert.True(Check(ciphertext, tag, [1, 2, 3]));
        Assert.False(Check(ciphertext, tag, [1, 2, 4]));
        foreach (int at in new[] { 0, GcmStage.Size - 1, GcmStage.Size, ciphertext.Length - 1 })
        {
            ciphertext[at] ^= 1;
            Assert.False(Check(ciphertext, tag, [1, 2, 3]));
            ciphertext[at] ^= 1;
        }

        tag[15] ^= 0x80;
        Assert.False(Check(ciphertext, tag, [1, 2, 3]));

        bool Check(byte[] octets, byte[] mac, byte[] associated)
        {
            using var decryptor = new GcmDecryptor(key, nonce, 16);
            decryptor.Check(octets.AsSpan(0, 40_000), default);
            decryptor.Check(octets.AsSpan(40_000), default);
            decryptor.AuthenticateAssociatedData(associated);
            byte[] nothing = new byte[GcmStage.Size];
            bool valid = decryptor.TryFinish(mac, nothing, out int written);
            Assert.Equal(0, written);
            Assert.Equal(-1, nothing.AsSpan().IndexOfAnyExcept((byte)0));
            return valid;
        }
    }

    [Fact]
    public void Multiplication_is_that_of_the_specification()
    {
        // McGrew and Viega, The Galois/Counter Mode of Operation, test case 2: X1 = C1 * H.
        UInt128 h = UInt128.Parse("66e94bd4ef8a2c3b884cfa59ca342b2e", System.Globalization.NumberStyles.HexNumber, null);
        UInt128 c = UInt128.Parse("0388dace60b6a392f328c2b971b2fe78", System.Globalization.NumberStyles.HexNumber, null);
        UInt128 x = UInt128.Parse("5e2ec746917062882c85b0685353deb7", System.Globalization.NumberStyles.HexNumber, null);
        Assert.Equal(x, GcmStage.Multiply(c, h));
        Assert.Equal(x, GcmStage.Multiply(h, c));
        Assert.Equal(c, GcmStage.Multiply(c, UInt128.One << 127));
    }

    [Fact]
    public void Content_read_twice_has_one_mark_in_any_chunks_and_another_for_any_change()
    {
        byte[] key = RandomNumberGenerator.GetBytes(ContentMac.KeySize), content = RandomNumberGenerator.GetBytes(100_000);
        byte[] mark = ContentMac.Of(key, content);
        foreach (int chunk in new[] { 1, 777, 32 << 10, 50_000 })
        {
            using var mac = new ContentMac(key);
            foreach (byte[] piece in content.Chunk(chunk))
            {
                mac.Append(piece);
            }

            Assert.Equal(mark, mac.Finish());
        }

        Assert.NotEqual(mark, ContentMac.Of(key, content.AsSpan(1)));
        Assert.NotEqual(mark, ContentMac.Of(key, [.. content, 0]));
        byte[] swapped = [.. content.AsSpan(32 << 10, 32 << 10), .. content.AsSpan(0, 32 << 10), .. content.AsSpan(64 << 10)];
        Assert.NotEqual(mark, ContentMac.Of(key, swapped));
        foreach (int at in new[] { 0, (32 << 10) - 1, 32 << 10, 99_999 })
        {
            content[at] ^= 1;
            Assert.NotEqual(mark, ContentMac.Of(key, content));
            content[at] ^= 1;
        }
    }
}
