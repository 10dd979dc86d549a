using BenchmarkDotNet.Attributes;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Benchmarks;

/// <summary>
/// Octets in, domain-signed octets out, RSA-2048 and SHA-256. DomSec's figure holds more work than the baseline's: it looks for signatures inside,
/// checks naming, mapping and evidence, and writes two layers (the null signature and the domain signature) where MimeKit writes one.
/// </summary>
[MemoryDiagnoser]
public class SignerBenchmarks
{
    private readonly MemoryStream destination = new(4 << 20);
    private Parties parties = null!;
    private byte[] message = null!;
    private DomainSigningRequest request = null!;

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        parties = new Parties();
        message = Messages.PlainOfSize(Octets);
        request = parties.SigningRequest;
    }

    [GlobalCleanup]
    public void Cleanup() => parties.Dispose();

    [Benchmark]
    public async Task<long> DomSec()
    {
        destination.SetLength(0);
        DomainSigningReport report = await parties.Community.Signer.SignStreamAsync(new MemoryStream(message, writable: false), destination, request);
        Parties.RequireApplied(report.Outcome);
        return destination.Length;
    }

    [Benchmark(Baseline = true)]
    public long MimeKit()
    {
        destination.SetLength(0);
        using MimeMessage parsed = MimeMessage.Load(new MemoryStream(message, writable: false));
        parsed.Body = ApplicationPkcs7Mime.Sign(parties.Context, parties.MimeKitSigner, parsed.Body!);
        parsed.WriteTo(destination);
        return destination.Length;
    }
}
