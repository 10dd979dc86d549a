using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>Verification of a detached signature, the signer's key at hand where the engine can keep it. BouncyCastle stands there twice because of its Miller-Rabin test.</summary>
public class CmsVerify
{
    private CmsWork work = null!;

    [Params(TestKeyType.Rsa2048, TestKeyType.P256)]
    public TestKeyType Keys { get; set; }

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup(Targets = [nameof(Primitive), nameof(DomSec), nameof(Pkcs), nameof(BouncyCastle)])]
    public void Setup()
    {
        MillerRabin.On();
        work = new CmsWork(Keys, Octets);
    }

    [GlobalSetup(Target = nameof(BouncyCastleWithoutMillerRabin))]
    public void SetupWithoutMillerRabin()
    {
        MillerRabin.Off();
        work = new CmsWork(Keys, Octets);
    }

    [GlobalCleanup]
    public void Cleanup() => work.Dispose();

    [Benchmark(Baseline = true)]
    public bool Primitive() => work.Primitives.Verify();

    [Benchmark]
    public bool DomSec() => work.Verify();

    [Benchmark]
    public bool Pkcs() => work.PkcsVerify();

    [Benchmark]
    public bool BouncyCastle() => work.Bouncy.Verify();

    [Benchmark]
    public bool BouncyCastleWithoutMillerRabin() => work.Bouncy.Verify();
}
