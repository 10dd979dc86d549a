using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Running;

namespace DomSec.Benchmarks;

/// <summary>What can be said after <c>dotnet run -c Release --project benchmarks/DomSec.Benchmarks --</c>.</summary>
internal static class Commands
{
    private const string Usage = """
        cms [--short]          suite: the CMS engine beside .NET's Pkcs and BouncyCastle
        doors [--short]        suite: the public doors beside MimeKit and BouncyCastle
        ratio [cms|doors] [word …]
                               P1 to P5 against their targets, quick, for machines that are not idle; only lines with all the words
                               (Rsa2048, P256, " 64 KiB", "sign")
        allocations            which types the octets per message belong to
        spin WHAT [seconds] [KiB]
                               one thing over and over, for a profiler: sign, classify, encrypt, encrypt-cbc, decrypt, decrypt-cbc through the doors;
                               with cms- before it (cms-verify, …) the engine's, with primitive- only the unavoidable
        large [MiB] [row]      P6: 1 GiB from file to file beside OpenSSL's command line
        scaling [seconds]      P8 and P9: mixed traffic on one thread and two, sizes of chunks
        anything else          goes to BenchmarkDotNet, such as --filter '*Sign*'
        """;

    private const string About = "Ratios are to the primitives (one hash, one key operation, one cipher through System.Security.Cryptography) of the same key, size and cipher; only ratios within a table mean anything. "
        + "BouncyCastle tests every RSA modulus it decodes for primality (Miller-Rabin), which a setting turns off; where that matters both are quoted.";

    internal static int Run(string[] args)
    {
        bool isShort = args.Contains("--short", StringComparer.Ordinal);
        switch (args)
        {
            case ["cms", ..]:
                Suites.Run("Cms", About + " Detached signatures, envelopes to one recipient, octets in memory.", Suites.Cms, isShort);
                return 0;
            case ["doors", ..]:
                Suites.Run("Doors", About + " DomSec's figures hold policy, naming, mapping, path and report; its signer writes two layers where MimeKit writes one.", Suites.Doors, isShort);
                return 0;
            case ["ratio", .. string[] rest]:
                bool half = rest is ["cms" or "doors", ..];
                RatioProbe.Run(half ? rest[0] : null, half ? rest[1..] : rest);
                return 0;
            case ["allocations"]:
                AllocationProbe.Run();
                return 0;
            case ["spin", string door, .. string[] rest]:
                Spin(door, rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 10, rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 64);
                return 0;
            case ["large", .. string[] rest]:
                LargeProbe.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1024, rest.Length > 1 ? string.Join(' ', rest[1..]) : null);
                return 0;
            case ["scaling", .. string[] rest]:
                ScalingProbe.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 20);
                return 0;
            case []:
                Console.WriteLine(Usage);
                return 2;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Commands).Assembly).Run(args, SuiteConfig.Create(Path.Combine(AppContext.BaseDirectory, "artifacts")));
                return 0;
        }
    }

    private static void Spin(string what, int seconds, int kib)
    {
        bool engine = what.Split('-')[0] is "cms" or "primitive";
        using DoorWork? door = engine ? null : new DoorWork(DomSec.TestKit.TestKeyType.Rsa2048, kib << 10);
        using CmsWork? work = engine ? new CmsWork(DomSec.TestKit.TestKeyType.Rsa2048, kib << 10) : null;
        DoorWork doors = door!;
        CmsWork cms = work!;
        Action action = what switch
        {
            "sign" => () => doors.Sign(),
            "classify" => () => doors.Classify(),
            "classify-domain" => () => doors.ClassifyDomainSigned(),
            "encrypt" => () => doors.EncryptGcm(),
            "encrypt-cbc" => () => doors.EncryptCbc(),
            "decrypt" => () => doors.DecryptGcm(),
            "decrypt-cbc" => () => doors.DecryptCbc(),
            "primitive-sign" => () => cms.Primitives.Sign(),
            "primitive-verify" => () => cms.Primitives.Verify(),
            "primitive-encrypt" => () => cms.Primitives.EncryptGcm(1),
            "primitive-encrypt-cbc" => () => cms.Primitives.EncryptCbc(1),
            "primitive-decrypt" => () => cms.Primitives.DecryptGcm(),
            "primitive-decrypt-cbc" => () => cms.Primitives.DecryptCbc(),
            "cms-sign" => () => cms.Sign(),
            "cms-verify" => () => cms.Verify(),
            "cms-encrypt" => () => cms.EncryptGcm(),
            "cms-encrypt-cbc" => () => cms.EncryptCbc(),
            "cms-decrypt" => () => cms.DecryptGcm(),
            "cms-decrypt-cbc" => () => cms.DecryptCbc(),
            _ => throw new ArgumentException("There is nothing of that name", nameof(what)),
        };
        var times = new List<double>();
        long end = Environment.TickCount64 + (seconds * 1000L);
        while (Environment.TickCount64 < end)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++)
            {
                action();
            }

            times.Add((Stopwatch.GetTimestamp() - start) * 1e5 / Stopwatch.Frequency);
        }

        times.RemoveRange(0, times.Count / 3);
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {kib} KiB: lower decile {times[times.Count / 10]:F1} us"));
    }
}
