using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>An envelope to one recipient. .NET's Pkcs knows key transport only, and neither rival writes authenticated envelopes.</summary>
public class CmsEncrypt
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
    public int PrimitiveCbc() => work.Primitives.EncryptCbc(1);

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public long DomSecCbc() => work.EncryptCbc();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public int PkcsCbc() => work.PkcsEncrypt();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public int BouncyCastleCbc() => work.Bouncy.Encrypt();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("gcm")]
    public int PrimitiveGcm() => work.Primitives.EncryptGcm(1);

    [Benchmark]
    [BenchmarkCategory("gcm")]
    public long DomSecGcm() => work.EncryptGcm();
}
