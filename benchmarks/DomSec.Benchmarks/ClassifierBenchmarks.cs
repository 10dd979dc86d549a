using BenchmarkDotNet.Attributes;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Benchmarks;

/// <summary>
/// Signed octets in, verdict out, RSA-2048 and SHA-256, warm. DomSec's figures hold path validation, naming, mapping and the report;
/// MimeKit is asked for the signature alone. Its baseline is there twice because of BouncyCastle's Miller-Rabin test.
/// </summary>
[MemoryDiagnoser]
public class ClassifierBenchmarks
{
    private readonly DomainClassificationRequest request = new();
    private Parties parties = null!;
    private byte[] originatorSigned = null!;
    private byte[] domainSigned = null!;

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup(Targets = [nameof(DomSec), nameof(DomSecDomainSigned), nameof(MimeKit)])]
    public async Task Setup()
    {
        parties = new Parties();
        originatorSigned = Messages.OpaqueSigned(parties.Person, Messages.PlainOfSize(Octets));
        using var destination = new MemoryStream();
        DomainSigningReport report = await parties.Community.Signer.SignStreamAsync(new MemoryStream(Messages.PlainOfSize(Octets), writable: false), destination, parties.SigningRequest);
        Parties.RequireApplied(report.Outcome);
        domainSigned = destination.ToArray();
        Require(SecurityStatus.Pass, await DomSec());
        Require(SecurityStatus.Pass, await DomSecDomainSigned());
    }

    [GlobalSetup(Target = nameof(MimeKitWithoutMillerRabin))]
    public Task SetupWithoutMillerRabin()
    {
        MillerRabin.Off();
        return Setup();
    }

    [GlobalCleanup]
    public void Cleanup() => parties.Dispose();

    /// <summary>The same message as MimeKit's: one signature by the originator.</summary>
    [Benchmark]
    public Task<SecurityStatus> DomSec() => Classify(originatorSigned);

    /// <summary>The null signature and a domain signature around it.</summary>
    [Benchmark]
    public Task<SecurityStatus> DomSecDomainSigned() => Classify(domainSigned);

    [Benchmark(Baseline = true)]
    public int MimeKit() => VerifyByMimeKit();

    [Benchmark]
    public int MimeKitWithoutMillerRabin() => VerifyByMimeKit();

    private static void Require(SecurityStatus expected, SecurityStatus actual)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException("The benchmark's message was classified as " + actual);
        }
    }

    private async Task<SecurityStatus> Classify(byte[] source)
    {
        DomainSecurityReport report = await parties.Community.Classifier.ClassifyStreamAsync(new MemoryStream(source, writable: false), request);
        return report.Status;
    }

    private int VerifyByMimeKit()
    {
        using MimeMessage parsed = MimeMessage.Load(new MemoryStream(originatorSigned, writable: false));
        int valid = 0;
        foreach (IDigitalSignature signature in ((ApplicationPkcs7Mime)parsed.Body!).Verify(parties.Context, out _))
        {
            valid += signature.Verify(verifySignatureOnly: true) ? 1 : 0;
        }

        return valid == 1 ? valid : throw new InvalidOperationException("MimeKit did not verify its message");
    }
}
