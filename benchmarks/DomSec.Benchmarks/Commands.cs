using System.Globalization;
using BenchmarkDotNet.Running;

namespace DomSec.Benchmarks;

/// <summary>What can be said after <c>dotnet run -c Release --project benchmarks/DomSec.Benchmarks --</c>.</summary>
internal static class Commands
{
    private const string Usage = """
        cms [--short]          suite: the CMS engine beside .NET's Pkcs and BouncyCastle
        doors [--short]        suite: the public doors beside MimeKit and BouncyCastle
        ratio [cms|doors]      P1 to P5 against their targets, quick, for machines that are not idle
        allocations            which types the octets per message belong to
        spin DOOR [seconds]    one door over and over, for a profiler
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
                RatioProbe.Run(rest.Length > 0 ? rest[0] : null);
                return 0;
            case ["allocations"]:
                AllocationProbe.Run();
                return 0;
            case ["spin", string door, .. string[] rest]:
                Spin(door, rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 10);
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

    private static void Spin(string door, int seconds)
    {
        using var work = new DoorWork(DomSec.TestKit.TestKeyType.Rsa2048, 64 << 10);
        Action action = door switch
        {
            "sign" => () => work.Sign(),
            "classify" => () => work.Classify(),
            "encrypt" => () => work.EncryptGcm(),
            _ => () => work.DecryptGcm(),
        };
        long end = Environment.TickCount64 + (seconds * 1000L);
        while (Environment.TickCount64 < end)
        {
            action();
        }
    }
}
