using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Benchmarks;

/// <summary>
/// Octets in, encrypted or decrypted octets out, to one RSA-2048 confidentiality authority. CBC is what both can do; MimeKit has no authenticated
/// encryption, so GCM stands beside MimeKit's CBC. DomSec's figures hold the recipient's look-up, naming and trust.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EncryptorBenchmarks
{
    private readonly MemoryStream destination = new(4 << 20);
    private Parties parties = null!;
    private byte[] message = null!;
    private byte[] encryptedByMimeKit = null!;
    private byte[] encryptedWithGcm = null!;
    private DomainDecryptionRequest decryption = null!;

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        parties = new Parties();
        message = Messages.PlainOfSize(Octets);
        // What MimeKit encrypts has no signature inside; DomSec releases such content only if told to.
        decryption = new DomainDecryptionRequest { Domain = parties.Partner, AllowUnauthenticatedContent = true };
        MimeKitEncrypt();
        encryptedByMimeKit = destination.ToArray();
        await DomSecEncryptGcm();
        encryptedWithGcm = destination.ToArray();
    }

    [GlobalCleanup]
    public void Cleanup() => parties.Dispose();

    [Benchmark]
    [BenchmarkCategory("encrypt")]
    public Task<long> DomSecEncryptCbc() => Encrypt(AlgorithmProfile.Smime32);

    [Benchmark]
    [BenchmarkCategory("encrypt")]
    public Task<long> DomSecEncryptGcm() => Encrypt(AlgorithmProfile.Smime4);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("encrypt")]
    public long MimeKitEncrypt()
    {
        destination.SetLength(0);
        using MimeMessage parsed = MimeMessage.Load(new MemoryStream(message, writable: false));
        parsed.Body = ApplicationPkcs7Mime.Encrypt(parties.Context, parties.MimeKitRecipients, parsed.Body!);
        parsed.WriteTo(destination);
        return destination.Length;
    }

    [Benchmark]
    [BenchmarkCategory("decrypt")]
    public Task<long> DomSecDecryptCbc() => Decrypt(encryptedByMimeKit);

    [Benchmark]
    [BenchmarkCategory("decrypt")]
    public Task<long> DomSecDecryptGcm() => Decrypt(encryptedWithGcm);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("decrypt")]
    public long MimeKitDecrypt()
    {
        destination.SetLength(0);
        using MimeMessage parsed = MimeMessage.Load(new MemoryStream(encryptedByMimeKit, writable: false));
        parsed.Body = ((ApplicationPkcs7Mime)parsed.Body!).Decrypt(parties.Context);
        parsed.WriteTo(destination);
        return destination.Length;
    }

    private async Task<long> Encrypt(AlgorithmProfile profile)
    {
        destination.SetLength(0);
        DomainEncryptionReport report = await parties.Community.Encryptor.EncryptStreamAsync(new MemoryStream(message, writable: false), destination, parties.EncryptionRequest(profile));
        Parties.RequireApplied(report.Outcome);
        return destination.Length;
    }

    private async Task<long> Decrypt(byte[] source)
    {
        destination.SetLength(0);
        DomainDecryptionReport report = await parties.Community.Encryptor.DecryptStreamAsync(new MemoryStream(source, writable: false), destination, decryption);
        Parties.RequireApplied(report.Outcome);
        return destination.Length;
    }
}
