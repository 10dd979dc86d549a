using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;

namespace DomSec.Tests.Providers;

public sealed class SoftwareKeyTests(OpenSslCommunity community) : IClassFixture<OpenSslCommunity>
{
    private static readonly byte[] Data = RandomNumberGenerator.GetBytes(300);

    [Theory]
    [InlineData("rsa-signing", SigningFamily.RsaPkcs1, "")]
    [InlineData("rsa-signing", SigningFamily.RsaPss, "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest")]
    [InlineData("ec-signing", SigningFamily.Ecdsa, "")]
    public async Task Signature_verifies_with_OpenSsl(string name, SigningFamily family, string options)
    {
        using X509Certificate2 certificate = Load(name);
        using var key = new SoftwareSigningKey(certificate);
        byte[] signature = await key.SignDataAsync(Data, new SigningAlgorithm(family, HashAlgorithmName.SHA256));
        using var folder = new TemporaryFolder();
        folder.Write("data", Data);
        folder.Write("signature", signature);
        folder.Write("public.pem", certificate.PublicKey.ExportSubjectPublicKeyInfo() is var spki ? PemEncoding.WriteString("PUBLIC KEY", spki) : "");
        Assert.Contains("Verified OK", folder.OpenSsl($"dgst -sha256 -verify public.pem {options} -signature signature data"), StringComparison.Ordinal);
        signature[^1] ^= 1;
        folder.Write("signature", signature);
        folder.OpenSsl($"dgst -sha256 -verify public.pem {options} -signature signature data", expectedExitCode: 1);
    }

    [Fact]
    public async Task Signing_with_a_family_that_does_not_fit_the_key_is_a_CryptographicException()
    {
        using X509Certificate2 certificate = Load("ec-signing");
        using var key = new SoftwareSigningKey(certificate);
        await Assert.ThrowsAsync<CryptographicException>(async () => await key.SignDataAsync(Data, new SigningAlgorithm(SigningFamily.RsaPss, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public void Chain_leaves_the_root_out()
    {
        using X509Certificate2 certificate = Load("ec-signing");
        using X509Certificate2 root = X509CertificateLoader.LoadCertificateFromFile(community.Files["root.pem"]);
        using X509Certificate2 issuer = X509CertificateLoader.LoadCertificateFromFile(community.Files["issuer.crt"]);
        using var key = new SoftwareSigningKey(certificate, issuer, root);
        Assert.Equal(issuer.RawData, Assert.Single(key.Chain).ToArray());
    }

    [Fact]
    public void Key_of_another_certificate_is_refused()
    {
        using X509Certificate2 certificate = Load("rsa-signing");
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<DomSecException>(() => new SoftwareSigningKey(certificate, rsa));
        Assert.Throws<DomSecException>(() => new SoftwareSigningKey(certificate, ecdsa));
        Assert.Throws<DomSecException>(() => new SoftwareDecryptionKey(certificate, rsa));
    }

    [Fact]
    public void Certificate_without_key_is_refused()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(community.Files["rsa-signing.crt"]);
        Assert.Throws<DomSecException>(() => new SoftwareSigningKey(certificate));
        Assert.Throws<DomSecException>(() => new SoftwareDecryptionKey(certificate));
    }

    [Fact]
    public async Task Key_that_cannot_be_exported_signs_and_decrypts()
    {
        using X509Certificate2 certificate = Load("rsa-dca");
        using var signing = new SoftwareSigningKey(certificate, new SealedRsa(certificate.GetRSAPrivateKey()!));
        using var decryption = new SoftwareDecryptionKey(certificate, new SealedRsa(certificate.GetRSAPrivateKey()!));
        byte[] signature = await signing.SignDataAsync(Data, new SigningAlgorithm(SigningFamily.RsaPkcs1, HashAlgorithmName.SHA256));
        using RSA theirs = certificate.GetRSAPublicKey()!;
        Assert.True(theirs.VerifyData(Data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("secret"u8.ToArray(), await decryption.DecryptKeyAsync(theirs.Encrypt("secret"u8, RSAEncryptionPadding.OaepSHA256), RsaDecryptionPadding.From(RSAEncryptionPadding.OaepSHA256)));
    }

    [Theory]
    [InlineData("pkcs1", "-pkeyopt rsa_padding_mode:pkcs1")]
    [InlineData("oaep", "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256")]
    public async Task Rsa_opens_what_OpenSsl_encrypted_and_nothing_else(string padding, string options)
    {
        RSAEncryptionPadding scheme = padding == "pkcs1" ? RSAEncryptionPadding.Pkcs1 : RSAEncryptionPadding.OaepSHA256;
        using X509Certificate2 certificate = Load("rsa-dca");
        using var key = new SoftwareDecryptionKey(certificate);
        using var folder = new TemporaryFolder();
        folder.Write("cek", Data[..32]);
        folder.Write("dca.crt", community.Files.ReadBytes("rsa-dca.crt"));
        folder.OpenSsl($"pkeyutl -encrypt -certin -inkey dca.crt {options} -in cek -out encrypted");
        byte[] encrypted = folder.ReadBytes("encrypted");
        Assert.Equal(Data[..32], await key.DecryptKeyAsync(encrypted, RsaDecryptionPadding.From(scheme)));
        encrypted[40] ^= 1;
        Assert.NotEqual(Data[..32], await key.DecryptKeyAsync(encrypted, RsaDecryptionPadding.From(scheme)));
        Assert.Null(await key.DecryptKeyAsync(encrypted.AsMemory(1), RsaDecryptionPadding.From(scheme)));
        Assert.Null(await key.DecryptKeyAsync(Enumerable.Repeat((byte)0xFF, 256).ToArray(), RsaDecryptionPadding.From(scheme)));
        Assert.Null(await key.DecryptKeyAsync(ReadOnlyMemory<byte>.Empty, RsaDecryptionPadding.From(scheme)));
        Assert.Null(await key.AgreeAsync(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public async Task Agreement_gives_the_secret_that_OpenSsl_derives()
    {
        using X509Certificate2 certificate = Load("ec-dca");
        using var key = new SoftwareDecryptionKey(certificate);
        using var folder = new TemporaryFolder();
        folder.OpenSsl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out peer.key");
        folder.OpenSsl("pkey -in peer.key -pubout -outform DER -out peer.der");
        folder.Write("dca.pem", PemEncoding.WriteString("PUBLIC KEY", certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        folder.OpenSsl("pkeyutl -derive -inkey peer.key -peerkey dca.pem -out secret");
        Assert.Equal(folder.ReadBytes("secret"), await key.AgreeAsync(folder.ReadBytes("peer.der")));
        Assert.Null(await key.DecryptKeyAsync(new byte[256], RsaDecryptionPadding.From(RSAEncryptionPadding.Pkcs1)));
    }

    [Theory]
    [InlineData("-pkeyopt ec_paramgen_curve:P-256")]
    [InlineData("-pkeyopt ec_paramgen_curve:brainpoolP384r1")]
    [InlineData("-pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:explicit")]
    public async Task Agreement_on_a_curve_that_is_not_ours_by_name_gives_nothing(string curve)
    {
        using X509Certificate2 certificate = Load("ec-dca");
        using var key = new SoftwareDecryptionKey(certificate);
        using var folder = new TemporaryFolder();
        folder.OpenSsl($"genpkey -algorithm EC {curve} -out peer.key");
        folder.OpenSsl("pkey -in peer.key -pubout -outform DER -out peer.der");
        Assert.Null(await key.AgreeAsync(folder.ReadBytes("peer.der")));
    }

    [Fact]
    public async Task Agreement_with_a_point_off_the_curve_or_with_junk_gives_nothing()
    {
        using X509Certificate2 certificate = Load("ec-dca");
        using var key = new SoftwareDecryptionKey(certificate);
        using var peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        byte[] spki = peer.ExportSubjectPublicKeyInfo();
        Assert.NotNull(await key.AgreeAsync(spki));
        spki[^1] ^= 1;
        Assert.Null(await key.AgreeAsync(spki));
        Assert.Null(await key.AgreeAsync(ReadOnlyMemory<byte>.Empty));
        Assert.Null(await key.AgreeAsync(new byte[] { 0x30, 0x80 }));
        Assert.Null(await key.AgreeAsync((byte[])[.. peer.ExportSubjectPublicKeyInfo(), 0]));
    }

    [Fact]
    public async Task One_key_serves_many_threads_at_once()
    {
        using X509Certificate2 rsaCertificate = Load("rsa-dca");
        using X509Certificate2 ecCertificate = Load("ec-signing");
        using X509Certificate2 ecdhCertificate = Load("ec-dca");
        using var rsa = new SoftwareDecryptionKey(rsaCertificate);
        using var ecdsa = new SoftwareSigningKey(ecCertificate);
        using var ecdh = new SoftwareDecryptionKey(ecdhCertificate);
        using RSA theirs = rsaCertificate.GetRSAPublicKey()!;
        using var peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        byte[] encrypted = theirs.Encrypt(Data[..32], RSAEncryptionPadding.OaepSHA256);
        byte[] spki = peer.ExportSubjectPublicKeyInfo();
        byte[]? secret = await ecdh.AgreeAsync(spki);
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, ct) =>
        {
            Assert.Equal(Data[..32], await rsa.DecryptKeyAsync(encrypted, RsaDecryptionPadding.From(RSAEncryptionPadding.OaepSHA256), ct));
            Assert.Equal(secret, await ecdh.AgreeAsync(spki, ct));
            byte[] signature = await ecdsa.SignDataAsync(Data, new SigningAlgorithm(SigningFamily.Ecdsa, HashAlgorithmName.SHA384), ct);
            using ECDsa verifier = ecCertificate.GetECDsaPublicKey()!;
            Assert.True(verifier.VerifyData(Data, signature, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence));
        });
    }

    [Fact]
    public async Task Cancelled_work_is_not_done()
    {
        using X509Certificate2 certificate = Load("rsa-dca");
        using var key = new SoftwareDecryptionKey(certificate);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await key.DecryptKeyAsync(new byte[256], RsaDecryptionPadding.From(RSAEncryptionPadding.Pkcs1), new CancellationToken(canceled: true)));
    }

    private X509Certificate2 Load(string name) => X509Certificate2.CreateFromPem(community.Files.Read($"{name}.crt")) is var bare
        && name == "ec-dca" ? WithEcdh(bare) : X509Certificate2.CreateFromPemFile(community.Files[$"{name}.crt"], community.Files[$"{name}.key"]);

    private X509Certificate2 WithEcdh(X509Certificate2 bare)
    {
        using (bare)
        {
            using var ecdh = ECDiffieHellman.Create();
            ecdh.ImportFromPem(community.Files.Read("ec-dca.key"));
            return bare.CopyWithPrivateKey(ecdh);
        }
    }

    /// <summary>A key as a module or an operating system holds it: used, never given away.</summary>
    private sealed class SealedRsa(RSA inner) : RSA
    {
        public override int KeySize => inner.KeySize;

        public override RSAParameters ExportParameters(bool includePrivateParameters) =>
            includePrivateParameters ? throw new CryptographicException("The key cannot be exported.") : inner.ExportParameters(false);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

        public override byte[] Decrypt(byte[] data, RSAEncryptionPadding padding) => inner.Decrypt(data, padding);

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) => inner.SignHash(hash, hashAlgorithm, padding);

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
