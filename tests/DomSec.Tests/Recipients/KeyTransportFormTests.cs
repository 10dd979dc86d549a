using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Recipients;

/// <summary>Key transport recipients with every padding and identifier; several recipients in one message; versions.</summary>
public sealed class KeyTransportFormTests : IDisposable
{
    private static readonly RSA _other = RSA.Create(2048);
    private readonly OpenSslTool _openssl = new();
    private readonly RSA _rsa = RSA.Create(2048);

    public static TheoryData<string, string, string> OaepForms
    {
        get
        {
            var forms = new TheoryData<string, string, string>();
            foreach (string md in new[] { "sha1", "sha224", "sha256", "sha384", "sha512" })
            {
                foreach (string mgf in new[] { "sha1", "sha224", "sha256", "sha512" })
                {
                    forms.Add(md, mgf, "");
                }

                forms.Add(md, md, "0102030405");
            }

            forms.Add("sha256", "sha1", "6c6162656c");
            return forms;
        }
    }

    public void Dispose()
    {
        _openssl.Dispose();
        _rsa.Dispose();
    }

    [Theory]
    [MemberData(nameof(OaepForms))]
    [Trait("Requirement", "CMS-KT-03")]
    public async Task OpenSsl_s_oaep_opens_with_any_hashes_and_label(string md, string mgf, string label)
    {
        SoftwareDecryptionKey key = Recipient();
        string[] options = ["rsa_padding_mode:oaep", "rsa_oaep_md:" + md, "rsa_mgf1_md:" + mgf, .. label.Length == 0 ? (string[])[] : ["rsa_oaep_label:" + label]];
        byte[] cms = Encrypt(["-aes-256-cbc"], [.. options.SelectMany(o => new[] { "-keyopt", o })]);
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(cms, [key]));
        Assert.Null(await Recovery.OpenAsync(cms, [Recipient(_other)]));

        // A bit of the encrypted key flipped is a failure like any other.
        KeyTransRecipientInfo recipient = (KeyTransRecipientInfo)Recovery.LayerOf(cms).Recipients[0];
        byte[] altered = [.. cms];
        altered[cms.AsSpan().IndexOf(recipient.EncryptedKey.Span) + 200] ^= 1;
        Assert.Null(await Recovery.OpenAsync(altered, [key]));
    }

    [Theory]
    [InlineData(RsaKeyTransportPadding.OaepSha1, "id-RSAES-OAEP", "")]
    [InlineData(RsaKeyTransportPadding.OaepSha256, "id-RSAES-OAEP", "sha256")]
    [InlineData(RsaKeyTransportPadding.OaepSha384, "id-RSAES-OAEP", "sha384")]
    [InlineData(RsaKeyTransportPadding.OaepSha512, "id-RSAES-OAEP", "sha512")]
    [InlineData(RsaKeyTransportPadding.Pkcs1, "rsaEncryption", "")]
    [Trait("Requirement", "CMS-KT-01 CMS-KT-02 CMS-KT-03")]
    public void OpenSsl_opens_what_each_profile_writes(RsaKeyTransportPadding padding, string algorithm, string digest)
    {
        Recipient();
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Recovery.Pem(File.ReadAllText(_openssl.PathOf("cert.pem"))));
        var sender = new StrangerEnvelope();
        byte[] info = KemRecipientTests.Create(certificate, sender.Cek, new AlgorithmProfile { RsaKeyTransport = padding });
        _openssl.Write("ours", sender.Envelope(null, info));
        _openssl.Run("cms", "-decrypt", "-binary", "-inform", "DER", "-in", "ours", "-recip", "cert.pem", "-inkey", "key.pem", "-out", "opened");
        Assert.Equal(StrangerEnvelope.Content, _openssl.Read("opened"));
        KeyTransRecipientInfo recipient = (KeyTransRecipientInfo)Recovery.LayerOf(sender.Envelope(null, info)).Recipients[0];
        Assert.Equal(algorithm == "rsaEncryption" ? Oids.RsaEncryption : Oids.RsaEsOaep, recipient.KeyEncryptionAlgorithm.Algorithm);
        Assert.False(recipient.KeyEncryptionAlgorithm.Parameters.IsEmpty);
        Assert.Equal(SchemeStatus.Ok, RsaKeyTransport.TryResolve(recipient.KeyEncryptionAlgorithm, out _, out OaepParameters? oaep));
        Assert.Equal(digest.Length == 0 ? (padding == RsaKeyTransportPadding.Pkcs1 ? null : "sha1") : digest, oaep is { } parameters ? Digests.Name(parameters.Hash) : null);
        if (padding == RsaKeyTransportPadding.OaepSha1)
        {
            Assert.Equal("3000", Convert.ToHexString(recipient.KeyEncryptionAlgorithm.Parameters.Span)); // every field at its DEFAULT
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    [Trait("Requirement", "CMS-KT-01")]
    public async Task Both_identifiers_and_versions_open(bool keyId, int version)
    {
        SoftwareDecryptionKey key = Recipient();
        byte[] cms = Encrypt(keyId ? ["-aes-128-cbc", "-keyid"] : ["-aes-128-cbc"], []);
        Assert.Equal(keyId, Recovery.LayerOf(cms).Recipients[0].Identifier!.IsKeyIdentifier);
        Assert.True(cms.AsSpan().IndexOf(version == 0 ? Convert.FromHexString("020100") : Convert.FromHexString("020102")) > 0);
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(cms, [key]));
    }

    [Fact]
    [Trait("Requirement", "CMS-KT-02")]
    public async Task Rsa_encryption_without_parameters_opens()
    {
        SoftwareDecryptionKey key = Recipient();
        var sender = new StrangerEnvelope();
        foreach (byte[] parameters in new byte[][] { [], [0x05, 0x00] })
        {
            byte[] info = Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, parameters), _rsa.Encrypt(sender.Cek, RSAEncryptionPadding.Pkcs1));
            Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(sender.Envelope(null, info), [key]));
            Assert.Null(await Recovery.OpenAsync(sender.Envelope(null, info), [key], new DomSecOptions { DecryptPkcs1KeyTransport = false }));
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-GEN-04 CMS-ED-08 CMS-ED-06")]
    public async Task Unknown_and_failing_recipients_do_not_end_processing()
    {
        SoftwareDecryptionKey key = Recipient();
        var sender = new StrangerEnvelope();
        byte[] good = Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), _rsa.Encrypt(sender.Cek, RSAEncryptionPadding.Pkcs1));
        byte[] bogus = Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), new byte[256]);
        byte[] wrongKey = Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), _rsa.Encrypt(RandomNumberGenerator.GetBytes(32), RSAEncryptionPadding.Pkcs1));
        byte[][] others =
        [
            bogus,
            wrongKey,
            Transport(key, AlgorithmIdentifier.Encode(new Oid("1.2.3")), new byte[5]),
            Convert.FromHexString("A700"),                                   // an alternative that does not exist
            Convert.FromHexString("A706060100040100"),
            Convert.FromHexString("A40606022A030500"),                       // ori of an unknown type
            Convert.FromHexString("A4020500"),
            Convert.FromHexString("A203020104"),                             // cut short
            Convert.FromHexString("A303020100"),
            Convert.FromHexString("A103020103"),
            Convert.FromHexString("3000"),
        ];
        foreach (byte[] other in others)
        {
            Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(sender.Envelope(null, other, good), [key]));
            Assert.Null(await Recovery.OpenAsync(sender.Envelope(null, other), [key]));
        }

        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(sender.Envelope(null, [.. others, good]), [key]));
    }

    [Theory]
    [InlineData("3003020100", false, false, false, 0)]
    [InlineData("3003020102", false, false, false, 2)]
    [InlineData("3003020100", true, false, false, 2)]
    [InlineData("A103020103", false, false, false, 2)]
    [InlineData("A203020104", false, false, false, 2)]
    [InlineData("A303020100", false, false, false, 3)]
    [InlineData("A40606022A030500", false, false, false, 3)]
    [InlineData("3003020100", true, true, false, 3)]
    [InlineData("3003020100", true, false, true, 4)]
    [InlineData("A40606022A030500", true, true, true, 4)]
    [Trait("Requirement", "CMS-ED-01 PQ-KEM-02")]
    public void Version_is_the_lowest_that_says_it(string info, bool originatorInfo, bool attributeCertificate, bool other, int version)
    {
        Assert.Equal(version, EnvelopedDataVersion.Of(originatorInfo, hasUnprotectedAttributes: false, [Convert.FromHexString(info)], other, attributeCertificate));
        Assert.Equal(Math.Max(version, 2), EnvelopedDataVersion.Of(originatorInfo, hasUnprotectedAttributes: true, [Convert.FromHexString(info)], other, attributeCertificate));
        Assert.Equal(Math.Max(version, 3), EnvelopedDataVersion.Of(originatorInfo, hasUnprotectedAttributes: false, [Convert.FromHexString(info), [0xA4, 0x00]], other, attributeCertificate));
    }

    [Theory]
    [InlineData(true, "A40606022A030500", 0)]
    [InlineData(false, "A40606022A030500", 3)]
    [InlineData(false, "3003020100", 0)]
    [InlineData(false, "A103020103", 2)]
    [Trait("Requirement", "CMS-ED-01 PQ-KEM-02")]
    public void Writer_states_the_version(bool authenticated, string info, int version)
    {
        ContentCipher cipher = authenticated ? ContentCipher.Aes256Gcm : ContentCipher.Aes256Cbc;
        using var output = new DomSec.Ber.PooledOctets();
        using (var writer = new EnvelopedDataWriter(output, ber: false, cipher, new byte[32], [], [Convert.FromHexString(info)]))
        {
            writer.Finish();
        }

        AsnReader enveloped = new AsnReader(output.ToArray(), AsnEncodingRules.DER).ReadSequence();
        enveloped.ReadObjectIdentifier();
        Assert.Equal(version, (int)enveloped.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence().ReadInteger());
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-01 SEC-ORC-02 SEC-ORC-03")]
    public async Task Every_kind_of_recipient_gives_a_key_of_the_wanted_length_whatever_it_holds()
    {
        SoftwareDecryptionKey key = Recipient();
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(key.Certificate.Span);
        byte[] rid = StrangerEnvelope.IssuerAndSerial(certificate.RawData);
        var sender = new StrangerEnvelope();
        byte[] kem = KemRecipientTests.Create(certificate, sender.Cek, new AlgorithmProfile { RsaKeyTransport = RsaKeyTransportPadding.RsaKem });
        kem[^1] ^= 1;
        byte[][] infos =
        [
            Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), new byte[256]),
            Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), _rsa.Encrypt(new byte[7], RSAEncryptionPadding.Pkcs1)),
            Transport(key, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), []),
            Transport(key, RsaKeyTransport.OaepSha256AlgorithmIdentifier.ToArray(), new byte[256]),
            Transport(key, new OaepParameters(DigestAlgorithm.Sha256, DigestAlgorithm.Sha1, new byte[3]).EncodeAlgorithmIdentifier(), new byte[256]),
            sender.Agreement(StrangerEnvelope.OriginatorKey("1.2.840.10045.2.1", null, new byte[65]), rid, new byte[32]),
            sender.Agreement(StrangerEnvelope.IssuerAndSerial(certificate.RawData), rid, new byte[32]),
            kem,
        ];
        var recovery = new ContentKeyRecovery(new DomSecOptions());
        foreach (byte[] info in infos)
        {
            MessageLayer layer = Recovery.LayerOf(sender.Envelope(null, info));
            (RecipientInfo recipient, OwnKey own) = Assert.Single(recovery.Match(layer, [key]));
            foreach (int size in new[] { 16, 24, 32 })
            {
                byte[] first = Assert.Single(await recovery.RecoverAsync(recipient, own, [size], CancellationToken.None));
                byte[] second = Assert.Single(await recovery.RecoverAsync(recipient, own, [size], CancellationToken.None));
                Assert.Equal((size, size), (first.Length, second.Length));
                Assert.NotEqual(first, second);      // random, so that nothing can be encrypted under it beforehand
                Assert.NotEqual(new byte[size], first);
            }

            Assert.Equal([true], layer.OwnRecipients);
        }

        // The same for symmetric keys and passwords.
        byte[] kek = Convert.FromHexString("A21F0201043003040101300B060960864801650304012D0408" + "0000000000000000");
        MessageLayer symmetric = Recovery.LayerOf(sender.Envelope(null, kek));
        foreach ((RecipientInfo recipient, OwnKey own) in recovery.Match(symmetric, [SharedSecretTests.Kek([1], new byte[32])]))
        {
            Assert.Equal([16, 32], (await recovery.RecoverAsync(recipient, own, [16, 32], CancellationToken.None)).Select(key => key.Length));
        }
    }

    /// <summary>Writes a key and certificate for OpenSSL and gives ours.</summary>
    private SoftwareDecryptionKey Recipient(RSA? other = null)
    {
        RSA rsa = other ?? _rsa;
        X509Certificate2 certificate = Recovery.Certify(rsa.ExportSubjectPublicKeyInfo());
        if (other is null)
        {
            _openssl.Write("cert.pem", System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
            _openssl.Write("key.pem", System.Text.Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
            _openssl.Write("content", StrangerEnvelope.Content);
        }

        return SoftwareDecryptionKey.FromPkcs8(certificate, rsa.ExportPkcs8PrivateKey());
    }

    private byte[] Encrypt(string[] options, string[] keyOptions)
    {
        _openssl.Run(["cms", "-encrypt", "-binary", .. options, "-in", "content", "-outform", "DER", "-out", "cms", "-recip", "cert.pem", .. keyOptions]);
        return _openssl.Read("cms");
    }

    private static byte[] Transport(SoftwareDecryptionKey key, byte[] algorithm, byte[] encryptedKey)
    {
        DomSec.X509.Certificate.TryParse(key.Certificate, out DomSec.X509.Certificate? certificate);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        KeyTransRecipientInfo.Write(writer, certificate!, algorithm, encryptedKey);
        return writer.Encode();
    }
}
