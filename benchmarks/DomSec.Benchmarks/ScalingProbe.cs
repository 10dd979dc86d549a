using System.Diagnostics;
using System.Globalization;
using System.Text;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>
/// P8 and P9: mixed traffic (90 % of 20 KiB, 9 % of 1 MiB, 1 % of 25 MiB; each message is signed, and what was signed is classified) on one thread and on
/// two; and the cost of a message by the size of the chunks that it comes in.
/// </summary>
internal static class ScalingProbe
{
    private static readonly (string Name, int Octets, int Share)[] Classes = [("20 KiB", 20 << 10, 90), ("1 MiB", 1 << 20, 9), ("25 MiB", 25 << 20, 1)];

    internal static void Run(int seconds)
    {
        using var parties = new Parties(TestKeyType.Rsa2048);
        byte[][] messages = Array.ConvertAll(Classes, each => Messages.PlainOfSize(each.Octets));
        Traffic(parties, messages, 1, 3); // warm
        (long One, List<double>[] _) one = Traffic(parties, messages, 1, seconds);
        (long Two, List<double>[] Times) two = Traffic(parties, messages, 2, seconds);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Scaling\n\n{Machine.Describe()}\n\nOne thread {one.One / seconds} messages/s, two threads {two.Two / seconds}: {two.Two * 50.0 / one.One:F0} % of twice (target 85).\n\n| size | mean ms | p99 / mean (target 3) |\n|---|---|---|\n");
        for (int i = 0; i < Classes.Length; i++)
        {
            List<double> times = two.Times[i];
            times.Sort();
            double mean = times.Count == 0 ? 0 : times.Average();
            double p99 = times.Count == 0 ? 0 : times[(int)(times.Count * 0.99)];
            text.Append(CultureInfo.InvariantCulture, $"| {Classes[i].Name} | {mean:F2} | {(mean > 0 ? p99 / mean : 0):F1} |\n");
        }

        text.Append("\nClassifying a signed message of 1 MiB by the size of the chunks that it comes in:\n\n| chunk | ms |\n|---|---|\n");
        byte[] signed = Sign(parties, messages[1]);
        foreach (int chunk in new[] { 1, 16, 256, 4096, 65536, 1 << 20 })
        {
            Classify(parties, new Chunked(signed, chunk));
            long start = Stopwatch.GetTimestamp();
            Classify(parties, new Chunked(signed, chunk));
            text.Append(CultureInfo.InvariantCulture, $"| {chunk} | {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} |\n");
        }

        Console.WriteLine(text);
        Results.Write("scaling", text.ToString());
    }

    private static (long Messages, List<double>[] Times) Traffic(Parties parties, byte[][] messages, int threads, int seconds)
    {
        long done = 0;
        List<double>[] times = Array.ConvertAll(Classes, _ => new List<double>());
        long end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            while (Stopwatch.GetTimestamp() < end)
            {
                int lot = random.Next(100);
                int which = lot < Classes[0].Share ? 0 : lot < Classes[0].Share + Classes[1].Share ? 1 : 2;
                long start = Stopwatch.GetTimestamp();
                Classify(parties, Source(Sign(parties, messages[which])));
                double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                lock (times)
                {
                    times[which].Add(time);
                    done++;
                }
            }
        }))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return (done, times);
    }

    private static byte[] Sign(Parties parties, byte[] message)
    {
        using var destination = new MemoryStream();
        var request = new DomainSigningRequest { Domain = parties.Acme, Evidence = OriginatorEvidence.External("benchmark") };
        Parties.RequireApplied(parties.Community.Signer.SignStreamAsync(Source(message), destination, request).GetAwaiter().GetResult().Outcome);
        return destination.ToArray();
    }

    private static void Classify(Parties parties, Stream source) =>
        Parties.Require(parties.Community.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest()).GetAwaiter().GetResult().Status == SecurityStatus.Pass);

    private static MemoryStream Source(byte[] octets) => new(octets, 0, octets.Length, writable: false, publiclyVisible: true);

    /// <summary>Seekable, and never gives more than a chunk.</summary>
    private sealed class Chunked(byte[] octets, int chunk) : MemoryStream(octets, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunk)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(base.Read(buffer.Span[..Math.Min(buffer.Length, chunk)]));
    }
}
