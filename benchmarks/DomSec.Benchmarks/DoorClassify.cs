using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>The classifier's door in stream form. MimeKit is asked for the signature alone, and stands there twice because of BouncyCastle's Miller-Rabin test.</summary>
public class DoorClassify
{
    private DoorWork work = null!;

    [Params(TestKeyType.Rsa2048, TestKeyType.P256)]
    public TestKeyType Keys { get; set; }

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup(Targets = [nameof(Primitive), nameof(DomSec), nameof(DomSecDomainSigned), nameof(DomSecProtected), nameof(MimeKit)])]
    public void Setup()
    {
        MillerRabin.On();
        work = new DoorWork(Keys, Octets);
    }

    [GlobalSetup(Target = nameof(MimeKitWithoutMillerRabin))]
    public void SetupWithoutMillerRabin()
    {
        MillerRabin.Off();
        work = new DoorWork(Keys, Octets);
    }

    [GlobalCleanup]
    public void Cleanup() => work.Dispose();

    [Benchmark(Baseline = true)]
    public bool Primitive() => work.Primitives.Verify();

    /// <summary>The same message as MimeKit's: one signature by the originator.</summary>
    [Benchmark]
    public SecurityStatus DomSec() => work.Classify();

    /// <summary>The empty layer and a domain signature around it.</summary>
    [Benchmark]
    public SecurityStatus DomSecDomainSigned() => work.ClassifyDomainSigned();

    /// <summary>The same with its header protected, as it is by default.</summary>
    [Benchmark]
    public SecurityStatus DomSecProtected() => work.ClassifyProtected();

    [Benchmark]
    public int MimeKit() => work.MimeKitVerify();

    [Benchmark]
    public int MimeKitWithoutMillerRabin() => work.MimeKitVerify();
}
