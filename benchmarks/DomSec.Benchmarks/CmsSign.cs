using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>A detached signature over octets in memory.</summary>
public class CmsSign
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
    public byte[] Primitive() => work.Primitives.Sign();

    [Benchmark]
    public int DomSec() => work.Sign();

    [Benchmark]
    public int Pkcs() => work.PkcsSign();

    [Benchmark]
    public int BouncyCastle() => work.Bouncy.Sign();
}
