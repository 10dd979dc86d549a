using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>The encryptor's door in stream form, to one recipient. MimeKit knows key transport and CBC only.</summary>
public class DoorEncrypt
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
    public int PrimitiveCbc() => work.Primitives.EncryptCbc(DoorWork.Recipients);

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public long DomSecCbc() => work.EncryptCbc();

    [Benchmark]
    [BenchmarkCategory("cbc")]
    public long MimeKitCbc() => work.MimeKitEncrypt();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("gcm")]
    public int PrimitiveGcm() => work.Primitives.EncryptGcm(DoorWork.Recipients);

    [Benchmark]
    [BenchmarkCategory("gcm")]
    public long DomSecGcm() => work.EncryptGcm();

    /// <summary>With the Subject hidden and the header's fields in the payload, as by default; MimeKit does not do that.</summary>
    [Benchmark]
    [BenchmarkCategory("gcm")]
    public long DomSecProtected() => work.EncryptProtected();
}
