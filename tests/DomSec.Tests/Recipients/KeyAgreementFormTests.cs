using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.Tests.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace DomSec.Tests.Recipients;

/// <summary>Key agreement recipients in every form, made by BouncyCastle's primitives and by OpenSSL.</summary>
public sealed class KeyAgreementFormTests
{
    private const string X25519 = "1.3.101.110";
    private const string X448 = "1.3.101.111";
    private static readonly SecureRandom Random = new();
    private static readonly byte[] Null = [0x05, 0x00];

    [Theory]
    [InlineData(X25519, "1.2.840.113549.1.9.16.3.19", 256, true, false, false)]
    [InlineData(X25519, "1.2.840.113549.1.9.16.3.19", 256, false, false, false)]
    [InlineData(X25519, "1.2.840.113549.1.9.16.3.20", 384, true, false, false)]
    [InlineData(X25519, "1.2.840.113549.1.9.16.3.21", 512, true, true, false)]
    [InlineData(X25519, "1.2.840.113549.1.9.16.3.19", 256, true, true, true)]
    [InlineData(X448, "1.2.840.113549.1.9.16.3.21", 512, true, false, false)]
    [InlineData(X448, "1.2.840.113549.1.9.16.3.21", 512, false, false, true)]
    [InlineData(X448, "1.2.840.113549.1.9.16.3.19", 256, true, true, false)]
    [Trait("Requirement", "CMS-KA-04 CMS-KA-05")]
    public async Task X25519_and_x448_open_with_and_without_material_and_salt(string algorithm, string scheme, int hash, bool ukm, bool omitsSalt, bool innerString)
    {
        (SoftwareDecryptionKey key, X509Certificate2 certificate, Func<(byte[] Point, byte[] Secret)> agree) = Recipient(algorithm);
        (byte[] point, byte[] secret) = agree();
        var sender = new StrangerEnvelope { Scheme = scheme, HashBits = hash, OmitsSalt = omitsSalt };
        if (!ukm)
        {
            sender.Ukm = null;
        }

        byte[] bits = innerString ? [0x04, (byte)point.Length, .. point] : point;
        byte[] cms = sender.Envelope(null, sender.Agreement(StrangerEnvelope.OriginatorKey(algorithm, null, bits), StrangerEnvelope.IssuerAndSerial(certificate.RawData), secret));
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(cms, [key]));

        // Another key of the same kind, and another originator, do not open it.
        SoftwareDecryptionKey other = Recipient(algorithm).Key;
        Assert.Null(await Recovery.OpenAsync(cms, [other]));
        bits[^2] ^= 0x10;
        byte[] altered = sender.Envelope(null, sender.Agreement(StrangerEnvelope.OriginatorKey(algorithm, null, bits), StrangerEnvelope.IssuerAndSerial(certificate.RawData), secret));
        Assert.Null(await Recovery.OpenAsync(altered, [key]));
    }

    [Theory]
    [InlineData(X25519, 33)]
    [InlineData(X25519, 31)]
    [InlineData(X25519, 0)]
    [InlineData(X448, 32)]
    [Trait("Requirement", "CMS-KA-05 SEC-DOS-05")]
    public async Task Point_of_another_length_does_not_open(string algorithm, int length)
    {
        (SoftwareDecryptionKey key, X509Certificate2 certificate, Func<(byte[] Point, byte[] Secret)> agree) = Recipient(algorithm);
        var sender = new StrangerEnvelope();
        byte[] rid = StrangerEnvelope.IssuerAndSerial(certificate.RawData);
        Assert.Null(await Recovery.OpenAsync(sender.Envelope(null, sender.Agreement(StrangerEnvelope.OriginatorKey(algorithm, null, new byte[length]), rid, agree().Secret)), [key]));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [Trait("Requirement", "CMS-KA-06")]
    public async Task All_zero_secret_is_no_secret(string point)
    {
        (SoftwareDecryptionKey key, X509Certificate2 certificate, _) = Recipient(X25519);
        byte[] spki = ManagedPrivateKey.EncodePublic(Oids.X25519, Convert.FromHexString(point));
        Assert.Null(await key.AgreeAsync(spki));
        Assert.False(PlatformKeys.TryEphemeralAgreement(DomSec.Crypto.PublicKey.TryImport(spki)!, out _, out _));

        // The attack: with a point of small order everybody knows the secret.
        var sender = new StrangerEnvelope();
        byte[] cms = sender.Envelope(null, sender.Agreement(
            StrangerEnvelope.OriginatorKey(X25519, null, Convert.FromHexString(point)), StrangerEnvelope.IssuerAndSerial(certificate.RawData), new byte[32]));
        Assert.Null(await Recovery.OpenAsync(cms, [key]));
    }

    [Fact]
    [Trait("Requirement", "CMS-KA-06 SEC-DOS-03")]
    public void Wycheproof_x25519_agrees_or_the_point_is_refused()
    {
        int count = 0;
        int refused = 0;
        foreach ((_, JsonElement test) in Wycheproof.Read("x25519_test.json"))
        {
            byte[] pkcs8 = [.. Convert.FromHexString("302e020100300506032b656e04220420"), .. test.Hex("private")];
            Assert.True(ManagedPrivateKey.TryRead(pkcs8, out ManagedPrivateKey? key), test.Label());
            byte[]? secret = key.Agree(ManagedPrivateKey.EncodePublic(Oids.X25519, test.Hex("public")));
            bool zero = test.Hex("shared").AsSpan().IndexOfAnyExcept((byte)0) < 0;
            if (zero)
            {
                Assert.True(secret is null, test.Label());
                refused++;
            }
            else
            {
                Assert.True(secret is not null && secret.AsSpan().SequenceEqual(test.Hex("shared")), test.Label());
            }

            count++;
        }

        Assert.Equal(518, count);
        Assert.True(refused >= 25, $"{refused}");
    }

    [Fact]
    [Trait("Requirement", "CMS-KA-04")]
    public void Rfc_7748_x448_vector_agrees()
    {
        byte[] pkcs8 = [.. Convert.FromHexString("3046020100300506032b656f043a0438"), .. Convert.FromHexString("9a8f4925d1519f5775cf46971d99f6a5d2b5c1f8c2d5e8d3a4f2b1c0")];
        Assert.False(ManagedPrivateKey.TryRead(pkcs8, out _)); // half the length

        // RFC 7748 section 6.2.
        byte[] alice = Convert.FromHexString("9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b");
        byte[] bobPublic = Convert.FromHexString("3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609");
        Assert.True(ManagedPrivateKey.TryRead((byte[])[.. pkcs8.AsSpan(0, 16), .. alice], out ManagedPrivateKey? key));
        Assert.Equal(
            "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a5037514a879d",
            Convert.ToHexStringLower(key.Agree(ManagedPrivateKey.EncodePublic(Oids.X448, bobPublic))!));
        Assert.Null(key.Agree(ManagedPrivateKey.EncodePublic(Oids.X448, new byte[56])));
        Assert.Null(key.Agree(ManagedPrivateKey.EncodePublic(Oids.X25519, bobPublic.AsSpan(0, 32))));
    }

    [Theory]
    [InlineData("1.3.132.1.11.1", false, 256)]
    [InlineData("1.3.132.1.11.2", false, 384)]
    [InlineData("1.2.840.113549.1.9.16.3.19", true, 256)]
    [Trait("Requirement", "CMS-KA-01 CMS-KA-02 CMS-KA-03")]
    public async Task Every_form_of_originator_and_recipient_opens(string scheme, bool hkdf, int hash)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Recovery.Certify(own.ExportSubjectPublicKeyInfo(), keyIdentifier: [1, 2, 3, 4]);
        using X509Certificate2 sender = Recovery.Certify(theirs.ExportSubjectPublicKeyInfo(), "sender", [9, 8, 7]);
        var key = SoftwareDecryptionKey.FromPkcs8(certificate, own.ExportPkcs8PrivateKey());
        byte[] secret = theirs.DeriveRawSecretAgreement(own.PublicKey);
        ECParameters point = theirs.ExportParameters(includePrivateParameters: false);
        byte[] bits = [0x04, .. point.Q.X!, .. point.Q.Y!];
        byte[] curve = Convert.FromHexString("06082a8648ce3d030107");
        byte[] info = StrangerEnvelope.OriginatorInfo(sender.RawData);
        byte[][] originators =
        [
            StrangerEnvelope.OriginatorKey("1.2.840.10045.2.1", null, bits),
            StrangerEnvelope.OriginatorKey("1.2.840.10045.2.1", Null, bits),
            StrangerEnvelope.OriginatorKey("1.2.840.10045.2.1", curve, bits),
            StrangerEnvelope.IssuerAndSerial(sender.RawData),
            StrangerEnvelope.KeyIdentifier([9, 8, 7]),
        ];
        byte[][] recipients =
        [
            StrangerEnvelope.IssuerAndSerial(certificate.RawData),
            StrangerEnvelope.RecipientKeyIdentifier([1, 2, 3, 4], withDate: false),
            StrangerEnvelope.RecipientKeyIdentifier([1, 2, 3, 4], withDate: true),
        ];
        foreach (byte[] originator in originators)
        {
            foreach (byte[] rid in recipients)
            {
                foreach (bool ukm in new[] { true, false })
                {
                    foreach ((bool inMessage, bool inInfo) in new[] { (false, false), (true, true), (false, true), (true, false) })
                    {
                        var envelope = new StrangerEnvelope { Scheme = scheme, UsesHkdf = hkdf, HashBits = hash, NullInMessage = inMessage, NullInInfo = inInfo };
                        if (!ukm)
                        {
                            envelope.Ukm = null;
                        }

                        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(envelope.Envelope(info, envelope.Agreement(originator, rid, secret)), [key]));
                    }
                }
            }
        }

        // The identifier of a certificate that nobody has, and a recipient that is another, do not open.
        var last = new StrangerEnvelope { Scheme = scheme, UsesHkdf = hkdf, HashBits = hash };
        Assert.Null(await Recovery.OpenAsync(last.Envelope(null, last.Agreement(originators[3], recipients[0], secret)), [key]));
        Assert.Null(await Recovery.OpenAsync(last.Envelope(info, last.Agreement(StrangerEnvelope.KeyIdentifier([9]), recipients[0], secret)), [key]));
        Assert.Null(await Recovery.OpenAsync(last.Envelope(info, last.Agreement(originators[0], StrangerEnvelope.RecipientKeyIdentifier([1, 2], withDate: false), secret)), [key]));
    }

    [Fact]
    [Trait("Requirement", "CMS-KA-02")]
    public async Task Compressed_and_invalid_points_are_cleanly_not_opened()
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Recovery.Certify(own.ExportSubjectPublicKeyInfo());
        var key = SoftwareDecryptionKey.FromPkcs8(certificate, own.ExportPkcs8PrivateKey());
        byte[] secret = theirs.DeriveRawSecretAgreement(own.PublicKey);
        ECParameters point = theirs.ExportParameters(includePrivateParameters: false);
        byte[] off = [0x04, .. point.Q.X!, .. point.Q.Y!];
        off[^1] ^= 1;
        foreach (byte[] bits in new byte[][] { [(byte)(2 + (point.Q.Y![^1] & 1)), .. point.Q.X!], off, [0x00], [], new byte[65] })
        {
            var sender = new StrangerEnvelope { Scheme = "1.3.132.1.11.1", UsesHkdf = false };
            byte[] cms = sender.Envelope(null, sender.Agreement(StrangerEnvelope.OriginatorKey("1.2.840.10045.2.1", null, bits), StrangerEnvelope.IssuerAndSerial(certificate.RawData), secret));
            Assert.Null(await Recovery.OpenAsync(cms, [key]));
        }
    }

    [Theory]
    [InlineData("brainpoolP256r1", "-aes-256-cbc", "sha256")]
    [InlineData("brainpoolP384r1", "-aes-128-gcm", "sha384")]
    [InlineData("brainpoolP512r1", "-aes-256-gcm", "sha512")]
    [Trait("Requirement", "CMS-KA-02")]
    public async Task OpenSsl_s_envelope_for_a_brainpool_key_opens(string curve, string cipher, string digest)
    {
        using var openssl = new OpenSslTool();
        openssl.Write("content", StrangerEnvelope.Content);
        openssl.Run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + curve, "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=x");
        openssl.Run("cms", "-encrypt", "-binary", cipher, "-in", "content", "-outform", "DER", "-out", "cms", "-recip", "cert.pem", "-keyopt", "ecdh_kdf_md:" + digest);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Recovery.Pem(File.ReadAllText(openssl.PathOf("cert.pem"))));
        var key = SoftwareDecryptionKey.FromPkcs8(certificate, Recovery.Pem(File.ReadAllText(openssl.PathOf("key.pem"))));
        Assert.Equal(StrangerEnvelope.Content, await Recovery.OpenAsync(openssl.Read("cms"), [key]));
    }

    /// <summary>A recipient with a key of BouncyCastle's making, and a way to agree with it by an ephemeral key.</summary>
    private static (SoftwareDecryptionKey Key, X509Certificate2 Certificate, Func<(byte[] Point, byte[] Secret)> Agree) Recipient(string algorithm)
    {
        if (algorithm == X25519)
        {
            var own = new X25519PrivateKeyParameters(Random);
            X509Certificate2 certificate = Recovery.Certify(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(own.GeneratePublicKey()).GetDerEncoded());
            return (SoftwareDecryptionKey.FromPkcs8(certificate, PrivateKeyInfoFactory.CreatePrivateKeyInfo(own).GetDerEncoded()), certificate, () =>
            {
                var ephemeral = new X25519PrivateKeyParameters(Random);
                byte[] secret = new byte[32];
                ephemeral.GenerateSecret(own.GeneratePublicKey(), secret, 0);
                return (ephemeral.GeneratePublicKey().GetEncoded(), secret);
            });
        }

        var key = new X448PrivateKeyParameters(Random);
        X509Certificate2 issued = Recovery.Certify(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(key.GeneratePublicKey()).GetDerEncoded());
        return (SoftwareDecryptionKey.FromPkcs8(issued, PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetDerEncoded()), issued, () =>
        {
            var ephemeral = new X448PrivateKeyParameters(Random);
            byte[] secret = new byte[56];
            ephemeral.GenerateSecret(key.GeneratePublicKey(), secret, 0);
            return (ephemeral.GeneratePublicKey().GetEncoded(), secret);
        });
    }
}
