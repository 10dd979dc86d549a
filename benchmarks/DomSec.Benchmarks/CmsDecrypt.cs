using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>Opening an envelope with one key.</summary>
public class CmsDecrypt
{
    private CmsWork work = null!;

    [Params(TestKeyType.Rsa2048, TestKeyType.P256)]
    public TestKeyType Keys { get; set; }

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        work = new CmsWork(Keys, Octets);
    }

    [GlobalCleanup]
    public void Cleanup() => work.Dispose();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("cbc")]
    public int PrimitiveCbc() => work.Primitives.DecryptCbc();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public int DomSecCbc() => work.DecryptCbc();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public int PkcsCbc() => work.PkcsDecrypt();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public int BouncyCastleCbc() => work.Bouncy.Decrypt();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("gcm")]
    public int PrimitiveGcm() => work.Primitives.DecryptGcm();

    [Benchmark]
    [BenchmarkCategory("gcm")]
    public int DomSecGcm() => work.DecryptGcm();
}
