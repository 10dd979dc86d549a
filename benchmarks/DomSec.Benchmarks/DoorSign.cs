using BenchmarkDotNet.Attributes;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>The signer's door in stream form.</summary>
public class DoorSign
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
    public byte[] Primitive() => work.Primitives.Sign();

    [Benchmark]
    public long DomSec() => work.Sign();

    /// <summary>With the header's fields in the payload, as by default; MimeKit does not do that.</summary>
    [Benchmark]
    public long DomSecProtected() => work.SignProtected();

    [Benchmark]
    public long MimeKit() => work.MimeKitSign();
}
