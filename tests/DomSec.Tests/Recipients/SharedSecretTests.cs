using System.Buffers;
using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.Tests.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Recipients;

/// <summary>Key-encryption keys and passwords, as OpenSSL writes them.</summary>
public sealed class SharedSecretTests
{
    [Theory]
    [InlineData(16, "-aes-128-cbc")]
    [InlineData(24, "-aes-192-cbc")]
    [InlineData(32, "-aes-256-cbc")]
    [InlineData(32, "-aes-256-gcm")]
    [InlineData(16, "-des3")]
    [Trait("Requirement", "CMS-KEK-01 CMS-ED-06")]
    public async Task OpenSsl_s_key_encryption_key_opens_by_its_identifier(int size, string cipher)
    {
        using var openssl = new OpenSslTool();
        byte[] key = RandomNumberGenerator.GetBytes(size);
        byte[] id = RandomNumberGenerator.GetBytes(7);
        openssl.Write("content", StrangerEnvelope.Content);
        openssl.Run("cms", "-encrypt", "-binary", cipher, "-in", "content", "-outform", "DER", "-out", "cms", "-secretkey", Convert.ToHexString(key), "-secretkeyid", Convert.ToHexString(id));
        byte[] cms = openssl.Read("cms");
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(cms, [Kek(id, key)]));

        byte[] wrong = [.. key];
        wrong[3] ^= 1;
        Assert.Null(await Recovery.OpenAsync(cms, [Kek(id, wrong)]));
        id[0] ^= 1;
        Assert.Null(await Recovery.OpenAsync(cms, [Kek(id, key)]));
        Assert.Equal([false], Matched(cms, Kek(id, key)));
        id[0] ^= 1;
        Assert.Equal([true], Matched(cms, Kek(id, wrong)));
    }

    [Fact]
    [Trait("Requirement", "CMS-KEK-01")]
    public async Task Triple_des_wrap_unwraps()
    {
        byte[] kek = RandomNumberGenerator.GetBytes(24);
        byte[] cek = Convert.FromHexString("2923bf85e06dd6ae529149f1f1bae9eab3a7da3d860d3e98");
        var engine = new Org.BouncyCastle.Crypto.Engines.DesEdeWrapEngine();
        engine.Init(true, new Org.BouncyCastle.Crypto.Parameters.KeyParameter(kek));
        var key = new SoftwareKeyEncryptionKey([1], kek);
        Assert.Equal(cek, await key.UnwrapAsync("1.2.840.113549.1.9.16.3.6", engine.Wrap(cek, 0, 24)));
        Assert.Null(await key.UnwrapAsync("1.2.840.113549.1.9.16.3.6", new byte[40]));
        Assert.Null(await key.UnwrapAsync("1.2.3", new byte[40]));
        Assert.Throws<DomSecException>(() => new SoftwareKeyEncryptionKey([], kek));
        Assert.Throws<DomSecException>(() => new SoftwareKeyEncryptionKey([1], kek.AsSpan(1)));
        Assert.DoesNotContain(Convert.ToHexString(kek), TextOf(key), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("-aes-128-cbc")]
    [InlineData("-aes-256-cbc")]
    [InlineData("-des3")]
    [Trait("Requirement", "CMS-PW-01")]
    public async Task OpenSsl_s_password_recipient_opens_with_the_password_alone(string cipher)
    {
        using var openssl = new OpenSslTool();
        openssl.Write("content", StrangerEnvelope.Content);
        openssl.Run("cms", "-encrypt", "-binary", cipher, "-in", "content", "-outform", "DER", "-out", "cms", "-pwri_password", "correct horse");
        byte[] cms = openssl.Read("cms");
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(cms, [Password("wrong"), Password("correct horse")]));
        Assert.Null(await Recovery.OpenAsync(cms, [Password("Correct horse")]));
        Assert.Null(await Recovery.OpenAsync(cms, [Password("correct horse")], new DomSecOptions { Limits = DomSecLimits.Default with { MaxPasswordIterations = 100 } }));
    }

    [Theory]
    [InlineData("correct horse")]
    [InlineData("wrong")]
    [Trait("Requirement", "CMS-PW-01")]
    public async Task Password_is_derived_once_however_many_lengths_the_content_key_may_have(string text)
    {
        using var openssl = new OpenSslTool();
        openssl.Write("content", StrangerEnvelope.Content);
        openssl.Run("cms", "-encrypt", "-binary", "-aes-128-cbc", "-in", "content", "-outform", "DER", "-out", "cms", "-pwri_password", "correct horse");
        using var password = new CountedPassword(text);
        var recovery = new ContentKeyRecovery(new DomSecOptions());
        (RecipientInfo recipient, OwnKey own) = Assert.Single(recovery.Match(Recovery.LayerOf(openssl.Read("cms")), [new SymmetricKey(password.Memory)]));
        int before = password.Reads;
        IReadOnlyList<byte[]> keys = await recovery.RecoverAsync(recipient, own, [16, 5, 8], CancellationToken.None);
        Assert.Equal(before + 1, password.Reads);
        Assert.Equal([16, 5, 8], keys.Select(key => key.Length));
        IReadOnlyList<byte[]> again = await recovery.RecoverAsync(recipient, own, [8, 16], CancellationToken.None);
        Assert.Equal(text == "correct horse", keys[0].AsSpan().SequenceEqual(again[1])); // the others, and all of a wrong password, are random
        Assert.NotEqual(keys[2], again[0]);
    }

    [Theory]
    [InlineData(1_000_001)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-5)]
    [Trait("Requirement", "CMS-PW-01 SEC-DOS-05")]
    public void Iterations_above_the_limit_are_not_counted_out(int iterations)
    {
        long start = TimeProvider.System.GetTimestamp();
        Assert.Null(PasswordKeyWrap.TryUnwrap(Pbkdf2(iterations), PwriKek(), 1_000_000, "password"u8, new byte[48]));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
    }

    [Fact]
    [Trait("Requirement", "CMS-PW-01")]
    public async Task Password_recipients_are_tried_only_so_often()
    {
        using var openssl = new OpenSslTool();
        openssl.Write("content", StrangerEnvelope.Content);
        openssl.Run(
            "cms", "-encrypt", "-binary", "-aes-256-cbc", "-in", "content", "-outform", "DER", "-out", "cms", "-pwri_password", "a");
        MessageLayer layer = Recovery.LayerOf(openssl.Read("cms"));
        layer.Recipients = [.. Enumerable.Repeat(layer.Recipients[0], 50)];
        Assert.Equal(4, new ContentKeyRecovery(new DomSecOptions()).Match(layer, [Password("a")]).Count);
        await Task.CompletedTask;
    }

    private static string TextOf(object value) => value.ToString()!;

    internal static SymmetricKey Kek(byte[] id, byte[] key) => new(new SoftwareKeyEncryptionKey(id, key));

    internal static SymmetricKey Password(string password) => new(System.Text.Encoding.UTF8.GetBytes(password));

    private static bool[] Matched(byte[] cms, IDecryptionKey key)
    {
        MessageLayer layer = Recovery.LayerOf(cms);
        new ContentKeyRecovery(new DomSecOptions()).Match(layer, [key]);
        return layer.OwnRecipients;
    }

    private static AlgorithmIdentifier Pbkdf2(int iterations)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteOctetString(new byte[8]);
            writer.WriteInteger(iterations);
        }

        return AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(Oids.Pbkdf2, writer.Encode()));
    }

    private static AlgorithmIdentifier PwriKek() => AlgorithmIdentifier.Parse(
        AlgorithmIdentifier.Encode(Oids.PwriKek, AlgorithmIdentifier.Encode(Oids.Aes256Cbc, [0x04, 0x10, .. new byte[16]])));

    /// <summary>A password that counts how often its octets are asked for: once for a derivation.</summary>
    private sealed class CountedPassword(string text) : MemoryManager<byte>
    {
        private readonly byte[] _octets = System.Text.Encoding.UTF8.GetBytes(text);

        public int Reads { get; private set; }

        public override Span<byte> GetSpan()
        {
            Reads++;
            return _octets;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
