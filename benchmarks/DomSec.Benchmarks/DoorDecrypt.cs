using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>The encryptor's other direction, with the classification of what is inside. MimeKit's private key operations are BouncyCastle's.</summary>
public class DoorDecrypt
{
    private DoorWork work = null!;

    [Params(TestKeyType.Rsa2048, TestKeyType.P256)]
    public TestKeyType Keys { get; set; }

    [Params(2 << 10, 64 << 10, 1 << 20)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        work = new DoorWork(Keys, Octets);
    }

    [GlobalCleanup]
    public void Cleanup() => work.Dispose();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("cbc")]
    public int PrimitiveCbc() => work.Primitives.DecryptCbc();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public long DomSecCbc() => work.DecryptCbc();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public long MimeKitCbc() => work.MimeKitDecrypt();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("gcm")]
    public int PrimitiveGcm() => work.Primitives.DecryptGcm();

    [Benchmark]
    [BenchmarkCategory("gcm")]
    public long DomSecGcm() => work.DecryptGcm();
}
