using System.Diagnostics;
using System.Globalization;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>
/// The figures P1 to P5 against their targets in less than three minutes, for machines that are not idle: competitors take turns in short rounds within one
/// process, and of each the lower decile of its rounds counts, which other work on the machine hardly reaches. Octets allocated are exact.
/// </summary>
internal static class RatioProbe
{
    private static readonly string[] Headings = ["Rsa2048", "P256", " 2 KiB", " 64 KiB", " 1024 KiB", "cms", "door"];

    private static string[] words = [];

    /// <param name="only">cms, doors or null for both.</param>
    /// <param name="part">Words that all stand in the names of the lines to be measured, such as " 64 KiB" and "sign"; none for all lines.</param>
    internal static void Run(string? only, string[] part)
    {
        MillerRabin.Off();
        words = part;
        foreach (TestKeyType keys in new[] { TestKeyType.Rsa2048, TestKeyType.P256 })
        {
            foreach (int octets in new[] { 2 << 10, 64 << 10, 1 << 20 })
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{keys} {octets >> 10} KiB");
                if ((only is null or "cms") && IsWanted(name + " cms"))
                {
                    using var cms = new CmsWork(keys, octets);
                    Cms(name, cms, octets);
                }

                if ((only is null or "doors") && IsWanted(name + " door"))
                {
                    using var doors = new DoorWork(keys, octets);
                    Doors(name, doors, octets);
                }
            }
        }
    }

    /// <summary>Whether a line that begins so can have all the words; the words that only its end has are no reason against it.</summary>
    private static bool IsWanted(string beginning) =>
        Array.TrueForAll(words, word => beginning.Contains(word, StringComparison.Ordinal) || !Array.Exists(Headings, heading => heading.Contains(word, StringComparison.Ordinal)));

    private static void Cms(string name, CmsWork work, int octets)
    {
        double limit = octets <= 2 << 10 ? 1.25 : 1.10;
        bool middle = octets == 64 << 10;
        Show(name + " cms sign", [() => work.Primitives.Sign(), () => work.Sign(), () => work.PkcsSign()], limit, middle ? work.IsRsa ? 1.0 : 2 : null);
        Show(name + " cms verify", [() => work.Primitives.Verify(), () => work.Verify(), () => work.PkcsVerify()], limit, middle && work.IsRsa ? 4 : null);
        Show(name + " cms encrypt cbc", [() => work.Primitives.EncryptCbc(1), () => work.EncryptCbc(), work.IsRsa ? () => work.PkcsEncrypt() : null], limit, middle && work.IsRsa ? 2.5 : null);
        Show(name + " cms encrypt gcm", [() => work.Primitives.EncryptGcm(1), () => work.EncryptGcm(), null], limit, null);
        Show(name + " cms decrypt cbc", [() => work.Primitives.DecryptCbc(), () => work.DecryptCbc(), work.IsRsa ? () => work.PkcsDecrypt() : null], limit, middle && work.IsRsa ? 1.0 : null);
        Show(name + " cms decrypt gcm", [() => work.Primitives.DecryptGcm(), () => work.DecryptGcm(), null], limit, null);
    }

    private static void Doors(string name, DoorWork work, int octets)
    {
        double? limit = octets switch { 64 << 10 => 1.30, 1 << 20 => 1.15, _ => null };
        bool judged = octets == 64 << 10 && work.MimeKitEncrypts;
        Show(name + " door sign", [() => work.Primitives.Sign(), () => work.Sign(), () => work.MimeKitSign()], limit, judged ? 15 : null, 16);
        Show(name + " door sign protected", [() => work.Primitives.Sign(), () => work.SignProtected(), null], null, null, 16);
        Show(name + " door classify", [() => work.Primitives.Verify(), () => work.Classify(), () => work.MimeKitVerify()], limit, judged ? 15 : null, 32);
        Show(name + " door classify domain", [() => work.Primitives.Verify(), () => work.ClassifyDomainSigned(), () => work.MimeKitVerify()], limit, null, 32);
        Show(name + " door classify protected", [() => work.Primitives.Verify(), () => work.ClassifyProtected(), null], null, null);
        Show(name + " door encrypt cbc", [() => work.Primitives.EncryptCbc(DoorWork.Recipients), () => work.EncryptCbc(), work.MimeKitEncrypts ? () => work.MimeKitEncrypt() : null], limit, judged ? 6 : null, 16);
        Show(name + " door encrypt gcm", [() => work.Primitives.EncryptGcm(DoorWork.Recipients), () => work.EncryptGcm(), work.MimeKitEncrypts ? () => work.MimeKitEncrypt() : null], limit, null, 16);
        Show(name + " door encrypt protected", [() => work.Primitives.EncryptGcm(DoorWork.Recipients), () => work.EncryptProtected(), null], null, null);
        Show(name + " door decrypt cbc", [() => work.Primitives.DecryptCbc(), () => work.DecryptCbc(), work.MimeKitEncrypts ? () => work.MimeKitDecrypt() : null], limit, judged ? 17 : null);
        Show(name + " door decrypt gcm", [() => work.Primitives.DecryptGcm(), () => work.DecryptGcm(), null], limit, null);
    }

    private static void Show(string name, Action?[] takers, double? mostTimesPrimitive, double? leastTimesRival, int? mostKib = null)
    {
        if (!Array.TrueForAll(words, word => name.Contains(word, StringComparison.Ordinal)))
        {
            return;
        }

        double[] times = Times(takers);
        long allocated = Allocated(takers[1]!);
        double primitive = times[1] / times[0];
        double rival = times[2] / times[1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-36} {times[1],9:F1} us  {primitive,5:F2} x primitive{Judge(primitive, mostTimesPrimitive, most: true),-12} {rival,6:F1} x rival{Judge(rival, leastTimesRival, most: false),-12} {allocated / 1024.0,7:F1} KiB{Judge(allocated / 1024.0, mostKib, most: true)}"));
    }

    private static string Judge(double value, double? target, bool most) =>
        target is not { } wanted ? "" : string.Create(CultureInfo.InvariantCulture, $" {((most ? value <= wanted : value >= wanted) ? "ok" : "MISS")}({(most ? '<' : '>')}{wanted})");

    private static long Allocated(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 16; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 16;
    }

    /// <summary>Microseconds per call; a round is about half a millisecond, so that an interruption spoils one round and not the figure.</summary>
    private static double[] Times(Action?[] takers)
    {
        const int Rounds = 151;
        int[] calls = new int[takers.Length];
        var measured = new double[takers.Length][];
        long budget = Stopwatch.Frequency / 1000;
        for (int t = 0; t < takers.Length; t++)
        {
            measured[t] = new double[Rounds];
            for (int i = 0; i < 40; i++)
            {
                takers[t]?.Invoke();
            }

            long start = Stopwatch.GetTimestamp();
            takers[t]?.Invoke();
            calls[t] = (int)Math.Clamp(budget / Math.Max(1, Stopwatch.GetTimestamp() - start), 1, 40);
        }

        long end = Stopwatch.GetTimestamp() + (2 * Stopwatch.Frequency);
        int rounds = 0;
        for (; rounds < Rounds && (rounds < 9 || Stopwatch.GetTimestamp() < end); rounds++)
        {
            for (int t = 0; t < takers.Length; t++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < calls[t]; i++)
                {
                    takers[t]?.Invoke();
                }

                measured[t][rounds] = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency / calls[t];
            }
        }

        return Array.ConvertAll(measured, each =>
        {
            Array.Sort(each, 0, rounds);
            return each[rounds / 10];
        });
    }
}
