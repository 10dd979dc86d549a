using System.Security.Cryptography;
using System.Text.Json;
using DomSec.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Tests.Crypto;

public sealed class KeyWrapTests
{
    [Fact]
    public void Wycheproof_key_wrap_agrees_in_both_directions()
    {
        int count = 0;
        foreach ((_, JsonElement test) in Wycheproof.Read("aes_wrap_test.json"))
        {
            byte[] kek = test.Hex("key");
            byte[] wrapped = test.Hex("ct");
            byte[] key = test.Hex("msg");
            bool unwrapped = KeyWrap.TryUnwrap(kek, wrapped, out byte[]? actual);
            switch (test.Result())
            {
                case "valid":
                    Assert.True(unwrapped, test.Label());
                    Assert.Equal(key, actual);
                    Assert.Equal(wrapped, KeyWrap.Wrap(kek, key));
                    break;
                case "invalid":
                    Assert.False(unwrapped, test.Label());
                    break;
                default:
                    Assert.True(!unwrapped || actual!.AsSpan().SequenceEqual(key), test.Label());
                    break;
            }

            count++;
        }

        Assert.Equal(165, count);
    }

    [Fact]
    public void Wrap_algorithm_and_kek_size_go_together()
    {
        Assert.Equal((16, 24, 32, 24, 0), (KeyWrap.KekSize(Oids.Aes128Wrap), KeyWrap.KekSize(Oids.Aes192Wrap), KeyWrap.KekSize(Oids.Aes256Wrap), KeyWrap.KekSize(Oids.TripleDesWrap), KeyWrap.KekSize(Oids.Aes128Cbc)));
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] kek = RandomNumberGenerator.GetBytes(32);
        byte[] wrapped = KeyWrap.Wrap(kek, key);
        Assert.True(KeyWrap.TryUnwrap(Oids.Aes256Wrap, kek, wrapped, out byte[]? unwrapped));
        Assert.Equal(key, unwrapped);
        Assert.False(KeyWrap.TryUnwrap(Oids.Aes128Wrap, kek, wrapped, out _));
        Assert.False(KeyWrap.TryUnwrap(Oids.Aes256Wrap, kek.AsSpan(0, 16), wrapped, out _));
        Assert.False(KeyWrap.TryUnwrap(Oids.Aes128Cbc, kek, wrapped, out _));
        Assert.False(KeyWrap.TryUnwrap(kek, new byte[1_000_000], out _));
        wrapped[3] ^= 1;
        Assert.False(KeyWrap.TryUnwrap(Oids.Aes256Wrap, kek, wrapped, out _));
    }

    [Fact]
    public void Triple_des_wrap_is_read()
    {
        byte[] kek = RandomNumberGenerator.GetBytes(24);
        byte[] key = RandomNumberGenerator.GetBytes(24);
        Org.BouncyCastle.Crypto.Parameters.DesEdeParameters.SetOddParity(key);
        var engine = new DesEdeWrapEngine();
        engine.Init(true, new ParametersWithIV(new KeyParameter(kek), RandomNumberGenerator.GetBytes(8)));
        byte[] wrapped = engine.Wrap(key, 0, key.Length);
        Assert.True(KeyWrap.TryUnwrap(Oids.TripleDesWrap, kek, wrapped, out byte[]? unwrapped));
        Assert.Equal(key, unwrapped);
        wrapped[12] ^= 1;
        Assert.False(KeyWrap.TryUnwrap(Oids.TripleDesWrap, kek, wrapped, out _));
        Assert.False(KeyWrap.TryUnwrap(Oids.TripleDesWrap, kek, wrapped.AsSpan(8), out _));
    }

    [Theory]
    [InlineData(16, 8)]
    [InlineData(16, 20)]
    [InlineData(20, 16)]
    public void Wrapping_what_is_no_key_is_misuse(int kek, int key) => Assert.Throws<ArgumentException>(() => KeyWrap.Wrap(new byte[kek], new byte[key]));

    [Fact]
    [Trait("Requirement", "CMS-KA-07")]
    public void Wrap_has_the_content_ciphers_key_size()
    {
        foreach (ContentCipher cipher in ContentCipher.All.ToArray().Where(c => c.IsWritten))
        {
            Assert.Equal(cipher.KeySize, KeyWrap.KekSize(KeyWrap.WrapFor(cipher)));
        }
    }
}
