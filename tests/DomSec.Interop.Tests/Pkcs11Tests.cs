using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Pkcs11Sample;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests;

/// <summary>Keys in a PKCS#11 token (SoftHSM) behind the public doors, with OpenSSL on the other side.</summary>
[Trait("Requirement", "SEC-KEY-01")]
public sealed class Pkcs11Tests(TokenFixture hsm) : IClassFixture<TokenFixture>
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Domain_signature_by_a_token_verifies_at_openssl(bool isRsa, bool pss)
    {
        using var token = new Pkcs11Token(hsm.Library, "gateway", SoftHsm.Pin);
        (byte[] id, X509Certificate2 certificate) = hsm.Make("gateway", isRsa, decrypts: false);
        Assert.False(hsm.IsExtractable("gateway", id));
        using DomSecCommunity doors = Doors(new Pkcs11SigningKey(token, id, certificate));
        (DomainSigningReport report, byte[] message) = await SignAsync(doors, pss);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        using var openSsl = new OpenSsl();
        openSsl.Cms("-verify", "-in", openSsl.File(message), "-CAfile", openSsl.File(hsm.Root.ExportCertificatePem()), "-purpose", "any").Expect();
        string outline = openSsl.Print(Messages.CmsOf(message)).Expect().Text;
        Assert.Contains(pss ? "rsassaPss" : isRsa ? "rsaEncryption" : "ecdsa-with-SHA256", outline, StringComparison.Ordinal);
        Assert.False(openSsl.Cms("-verify", "-in", openSsl.File(message), "-CAfile", openSsl.File(TestCa.Shared.Pem), "-purpose", "any").Ok);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(true, "rsa_padding_mode:oaep")]
    [InlineData(false, "")]
    public async Task Message_encrypted_by_openssl_is_opened_by_a_token(bool isRsa, string option)
    {
        using var token = new Pkcs11Token(hsm.Library, "gateway", SoftHsm.Pin);
        (byte[] id, X509Certificate2 certificate) = hsm.Make("gateway", isRsa, decrypts: true);
        using DomSecCommunity doors = Doors(decryption: new Pkcs11DecryptionKey(token, id, certificate));
        using var openSsl = new OpenSsl();
        byte[] message = Encrypted(openSsl, certificate, option);
        (DomainDecryptionReport report, byte[] output) = await DecryptAsync(doors, message);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Contains("Cooking at noon", System.Text.Encoding.Latin1.GetString(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_decrypt_is_null_and_no_fault_of_the_token()
    {
        using var token = new Pkcs11Token(hsm.Library, "gateway", SoftHsm.Pin);
        (byte[] id, X509Certificate2 certificate) = hsm.Make("gateway", isRsa: true, decrypts: true);
        var key = new Pkcs11DecryptionKey(token, id, certificate);
        byte[] noise = RandomNumberGenerator.GetBytes(256);
        noise[0] = 0;
        Assert.Null(await key.DecryptKeyAsync(new byte[255], RsaDecryptionPadding.Pkcs1, TestContext.Current.CancellationToken));
        Assert.Null(await key.DecryptKeyAsync(noise, RsaDecryptionPadding.From(RSAEncryptionPadding.OaepSHA1), TestContext.Current.CancellationToken));
        Assert.Null(await key.DecryptKeyAsync(noise, RsaDecryptionPadding.From(RSAEncryptionPadding.OaepSHA3_256), TestContext.Current.CancellationToken));
        Assert.Null(await key.AgreeAsync(certificate.PublicKey.ExportSubjectPublicKeyInfo(), TestContext.Current.CancellationToken));

        (byte[] curveId, X509Certificate2 curve) = hsm.Make("gateway", isRsa: false, decrypts: true);
        var agreement = new Pkcs11DecryptionKey(token, curveId, curve);
        byte[] offCurve = curve.PublicKey.ExportSubjectPublicKeyInfo();
        offCurve[^1] ^= 1;
        Assert.Null(await agreement.AgreeAsync(offCurve, TestContext.Current.CancellationToken));
        Assert.Null(await agreement.DecryptKeyAsync(noise, RsaDecryptionPadding.Pkcs1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wrong_pin_defers()
    {
        using var token = new Pkcs11Token(hsm.Library, "locked", "000000");
        (byte[] id, X509Certificate2 certificate) = hsm.Make("gateway", isRsa: false, decrypts: false);
        (byte[] decryptionId, X509Certificate2 decryption) = hsm.Make("gateway", isRsa: true, decrypts: true);
        await AssertDeferredAsync(new Pkcs11SigningKey(token, id, certificate), new Pkcs11DecryptionKey(token, decryptionId, decryption), decryption);
        var e = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await new Pkcs11SigningKey(token, id, certificate).SignDataAsync("x"u8.ToArray(), new SigningAlgorithm(SigningFamily.Ecdsa, HashAlgorithmName.SHA256)));
        Assert.Contains("PIN", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("000000", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_token_and_missing_key_defer()
    {
        using var gateway = new Pkcs11Token(hsm.Library, "gateway", SoftHsm.Pin);
        (byte[] id, X509Certificate2 certificate) = hsm.Make("gateway", isRsa: false, decrypts: false);
        (byte[] decryptionId, X509Certificate2 decryption) = hsm.Make("gateway", isRsa: true, decrypts: true);
        using var missing = new Pkcs11Token(hsm.Library, "nowhere", SoftHsm.Pin);
        await AssertDeferredAsync(new Pkcs11SigningKey(missing, id, certificate), new Pkcs11DecryptionKey(missing, decryptionId, decryption), decryption);
        await AssertDeferredAsync(new Pkcs11SigningKey(gateway, [9], certificate), new Pkcs11DecryptionKey(gateway, [9], decryption), decryption);
    }

    [Fact]
    public async Task Lost_sessions_are_replaced()
    {
        using var token = new Pkcs11Token(hsm.Library, "doomed", SoftHsm.Pin);
        (byte[] id, X509Certificate2 certificate) = hsm.Make("doomed", isRsa: false, decrypts: false);
        using DomSecCommunity doors = Doors(new Pkcs11SigningKey(token, id, certificate));
        Assert.Equal(DomainOutcome.Applied, (await SignAsync(doors)).Report.Outcome);
        hsm.Slot("doomed").CloseAllSessions(); // and with them the login
        Assert.Equal(DomainOutcome.Applied, (await SignAsync(doors)).Report.Outcome);
    }

    [Fact]
    public async Task Eight_threads_share_a_token()
    {
        using var token = new Pkcs11Token(hsm.Library, "gateway", SoftHsm.Pin, maxSessions: 4);
        (byte[] id, X509Certificate2 certificate) = hsm.Make("gateway", isRsa: false, decrypts: false);
        (byte[] decryptionId, X509Certificate2 decryption) = hsm.Make("gateway", isRsa: true, decrypts: true);
        using DomSecCommunity doors = Doors(new Pkcs11SigningKey(token, id, certificate), new Pkcs11DecryptionKey(token, decryptionId, decryption));
        using var openSsl = new OpenSsl();
        byte[] encrypted = Encrypted(openSsl, decryption, "");
        (DomainOutcome Signed, byte[] Message, DomainOutcome Opened)[] done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            (DomainOutcome, byte[], DomainOutcome) last = default;
            for (int i = 0; i < 10; i++)
            {
                (DomainSigningReport report, byte[] message) = await SignAsync(doors);
                last = (report.Outcome, message, (await DecryptAsync(doors, encrypted)).Report.Outcome);
                if (last is not (DomainOutcome.Applied, _, DomainOutcome.Applied))
                {
                    break;
                }
            }

            return last;
        })));
        Assert.All(done, each => Assert.Equal((DomainOutcome.Applied, DomainOutcome.Applied), (each.Signed, each.Opened)));
        foreach ((_, byte[] message, _) in done)
        {
            openSsl.Cms("-verify", "-in", openSsl.File(message), "-CAfile", openSsl.File(hsm.Root.ExportCertificatePem()), "-purpose", "any").Expect();
        }
    }

    private async Task AssertDeferredAsync(ISigningKey signing, IDecryptionKey decryption, X509Certificate2 recipient)
    {
        using DomSecCommunity doors = Doors(signing, decryption);
        (DomainSigningReport signed, byte[] nothing) = await SignAsync(doors);
        Assert.Equal(DomainOutcome.Deferred, signed.Outcome);
        Assert.Empty(nothing);
        using var openSsl = new OpenSsl();
        (DomainDecryptionReport opened, nothing) = await DecryptAsync(doors, Encrypted(openSsl, recipient, ""));
        Assert.True(opened.Outcome == DomainOutcome.Deferred, opened.Refusal?.ToString());
        Assert.Empty(nothing);
    }

    private static byte[] Encrypted(OpenSsl openSsl, X509Certificate2 recipient, string option) => openSsl.Cms([
        "-encrypt", "-aes-256-gcm", "-in", openSsl.File("Content-Type: text/plain\r\n\r\nCooking at noon\r\n"), "-from", "bob@partner.example", "-to", "alice@acme.example", "-subject", "Soup",
        "-recip", openSsl.File(recipient.ExportCertificatePem()), .. option.Length == 0 ? Array.Empty<string>() : ["-keyopt", option]]).Expect().Output;

    private DomSecCommunity Doors(ISigningKey? signing = null, IDecryptionKey? decryption = null)
    {
        var memory = new MemoryCommunity();
        memory.AddAnchor(hsm.Root);
        _ = signing is null ? memory : memory.AddSigningKey(Acme, DomainRole.DomainSigning, signing);
        _ = decryption is null ? memory : memory.AddDecryptionKey(Acme, decryption);
        return DomSecCommunity.Create(memory, memory, memory, memory);
    }

    private static async Task<(DomainSigningReport Report, byte[] Message)> SignAsync(DomSecCommunity doors, bool pss = false)
    {
        using var source = new MemoryStream(Messages.Plain());
        using var destination = new MemoryStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, new()
        {
            Domain = Acme,
            Evidence = OriginatorEvidence.External("test"),
            Profile = AlgorithmProfile.Smime4 with { RsaSignature = pss ? RsaSignaturePadding.Pss : RsaSignaturePadding.Pkcs1 },
        });
        return (report, destination.ToArray());
    }

    private static async Task<(DomainDecryptionReport Report, byte[] Message)> DecryptAsync(DomSecCommunity doors, byte[] message)
    {
        using var source = new MemoryStream(message);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, new() { Domain = Acme });
        return (report, destination.ToArray());
    }
}
