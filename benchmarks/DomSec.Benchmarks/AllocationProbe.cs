using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>Which types the octets per message belong to, sampled by the runtime: where to look when P5 is missed.</summary>
internal sealed class AllocationProbe : EventListener
{
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;

    private readonly ConcurrentDictionary<string, long> octets = new(StringComparer.Ordinal);

    internal static void Run()
    {
        using var work = new DoorWork(TestKeyType.Rsa2048, 64 << 10);
        Show("sign", () => work.Sign());
        Show("classify", () => work.Classify());
        Show("classify domain-signed", () => work.ClassifyDomainSigned());
        Show("encrypt gcm", () => work.EncryptGcm());
        Show("decrypt gcm", () => work.DecryptGcm());
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, GarbageCollection);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is { } name && name.StartsWith("GCAllocationTick", StringComparison.Ordinal))
        {
            int type = eventData.PayloadNames!.IndexOf("TypeName");
            octets.AddOrUpdate((string)eventData.Payload![type]!, 1, static (_, known) => known + 1);
        }
    }

    private static void Show(string name, Action action)
    {
        const int Calls = 3000;
        action();
        using var probe = new AllocationProbe();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            action();
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        long samples = Math.Max(1, probe.octets.Values.Sum());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {each} octets"));
        foreach ((string type, long count) in probe.octets.OrderByDescending(pair => pair.Value).Take(25))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {each * count / samples,7} {type}"));
        }
    }
}
