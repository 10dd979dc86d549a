using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Confidentiality;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Crypto;
using DomSec.X509;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Oid = DomSec.Ber.Oid;
using PublicKey = DomSec.Crypto.PublicKey;

namespace DomSec.Tests.Recipients;

/// <summary>KEMRecipientInfo: the RFCs' own examples, every value on the way, and what must not open.</summary>
public sealed class KemRecipientTests
{
    [Theory]
    [InlineData("seed")]
    [InlineData("expanded")]
    [InlineData("both")]
    [Trait("Requirement", "PQ-KEM-01 PQ-KEM-03 PQ-MLK-01 PQ-MLK-02 PQ-MLK-03")]
    public async Task Rfc_9936_example_opens_with_each_form_of_the_private_key(string form)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Pem("pq/cms-ml-kem/ML-KEM-512.pem"));
        var key = SoftwareDecryptionKey.FromPkcs8(certificate, Pem($"pq/cms-ml-kem/ML-KEM-512-{form}.priv"));
        Assert.Equal(Vectors.Bytes("pq/cms-ml-kem/plaintext.txt"), await Recovery.OpenAsync(Pem("pq/cms-ml-kem/ML-KEM-512.cms"), [key]));
    }

    [Fact]
    [Trait("Requirement", "PQ-KEM-01 PQ-KEM-05 PQ-MLK-01 PQ-MLK-02")]
    public void Rfc_9936_example_has_every_intermediate_value()
    {
        KemRecipientInfo recipient = Assert.IsType<KemRecipientInfo>(Assert.Single(Recovery.LayerOf(Pem("pq/cms-ml-kem/ML-KEM-512.cms")).Recipients));
        Assert.Equal(RecipientKind.KeyEncapsulation, recipient.Kind);
        Assert.Equal(Text("ML-KEM-512.keyid"), Convert.ToHexString(recipient.Rid.KeyIdentifier.Span));
        Assert.Equal((Oids.MlKem512, true), (recipient.Kem.Algorithm, recipient.Kem.Parameters.IsEmpty));
        Assert.Equal((Oids.HkdfSha256, Oids.Aes128Wrap, 16), (recipient.Kdf.Algorithm, recipient.WrapAlgorithm.Algorithm, recipient.KekLength));
        Assert.Null(recipient.UserKeyingMaterial);
        Assert.Equal(Text("ciphertext.txt"), Convert.ToHexString(recipient.Ciphertext.Span));
        Assert.Equal(Text("encrypted_cek.txt"), Convert.ToHexString(recipient.EncryptedKey.Span));

        Assert.True(ManagedPrivateKey.TryRead(Pem("pq/cms-ml-kem/ML-KEM-512-seed.priv"), out ManagedPrivateKey? key));
        Assert.Equal(Pem("pq/cms-ml-kem/ML-KEM-512.pub"), key.SubjectPublicKeyInfo.ToArray());
        byte[] secret = key.Decapsulate(recipient.Ciphertext.Span)!;
        Assert.Equal(Text("shared_secret.txt"), Convert.ToHexString(secret));
        Assert.Equal(Text("ori_info.txt"), Convert.ToHexString(KemKeyWrap.EncodeOtherInfo(recipient.WrapAlgorithm.Raw.Span, 16, ukm: null)));
        Assert.Equal(SchemeStatus.Ok, KemKeyWrap.TryResolve(recipient.Kdf, recipient.KekLength, recipient.WrapAlgorithm, out KemKeyWrap? wrap));
        Assert.Equal(Text("kek.txt"), Convert.ToHexString(wrap!.DeriveKek(secret, recipient.WrapAlgorithm.Raw.Span, ukm: null)));
        Assert.True(wrap.TryUnwrap(secret, null, recipient.EncryptedKey.Span, out byte[]? cek));
        Assert.Equal(Text("cek.txt"), Convert.ToHexString(cek));
    }

    [Fact]
    [Trait("Requirement", "PQ-RSK-01 PQ-KEM-02")]
    public async Task Rfc_9690_example_opens()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Vectors.Path("pq/rsa-kem/key.pem")));
        using X509Certificate2 certificate = Recovery.Certify(rsa.ExportSubjectPublicKeyInfo(), keyIdentifier: Convert.FromHexString("9eeb67c9b95a74d44d2f16396680e801b5cba49c"));
        byte[] cms = Pem("pq/rsa-kem/message.pem");
        var key = SoftwareDecryptionKey.FromPkcs8(certificate, rsa.ExportPkcs8PrivateKey());
        Assert.Equal("Hello, world!"u8.ToArray(), await Recovery.OpenAsync(cms, [key]));
        KemRecipientInfo recipient = Assert.IsType<KemRecipientInfo>(Assert.Single(Recovery.LayerOf(cms).Recipients));
        byte[] z = (await key.DecapsulateAsync(recipient.Ciphertext))!;
        Assert.Equal("9c126102a5c1c0354672a3c2f19fc9dd", Convert.ToHexStringLower(z.AsSpan(0, 16)));
        Assert.Equal(SchemeStatus.Ok, KemKeyWrap.TryResolve(recipient.Kdf, recipient.KekLength, recipient.WrapAlgorithm, out KemKeyWrap? wrap));
        Assert.Equal("4a95fe82f8d6ba56c83b4d51ef7dc06b", Convert.ToHexStringLower(wrap!.DeriveKek(z, recipient.WrapAlgorithm.Raw.Span, null)));

        // A ciphertext that is not below the modulus, and one of another length.
        Assert.Null(await key.DecapsulateAsync(Enumerable.Repeat((byte)0xFF, 384).ToArray()));
        Assert.Null(await key.DecapsulateAsync(new byte[383]));
    }

    [Fact]
    [Trait("Requirement", "PQ-RSK-01")]
    public void Kdf3_puts_the_counter_first_as_sp_800_56c_does()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(256);
        byte[] info = RandomNumberGenerator.GetBytes(18);
        byte[] actual = new byte[48];
        KeyDerivation.Kdf3(DigestAlgorithm.Sha256, secret, info, actual);
        byte[] expected = new byte[48];
        var stranger = new Org.BouncyCastle.Crypto.Agreement.Kdf.ConcatenationKdfGenerator(new Org.BouncyCastle.Crypto.Digests.Sha256Digest());
        stranger.Init(new KdfParameters(secret, info));
        stranger.GenerateBytes(expected, 0, expected.Length);
        Assert.Equal(expected, actual);
        KeyDerivation.X963(DigestAlgorithm.Sha256, secret, info, actual);
        Assert.NotEqual(expected, actual);
    }

    [Fact]
    [Trait("Requirement", "PQ-MLK-05")]
    public void Wycheproof_ml_kem_768_decapsulates_or_the_input_is_refused()
    {
        int count = 0;
        foreach ((_, JsonElement test) in Wycheproof.Read("mlkem_768_test.json"))
        {
            byte[] seed = test.Hex("seed");
            byte[]? secret = null;
            if (ManagedPrivateKey.TryRead(SeedKey("2.16.840.1.101.3.4.4.2", seed), out ManagedPrivateKey? key))
            {
                secret = key.Decapsulate(test.Hex("c"));
                if (test.TryGetProperty("ek", out _) && test.Result() == "valid")
                {
                    Assert.True(key.SubjectPublicKeyInfo.Span.EndsWith(test.Hex("ek")), test.Label());
                }
            }

            Assert.True(test.Result() == "valid" ? secret is not null && secret.AsSpan().SequenceEqual(test.Hex("K")) : secret is null, test.Label());
            count++;
        }

        Assert.Equal(193, count);
    }

    [Theory]
    [InlineData("2.16.840.1.101.3.4.4.1", 800)]
    [InlineData("2.16.840.1.101.3.4.4.2", 1184)]
    [InlineData("2.16.840.1.101.3.4.4.3", 1568)]
    [Trait("Requirement", "PQ-MLK-05 PQ-MLK-01 SEC-DOS-03")]
    public void Encapsulation_key_is_checked_before_use(string algorithm, int size)
    {
        byte[] key = ManagedPrivateKey.Generate(new Oid(algorithm), out _).SubjectPublicKeyInfo.ToArray();
        Assert.Equal(KeyKind.Kem, PublicKey.TryImport(key)!.Kind);
        byte[] raw = key[^size..];
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(new Oid(algorithm), raw.AsSpan(1))));
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(new Oid(algorithm), [.. raw, 0])));

        // FIPS 203 section 7.2: 3329 itself, and 4095, are no coefficients.
        foreach (int coefficient in new[] { 3329, 4095 })
        {
            byte[] altered = [.. raw];
            altered[0] = (byte)(coefficient & 0xFF);
            altered[1] = (byte)((altered[1] & 0xF0) | (coefficient >> 8));
            Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(new Oid(algorithm), altered)));
        }
    }

    [Fact]
    [Trait("Requirement", "PQ-MLK-05")]
    public void Private_key_whose_halves_disagree_is_refused()
    {
        byte[] both = Pem("pq/cms-ml-kem/ML-KEM-512-both.priv");
        Assert.True(ManagedPrivateKey.TryRead(both, out _));
        both[^40] ^= 1;
        Assert.False(ManagedPrivateKey.TryRead(both, out _));
    }

    [Theory]
    [InlineData(16, "2.16.840.1.101.3.4.1.5", nameof(SchemeStatus.Ok))]
    [InlineData(32, "2.16.840.1.101.3.4.1.45", nameof(SchemeStatus.Ok))]
    [InlineData(16, "2.16.840.1.101.3.4.1.45", nameof(SchemeStatus.BadParameters))]
    [InlineData(65535, "2.16.840.1.101.3.4.1.45", nameof(SchemeStatus.BadParameters))]
    [InlineData(int.MaxValue, "2.16.840.1.101.3.4.1.45", nameof(SchemeStatus.BadParameters))]
    [InlineData(-1, "2.16.840.1.101.3.4.1.45", nameof(SchemeStatus.BadParameters))]
    [InlineData(24, "1.2.840.113549.1.9.16.3.6", nameof(SchemeStatus.Unknown))]
    [InlineData(32, "1.2.3", nameof(SchemeStatus.Unknown))]
    [Trait("Requirement", "PQ-KEM-04 SEC-DOS-05")]
    public void Stated_kek_length_is_that_of_the_wrap(int length, string wrap, string status) => Assert.Equal(
        status,
        KemKeyWrap.TryResolve(AlgorithmIdentifier.Parse(KemKeyWrap.HkdfSha256Identifier), length, AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(new Oid(wrap))), out _).ToString());

    [Fact]
    [Trait("Requirement", "PQ-KEM-04 PQ-KEM-06 PQ-SIZ-01 PQ-MLK-01 SEC-DOS-05 CMS-GEN-04")]
    public async Task Nothing_is_decapsulated_before_the_lengths_and_algorithms_fit()
    {
        byte[] spki = ManagedPrivateKey.Generate(Oids.MlKem768, out byte[] pkcs8).SubjectPublicKeyInfo.ToArray();
        using X509Certificate2 certificate = Recovery.Certify(spki);
        var key = new CountingKey(SoftwareDecryptionKey.FromPkcs8(certificate, pkcs8));
        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        encapsulator.Init(new ParametersWithRandom(MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, spki[^1184..]), new SecureRandom()));
        byte[] ciphertext = new byte[1088];
        byte[] secret = new byte[32];
        encapsulator.Encapsulate(ciphertext, 0, ciphertext.Length, secret, 0, secret.Length);
        byte[] rid = StrangerEnvelope.IssuerAndSerial(certificate.RawData);

        async Task<(bool Opened, int Decapsulations)> Try(Func<StrangerEnvelope, byte[]> info)
        {
            var sender = new StrangerEnvelope();
            int before = key.Decapsulations;
            byte[]? content = await Recovery.OpenAsync(sender.Envelope(null, info(sender)), [key]);
            return (content is not null, key.Decapsulations - before);
        }

        Assert.Equal((true, 1), await Try(s => Kemri(s, rid, secret, ciphertext)));
        Assert.Equal((true, 1), await Try(s => Kemri(s, rid, secret, ciphertext, ukm: [1, 2, 3])));
        Assert.Equal((true, 1), await Try(s => Kemri(s, rid, secret, ciphertext, ukm: [])));
        Certificate.TryParse(certificate.RawData, out Certificate? parsed);
        byte[] identifier = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray();
        Assert.Equal((true, 1), await Try(s => Kemri(s, StrangerEnvelope.KeyIdentifier(identifier), secret, ciphertext)));

        // What differs from here on is refused before the private key is used ...
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext, kekLength: 16)));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext, kekLength: 65535)));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext[1..])));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, [.. ciphertext, 0])));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, new byte[1 << 18])));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext, kem: "2.16.840.1.101.3.4.4.3")));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext, kem: "1.2.3.4")));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext, kdf: "1.2.3.4")));
        Assert.Equal((false, 0), await Try(s => Kemri(s, rid, secret, ciphertext, ori: "1.2.3")));

        // ... and a ciphertext that was altered is decapsulated, to a secret that opens nothing.
        ciphertext[100] ^= 1;
        Assert.Equal((false, 1), await Try(s => Kemri(s, rid, secret, ciphertext)));
        Assert.NotEqual(secret, (await key.DecapsulateAsync(ciphertext))!);
        Assert.Equal(await key.DecapsulateAsync(ciphertext), await key.DecapsulateAsync(ciphertext));
    }

    [Theory]
    [InlineData("2.16.840.1.101.3.4.4.1", "aes128-wrap", 768)]
    [InlineData("2.16.840.1.101.3.4.4.2", "aes256-wrap", 1088)]
    [InlineData("2.16.840.1.101.3.4.4.3", "aes256-wrap", 1568)]
    [Trait("Requirement", "PQ-KEM-01 PQ-KEM-07 PQ-MLK-01 PQ-MLK-02 PQ-MLK-03")]
    public async Task Own_recipient_has_the_rfc_s_algorithms_and_a_fresh_encapsulation(string algorithm, string wrap, int size)
    {
        byte[] spki = ManagedPrivateKey.Generate(new Oid(algorithm), out byte[] pkcs8).SubjectPublicKeyInfo.ToArray();
        using X509Certificate2 certificate = Recovery.Certify(spki);
        var sender = new StrangerEnvelope();
        byte[] first = Create(certificate, sender.Cek);
        byte[] second = Create(certificate, sender.Cek);
        KemRecipientInfo[] infos = [.. Recovery.LayerOf(sender.Envelope(null, first, second)).Recipients.Cast<KemRecipientInfo>()];
        Assert.All(infos, info =>
        {
            Assert.Equal((algorithm, true), (info.Kem.Algorithm.ToString(), info.Kem.Parameters.IsEmpty));
            Assert.Equal((Oids.HkdfSha256, true), (info.Kdf.Algorithm, info.Kdf.Parameters.IsEmpty));
            Assert.Equal((wrap, KeyWrap.KekSize(info.WrapAlgorithm.Algorithm)), (KeyWrap.Name(info.WrapAlgorithm.Algorithm), info.KekLength));
            Assert.Equal(size, info.Ciphertext.Length);
            Assert.False(info.Rid.IsKeyIdentifier);
        });
        Assert.NotEqual(infos[0].Ciphertext.ToArray(), infos[1].Ciphertext.ToArray());
        Assert.NotEqual(infos[0].EncryptedKey.ToArray(), infos[1].EncryptedKey.ToArray());
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(sender.Envelope(null, second), [SoftwareDecryptionKey.FromPkcs8(certificate, pkcs8)]));

        // BouncyCastle reads what we wrote.
        var stranger = Org.BouncyCastle.Asn1.Cms.KemRecipientInfo.GetInstance(new BerReader(first).ReadConstructed(0xA4) is var ori && ori.ReadOid() == Oids.OriKem ? ori.ReadElement().Raw.ToArray() : []);
        Assert.Contains(infos, info => info.Ciphertext.Span.SequenceEqual(stranger.Kemct.GetOctets()));
        Assert.Equal(((KemRecipientInfo)Recovery.LayerOf(sender.Envelope(null, first)).Recipients[0]).Ciphertext.ToArray(), stranger.Kemct.GetOctets());
    }

    [Fact]
    [Trait("Requirement", "PQ-RSK-01 PQ-KEM-07")]
    public async Task Own_rsa_kem_recipient_opens_and_is_fresh()
    {
        using var rsa = RSA.Create(2048);
        using X509Certificate2 certificate = Recovery.Certify(rsa.ExportSubjectPublicKeyInfo());
        var sender = new StrangerEnvelope();
        var profile = new AlgorithmProfile { RsaKeyTransport = RsaKeyTransportPadding.RsaKem };
        byte[] first = Create(certificate, sender.Cek, profile);
        Assert.NotEqual(first, Create(certificate, sender.Cek, profile));
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(sender.Envelope(null, first), [SoftwareDecryptionKey.FromPkcs8(certificate, rsa.ExportPkcs8PrivateKey())]));
        KemRecipientInfo info = (KemRecipientInfo)Recovery.LayerOf(sender.Envelope(null, first)).Recipients[0];
        Assert.Equal((Oids.KemRsa, Oids.Kdf3, 32), (info.Kem.Algorithm, info.Kdf.Algorithm, info.KekLength));
    }

    [Fact]
    [Trait("Requirement", "PQ-KEM-08 PQ-MLK-04")]
    public void Ml_kem_algorithm_identifier_has_no_parameters_anywhere()
    {
        // PQ-MLK-04: a capability is the same SEQUENCE as the algorithm identifier.
        Assert.Equal("300b0609608648016503040402", Convert.ToHexStringLower(AlgorithmIdentifier.Encode(Oids.MlKem768)));
        byte[] spki = ManagedPrivateKey.Generate(Oids.MlKem768, out byte[] pkcs8).SubjectPublicKeyInfo.ToArray();
        Assert.True(spki.AsSpan(4).StartsWith(AlgorithmIdentifier.Encode(Oids.MlKem768)));
        Assert.True(pkcs8.AsSpan().IndexOf(AlgorithmIdentifier.Encode(Oids.MlKem768)) is > 0 and < 10);

        // A key with parameters is malformed.
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(AlgorithmIdentifier.Encode(Oids.MlKem768, [0x05, 0x00]));
            writer.WriteBitString(spki.AsSpan()[^1184..]);
        }

        Assert.Null(PublicKey.TryImport(writer.Encode()));
    }

    internal static byte[] Create(X509Certificate2 certificate, byte[] cek, AlgorithmProfile? profile = null)
    {
        Certificate.TryParse(certificate.RawData, out Certificate? parsed);
        var authority = new RecipientAuthority(MailDomain.Parse("partner.example"), parsed!, PublicKey.TryImport(parsed!.SubjectPublicKeyInfo)!);
        return RecipientInfoFactory.TryCreate(authority, ContentCipher.Aes256Cbc, cek, profile ?? AlgorithmProfile.Smime4)!;
    }

    /// <summary>OtherRecipientInfo with a KEMRecipientInfo from BouncyCastle's HKDF and key wrap.</summary>
    private static byte[] Kemri(
        StrangerEnvelope sender,
        byte[] rid,
        byte[] secret,
        byte[] ciphertext,
        int kekLength = 32,
        byte[]? ukm = null,
        string kem = "2.16.840.1.101.3.4.4.2",
        string kdf = "1.2.840.113549.1.9.16.3.28",
        string ori = "1.2.840.113549.1.9.16.13.3")
    {
        byte[] wrap = Convert.FromHexString("300b060960864801650304012d");
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteEncodedValue(wrap);
            info.WriteInteger(kekLength);
            if (ukm is not null)
            {
                using (info.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    info.WriteOctetString(ukm);
                }
            }
        }

        byte[] kek = new byte[32];
        var hkdf = new Org.BouncyCastle.Crypto.Generators.HkdfBytesGenerator(new Org.BouncyCastle.Crypto.Digests.Sha256Digest());
        hkdf.Init(new HkdfParameters(secret, null, info.Encode()));
        hkdf.GenerateBytes(kek, 0, kek.Length);
        var engine = new Org.BouncyCastle.Crypto.Engines.AesWrapEngine();
        engine.Init(true, new KeyParameter(kek));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        {
            writer.WriteObjectIdentifier(ori);
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                writer.WriteEncodedValue(rid);
                writer.WriteEncodedValue(AlgorithmIdentifier.Encode(new Oid(kem)));
                writer.WriteOctetString(ciphertext);
                writer.WriteEncodedValue(AlgorithmIdentifier.Encode(new Oid(kdf)));
                writer.WriteInteger(kekLength);
                if (ukm is not null)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                    {
                        writer.WriteOctetString(ukm);
                    }
                }

                writer.WriteEncodedValue(wrap);
                writer.WriteOctetString(engine.Wrap(sender.Cek, 0, 32));
            }
        }

        return writer.Encode();
    }

    private static byte[] SeedKey(string algorithm, byte[] seed)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            writer.WriteEncodedValue(AlgorithmIdentifier.Encode(new Oid(algorithm)));
            using (writer.PushOctetString())
            {
                writer.WriteOctetString(seed, new Asn1Tag(TagClass.ContextSpecific, 0));
            }
        }

        return writer.Encode();
    }

    private static byte[] Pem(string vector) => Recovery.Pem(File.ReadAllText(Vectors.Path(vector)));

    private static string Text(string vector) => string.Concat(File.ReadAllText(Vectors.Path("pq/cms-ml-kem/" + vector)).Where(c => !char.IsWhiteSpace(c)));

    /// <summary>Counts what is asked of a key.</summary>
    private sealed class CountingKey(IDecryptionKey key) : IDecryptionKey
    {
        public int Decapsulations { get; private set; }

        public ReadOnlyMemory<byte> Certificate => key.Certificate;

        public ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default) => key.DecryptKeyAsync(encryptedKey, padding, ct);

        public ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default) => key.AgreeAsync(originatorKey, ct);

        public ValueTask<byte[]?> DecapsulateAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken ct = default)
        {
            Decapsulations++;
            return key.DecapsulateAsync(ciphertext, ct);
        }
    }
}
