using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Tests.Crypto;

/// <summary>The pieces together on what OpenSSL's cms command made: recipient key, key agreement or transport, content cipher.</summary>
public sealed class OpenSslEnvelopeTests
{
    [Theory]
    [InlineData("P-256", "-aes-128-cbc", "sha256")]
    [InlineData("P-384", "-aes-256-cbc", "sha384")]
    [InlineData("P-521", "-aes-256-gcm", "sha512")]
    [Trait("Requirement", "CMS-KA-03")]
    public void Envelope_for_an_elliptic_curve_key_opens(string curve, string cipher, string digest)
    {
        using var openssl = new OpenSslTool();
        byte[] content = MakeMessage(openssl);
        openssl.Run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + curve, "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=x");
        openssl.Run("cms", "-encrypt", "-binary", cipher, "-in", "content", "-outform", "DER", "-out", "cms", "-recip", "cert.pem", "-keyopt", "ecdh_kdf_md:" + digest);
        using var key = ECDiffieHellman.Create();
        key.ImportFromPem(File.ReadAllText(openssl.PathOf("key.pem")));

        BerReader enveloped = OpenEnvelope(openssl.Read("cms"), out BerReader recipient);
        BerReader agree = recipient.ReadConstructed(BerTag.Context(1));
        Assert.Equal(3, agree.ReadSmallInteger());
        BerReader originator = agree.ReadConstructed(BerTag.Context(0));
        var originatorKey = new BerReader(originator.ReadElement(BerTag.Context(1)).Content);
        DomSec.Ber.Oid algorithm = AlgorithmIdentifier.Read(ref originatorKey).Algorithm;
        byte[]? spki = PlatformKeys.EncodeOriginator(PublicKeyTests.Import(key.ExportSubjectPublicKeyInfo()), algorithm, originatorKey.ReadBitString());
        ReadOnlyMemory<byte> ukm = default;
        if (agree.NextIs(BerTag.Context(1)))
        {
            BerReader field = agree.ReadConstructed(BerTag.Context(1));
            ukm = field.ReadOctetString();
        }

        Assert.Equal(SchemeStatus.Ok, KeyAgreementScheme.TryResolve(AlgorithmIdentifier.Read(ref agree), out KeyAgreementScheme? scheme, out AlgorithmIdentifier wrap));
        Assert.Equal(digest, Digests.Name(scheme!.Digest));
        BerReader keys = agree.ReadSequence();
        BerReader encrypted = keys.ReadSequence();
        encrypted.ReadElement();
        Assert.True(PlatformKeys.TryAgree(key, PublicKeyTests.Import(spki!), out byte[]? secret));
        Assert.True(scheme.TryUnwrapKey(secret, wrap, ukm.Span, encrypted.ReadOctetString().Span, out byte[]? cek));
        Assert.Equal(content, OpenContent(ref enveloped, cek));
    }

    [Theory]
    [InlineData("-aes-128-cbc")]
    [InlineData("-aes-192-gcm")]
    [InlineData("-aes-256-gcm", "rsa_padding_mode:oaep")]
    [InlineData("-aes-256-cbc", "rsa_padding_mode:oaep", "rsa_oaep_md:sha256")]
    [InlineData("-des3", "rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")]
    [Trait("Requirement", "CMS-KT-03")]
    public void Envelope_for_an_rsa_key_opens(string cipher, params string[] options)
    {
        using var openssl = new OpenSslTool();
        byte[] content = MakeMessage(openssl);
        openssl.Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=x");
        openssl.Run(["cms", "-encrypt", "-binary", cipher, "-in", "content", "-outform", "DER", "-out", "cms", "-recip", "cert.pem", .. options.SelectMany(o => new[] { "-keyopt", o })]);
        using var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(openssl.PathOf("key.pem")));

        BerReader enveloped = OpenEnvelope(openssl.Read("cms"), out BerReader recipient);
        BerReader transport = recipient.ReadSequence();
        transport.ReadSmallInteger();
        transport.ReadElement();
        Assert.Equal(SchemeStatus.Ok, RsaKeyTransport.TryResolve(AlgorithmIdentifier.Read(ref transport), out RSAEncryptionPadding? padding, out _));
        byte[]? cek = RsaKeyTransport.TryDecrypt(key, padding!, transport.ReadOctetString().Span);
        Assert.Equal(content, OpenContent(ref enveloped, cek!));
    }

    private static byte[] MakeMessage(OpenSslTool openssl)
    {
        byte[] content = RandomNumberGenerator.GetBytes(20_003);
        openssl.Write("content", content);
        return content;
    }

    /// <summary>A reader at EncryptedContentInfo and another at the only RecipientInfo.</summary>
    private static BerReader OpenEnvelope(byte[] cms, out BerReader recipient)
    {
        var reader = new BerReader(cms);
        BerReader info = reader.ReadSequence();
        info.ReadOid();
        BerReader wrapper = info.ReadConstructed(BerTag.Context(0));
        BerReader enveloped = wrapper.ReadSequence();
        enveloped.ReadSmallInteger();
        recipient = enveloped.ReadSet();
        return enveloped;
    }

    private static byte[]? OpenContent(ref BerReader enveloped, byte[] cek)
    {
        BerReader info = enveloped.ReadSequence();
        Assert.Equal(Oids.Data, info.ReadOid());
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.Read(ref info);
        byte[] ciphertext = info.ReadString(BerTag.ContextPrimitive(0)).ToArray();
        byte[] tag = enveloped.NextIs(BerTag.OctetString) ? enveloped.ReadOctetString().ToArray() : [];
        Assert.True(info.Ok && enveloped.Ok);
        return ContentCipherTests.Decrypt(ContentCipher.FromOid(algorithm.Algorithm)!, algorithm, cek, ciphertext, [4000, 1, 333], tag);
    }
}
