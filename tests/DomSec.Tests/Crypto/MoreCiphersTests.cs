using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Crypto;
using DomSec.TestKit;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Paddings;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Tests.Crypto;

/// <summary>The content ciphers beside AES-CBC and AES-GCM, against the platform, Bouncy Castle, OpenSSL and the RFCs.</summary>
public sealed class MoreCiphersTests
{
    private static readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] _nonce = RandomNumberGenerator.GetBytes(12);
    private static readonly byte[] _aad = RandomNumberGenerator.GetBytes(70);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(5000)]
    [InlineData(100_001)]
    [Trait("Requirement", "CMS-AE-09")]
    public void ChaCha20_Poly1305_equals_the_platform_s_streamed_and_whole(int length)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(length);
        byte[] expected = new byte[length];
        byte[] expectedTag = new byte[16];
        using (var platform = new System.Security.Cryptography.ChaCha20Poly1305(_key))
        {
            platform.Encrypt(_nonce, plain, expected, expectedTag, _aad);
        }

        ContentCipher cipher = ContentCipher.ChaCha20Poly1305;
        (byte[] ciphertext, byte[] tag) = ContentCipherTests.Encrypt(ContentEncryptor.Create(cipher, _key, _nonce)!, plain, [1, 100, 4096], _aad, late: false);
        Assert.Equal(expected, ciphertext);
        Assert.Equal(expectedTag, tag);
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(_nonce));
        Assert.Equal(plain, ContentCipherTests.Decrypt(cipher, algorithm, _key, expected, [7, 1, 9000], expectedTag, _aad));
        byte[] whole = new byte[length];
        Assert.True(ContentDecryptor.TryDecryptWhole(cipher, algorithm, _key, expected, expectedTag, _aad, whole));
        Assert.Equal(plain, whole);
        expectedTag[3] ^= 1;
        Assert.Null(ContentCipherTests.Decrypt(cipher, algorithm, _key, expected, [64], expectedTag, _aad));
        Assert.False(ContentDecryptor.TryDecryptWhole(cipher, algorithm, _key, expected, expectedTag, _aad, whole));
        Assert.DoesNotContain(whole, octet => octet != 0);
        Assert.False(ContentDecryptor.TryDecryptWhole(cipher, algorithm, _key, expected, expectedTag.AsSpan(0, 12), _aad, whole));
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-09")]
    public void ChaCha20_Poly1305_parameter_is_the_nonce_of_12_octets()
    {
        // RFC 8103 section 3.
        ContentCipher cipher = ContentCipher.ChaCha20Poly1305;
        Assert.Equal("301b060b2a864886f70d010910031204" + "0c" + Convert.ToHexStringLower(_nonce), Convert.ToHexStringLower(cipher.EncodeAlgorithmIdentifier(_nonce)));
        foreach ((string parameters, bool good) in new[] { ("040c000102030405060708090a0b", true), ("040b000102030405060708090a", false), ("0500", false), ("3000", false) })
        {
            Assert.Equal(good, cipher.TryReadParameters(new AlgorithmIdentifier(cipher.Oid, Convert.FromHexString(parameters), default), out ContentParameters read));
            Assert.True(!good || read.TagSize == 16);
        }
    }

    [Theory]
    [InlineData(7, 16)]
    [InlineData(12, 12)]
    [InlineData(13, 14)]
    [Trait("Requirement", "CMS-AE-08")]
    public void Ccm_equals_bouncy_castle_s_and_is_not_written(int nonceSize, int tagSize)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(5001);
        byte[] nonce = RandomNumberGenerator.GetBytes(nonceSize);
        var ccm = new CcmBlockCipher(new AesEngine());
        ccm.Init(forEncryption: true, new AeadParameters(new KeyParameter(_key), tagSize * 8, nonce, _aad));
        byte[] sealedContent = new byte[plain.Length + tagSize];
        int written = ccm.ProcessBytes(plain, 0, plain.Length, sealedContent, 0);
        ccm.DoFinal(sealedContent, written);
        ContentCipher cipher = ContentCipher.Aes256Ccm;
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(nonce, tagSize));
        byte[] whole = new byte[plain.Length];
        Assert.True(ContentDecryptor.TryDecryptWhole(cipher, algorithm, _key, sealedContent.AsSpan(0, plain.Length), sealedContent.AsSpan(plain.Length), _aad, whole));
        Assert.Equal(plain, whole);
        Assert.False(ContentDecryptor.TryDecryptWhole(cipher, algorithm, _key, sealedContent.AsSpan(0, plain.Length), sealedContent.AsSpan(plain.Length), [], whole));
        Assert.Null(ContentDecryptor.Create(cipher, algorithm, _key));
        Assert.Null(ContentEncryptor.Create(cipher, _key, out _));
    }

    [Theory]
    [InlineData("040c000102030405060708090a0b" + "020110", true)]
    [InlineData("040c000102030405060708090a0b", true)] // DEFAULT 12
    [InlineData("040c000102030405060708090a0b" + "020104", false)] // allowed by the syntax, forgeable
    [InlineData("040c000102030405060708090a0b" + "02010a", false)]
    [InlineData("040c000102030405060708090a0b" + "02010d", false)] // no CCM tag is odd
    [InlineData("0406000102030405" + "020110", false)]
    [InlineData("040e000102030405060708090a0b0c0d" + "020110", false)]
    [Trait("Requirement", "CMS-AE-08 SEC-GCM-02 SEC-DOS-05")]
    public void Ccm_parameters_are_read_within_their_limits(string fields, bool good)
    {
        byte[] parameters = Tlv.Of(Tlv.Sequence, Convert.FromHexString(fields));
        Assert.Equal(good, ContentCipher.Aes128Ccm.TryReadParameters(new AlgorithmIdentifier(ContentCipher.Aes128Ccm.Oid, parameters, default), out _));
    }

    [Theory]
    [InlineData(5, 40, "020200a0")]
    [InlineData(8, 64, "020178")]
    [InlineData(16, 128, "02013a")]
    [InlineData(16, 40, "020200a0")] // the key's length and the effective bits differ
    [InlineData(5, 128, "02013a")]
    [InlineData(16, 64, "020178")]
    [InlineData(32, 256, "02020100")]
    [Trait("Requirement", "LCD-03 LCD-04")]
    public void Rc2_of_bouncy_castle_is_read(int keySize, int effectiveBits, string version)
    {
        byte[] key = RandomNumberGenerator.GetBytes(keySize);
        byte[] iv = RandomNumberGenerator.GetBytes(8);
        foreach (int length in new[] { 0, 1, 7, 8, 9, 1000, 40_000 })
        {
            byte[] plain = RandomNumberGenerator.GetBytes(length);
            byte[] ciphertext = Old(new RC2Engine(), new RC2Parameters(key, effectiveBits), iv, plain);
            byte[] parameters = Tlv.Of(Tlv.Sequence, Convert.FromHexString(version), Tlv.Of(Tlv.OctetString, iv));
            var algorithm = new AlgorithmIdentifier(Oids.Rc2Cbc, parameters, default);
            Assert.Equal(plain, ContentCipherTests.Decrypt(ContentCipher.Rc2Cbc, algorithm, key, ciphertext, [3, 8, 1, 500], []));
            ciphertext[^1] ^= 1;
            Assert.NotEqual(plain, ContentCipherTests.Decrypt(ContentCipher.Rc2Cbc, algorithm, key, ciphertext, [3, 8, 1, 500], []));
        }
    }

    [Theory]
    [InlineData("020200a0" + "04080102030405060708", 40)]
    [InlineData("020178" + "04080102030405060708", 64)]
    [InlineData("02013a" + "04080102030405060708", 128)]
    [InlineData("02020100" + "04080102030405060708", 256)]
    [InlineData("02020400" + "04080102030405060708", 1024)]
    [InlineData("0201a0" + "04080102030405060708", 0)] // negative
    [InlineData("020128" + "04080102030405060708", 0)] // 40 is not the version of 40 bits
    [InlineData("02020401" + "04080102030405060708", 0)]
    [InlineData("02013a" + "040701020304050607", 0)]
    [InlineData("02013a", 0)]
    [Trait("Requirement", "LCD-04 SEC-DOS-05")]
    public void Rc2_version_gives_effective_bits(string fields, int bits)
    {
        byte[] parameters = Tlv.Of(Tlv.Sequence, Convert.FromHexString(fields));
        bool read = ContentCipher.Rc2Cbc.TryReadParameters(new AlgorithmIdentifier(Oids.Rc2Cbc, parameters, default), out ContentParameters result);
        Assert.Equal(bits > 0, read);
        Assert.True(!read || result.EffectiveKeyBits == bits);
    }

    [Fact]
    [Trait("Requirement", "LCD-04")]
    public void Rc2_parameters_are_encoded_as_rfc_3370_says()
    {
        foreach ((int bits, string expected) in new[] { (40, "300e020200a0" + "0408" + "0000000000000000"), (64, "300d020178" + "0408" + "0000000000000000"), (128, "300d02013a" + "0408" + "0000000000000000") })
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            Rc2Parameters.Write(writer, bits, new byte[8]);
            Assert.Equal(expected, Convert.ToHexStringLower(writer.Encode()));
        }
    }

    [Fact]
    [Trait("Requirement", "LCD-03")]
    public void Single_des_is_read_as_weak_and_never_written()
    {
        byte[] key = RandomNumberGenerator.GetBytes(8);
        byte[] iv = RandomNumberGenerator.GetBytes(8);
        byte[] plain = RandomNumberGenerator.GetBytes(5001);
        ContentCipher cipher = ContentCipher.DesCbc;
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Parse(cipher.EncodeAlgorithmIdentifier(iv));
        Assert.Equal(plain, ContentCipherTests.Decrypt(cipher, algorithm, key, Old(new DesEngine(), new KeyParameter(key), iv, plain), [333], []));
        Assert.True(cipher.IsWeak && ContentCipher.Rc2Cbc.IsWeak && ContentCipher.TripleDesCbc.IsWeak && !ContentCipher.Aes128Cbc.IsWeak);
        Assert.Null(ContentEncryptor.Create(cipher, key, out _));
        Assert.Null(ContentEncryptor.Create(ContentCipher.Rc2Cbc, key, out _));
    }

    // RFC 9709 appendix A.
    [Theory]
    [InlineData("c702e7d0a9e064b09ba55245fb733cf3", "301b0609608648016503040106300e040c5c79058ba2f43447639d29e2", "2124ffb29fac4e0fbbc7d5d87492bff3")]
    [InlineData("c702e7d0a9e064b09ba55245fb733cf3", "301d06096086480165030401020410651f722ffd512c52fe072e507d72b377", "9cd102c52f1e19ece8729b35bfeceb50")]
    [Trait("Requirement", "PQ-CEK-01")]
    public void Derived_key_is_that_of_rfc_9709(string cek, string algorithm, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(CekDerivation.Derive(Convert.FromHexString(cek), Convert.FromHexString(algorithm))));

    [Fact]
    [Trait("Requirement", "PQ-CEK-02")]
    public void Inner_identifier_decides_and_one_that_cannot_be_read_is_none()
    {
        byte[] gcm = ContentCipher.Aes256Gcm.EncodeAlgorithmIdentifier(_nonce);
        AlgorithmIdentifier inner = CekDerivation.Resolve(AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(Oids.CekHkdfSha256, gcm)), out bool derives);
        Assert.True(derives);
        Assert.Equal(Oids.Aes256Gcm, inner.Algorithm);
        Assert.Equal(gcm, inner.Raw.ToArray());
        foreach (byte[] parameters in new byte[][] { [], Tlv.Null, [0x30, 0x00], [0x04, 0x00] })
        {
            Assert.True(CekDerivation.Resolve(new AlgorithmIdentifier(Oids.CekHkdfSha256, parameters, default), out derives).IsEmpty);
            Assert.True(derives);
        }

        // A derivation inside a derivation is no cipher.
        byte[] twice = AlgorithmIdentifier.Encode(Oids.CekHkdfSha256, AlgorithmIdentifier.Encode(Oids.CekHkdfSha256, gcm));
        Assert.Null(ContentCipher.FromOid(CekDerivation.Resolve(AlgorithmIdentifier.Parse(twice), out _).Algorithm));
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-07 SEC-GCM-01")]
    public void No_public_member_takes_a_content_key_or_a_nonce()
    {
        foreach (System.Reflection.ParameterInfo parameter in typeof(AlgorithmProfile).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods().Cast<System.Reflection.MethodBase>().Concat(type.GetConstructors())).SelectMany(method => method.GetParameters()))
        {
            string name = parameter.Name ?? "";
            Assert.False(name.Contains("nonce", StringComparison.OrdinalIgnoreCase) || name.Contains("contentKey", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "iv", StringComparison.OrdinalIgnoreCase), $"{parameter.Member}");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 1000; i++)
        {
            ContentEncryptor.Create(ContentCipher.ChaCha20Poly1305, _key, out byte[] algorithm)!.Dispose();
            Assert.True(seen.Add(Convert.ToHexString(algorithm)));
        }
    }

    private static byte[] Old(Org.BouncyCastle.Crypto.IBlockCipher engine, Org.BouncyCastle.Crypto.ICipherParameters key, byte[] iv, byte[] plain)
    {
        var cipher = new PaddedBufferedBlockCipher(new CbcBlockCipher(engine), new Pkcs7Padding());
        cipher.Init(forEncryption: true, new ParametersWithIV(key, iv));
        return cipher.DoFinal(plain);
    }
}
