using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Kit;

/// <summary>The re-encoder's BER, as OpenSSL reads it, and OpenSSL's BER, as the re-encoder turns it back.</summary>
public sealed class BerReencoderTests
{
    private static readonly byte[] Content = Messages.Split(Messages.PlainOfSize(5000)).Entity;
    private readonly TestIdentity signer = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example");
    private readonly TestIdentity recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Indefinite_signed_data_verifies_in_openssl(int chunk)
    {
        using var openSsl = new OpenSsl();
        byte[] der = Messages.SignedData(signer, Content);
        byte[] ber = BerReencoder.ToIndefinite(der, chunk);
        Assert.Equal("3080", Convert.ToHexString(ber.AsSpan(0, 2)));
        Assert.NotEqual(der, ber);
        PeerResult result = openSsl.Verify(ber, TestCa.Shared);
        Assert.True(result.Ok, result.Error);
        Assert.Equal(Content, result.Output);
        Assert.Equal(der, BerReencoder.ToDefinite(ber));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(1000)]
    public void Indefinite_enveloped_data_is_decrypted_by_openssl(int chunk)
    {
        using var openSsl = new OpenSsl();
        byte[] der = Messages.EnvelopedData([recipient], Content);
        byte[] ber = BerReencoder.ToIndefinite(der, chunk);
        PeerResult result = openSsl.Decrypt(ber, recipient);
        Assert.True(result.Ok, result.Error);
        Assert.Equal(Content, result.Output);
        Assert.Equal(der, BerReencoder.ToDefinite(ber));
    }

    [Fact]
    public void Indefinite_auth_enveloped_data_is_decrypted_by_openssl()
    {
        using var openSsl = new OpenSsl();
        byte[] der = openSsl.Encrypt(Content, [recipient], "-aes-256-gcm");
        byte[] ber = BerReencoder.ToIndefinite(BerReencoder.ToDefinite(der), 999);
        Assert.Contains("authEnvelopedData", openSsl.Print(ber).Expect().Text, StringComparison.Ordinal);
        PeerResult result = openSsl.Decrypt(ber, recipient);
        Assert.True(result.Ok, result.Error);
        Assert.Equal(Content, result.Output);
    }

    [Fact]
    public void Definite_chunks_are_ber_that_openssl_reads()
    {
        using var openSsl = new OpenSsl();
        byte[] der = Messages.SignedData(signer, Content);
        byte[] ber = BerReencoder.ToDefiniteChunks(der, 100);
        Assert.NotEqual(0x80, ber[1]);
        Assert.True(ber.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x24, 0x82]) > 0);
        Assert.True(openSsl.Verify(ber, TestCa.Shared).Ok);
        Assert.Equal(der, BerReencoder.ToDefinite(ber));
    }

    [Fact]
    public void Openssl_stream_becomes_der_that_the_platform_reads_strictly()
    {
        using var openSsl = new OpenSsl();
        byte[] ber = openSsl.Sign(Content, signer, "-md", "sha256", "-stream", "-indef");
        Assert.Equal(0x80, ber[1]);
        byte[] der = BerReencoder.ToDefinite(ber);
        Assert.NotEqual(0x80, der[1]);
        var signed = new SignedCms();
        signed.Decode(der);
        signed.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(Content, signed.ContentInfo.Content);
    }

    [Fact]
    public void Detached_signed_data_keeps_its_missing_content_missing()
    {
        using var openSsl = new OpenSsl();
        byte[] der = Messages.SignedData(signer, Content, detached: true);
        byte[] ber = BerReencoder.ToIndefinite(der, 10);
        Assert.True(openSsl.Verify(ber, TestCa.Shared, "-content", openSsl.File(Content)).Ok);
        Assert.False(openSsl.Verify(ber, TestCa.Shared, "-content", openSsl.File("other")).Ok);
        Assert.Equal(der, BerReencoder.ToDefinite(ber));
    }

    [Fact]
    public void Altered_content_no_longer_verifies()
    {
        using var openSsl = new OpenSsl();
        byte[] ber = BerReencoder.ToIndefinite(Messages.SignedData(signer, Content), 100);
        ber[ber.AsSpan().IndexOf("quick"u8)] ^= 1;
        Assert.False(openSsl.Verify(ber, TestCa.Shared).Ok);
    }

    [Theory]
    [InlineData("rfc4134/4.1.bin")]
    [InlineData("rfc4134/4.2.bin")]
    [InlineData("rfc4134/4.4.bin")]
    [InlineData("rfc4134/5.1.bin")]
    public void Vector_keeps_its_meaning_through_every_encoding(string vector)
    {
        byte[] definite = BerReencoder.ToDefinite(Vectors.Bytes(vector));
        Assert.Equal(definite, BerReencoder.ToDefinite(BerReencoder.ToIndefinite(definite, 3)));
        Assert.Equal(definite, BerReencoder.ToDefinite(BerReencoder.ToDefiniteChunks(definite, 3)));
        Assert.Throws<FileNotFoundException>(() => Vectors.Path(vector + ".missing"));
    }
}
