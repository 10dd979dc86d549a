using System.Diagnostics;
using DomSec.TestKit;
using DomSec.Tests.Properties;

namespace DomSec.Fuzz.Engine;

/// <summary>
/// The inputs to start from: tests/vectors/fuzz-seeds and what other projects and RFCs published (tests/vectors/cms, rfc4134, rfc9216, pq). DOMSEC_FUZZ_SEEDS names a folder, or a tar
/// archive, of more BER objects.
/// </summary>
internal static class FuzzSeeds
{
    /// <summary>A large seed costs much and shows little.</summary>
    private const int MaxLength = 12 << 10;

    private static readonly Lazy<IReadOnlyList<byte[]>> _more = new(ReadMore);

    /// <summary>Whole messages, with and without MIME.</summary>
    public static IReadOnlyList<byte[]> Messages { get; } =
    [
        .. Read("fuzz-seeds/messages"),
        TnefSeed.Message(Vectors.Bytes("fuzz-seeds/cms/signed.bin")),
        TnefSeed.Message(Vectors.Bytes("fuzz-seeds/cms/encrypted-gcm.bin")),
        .. Read("rfc4134", "*.eml"),
        .. Read("cms", "*.eml").Where(message => message.Length <= MaxLength),
    ];

    /// <summary>CMS objects.</summary>
    public static IReadOnlyList<byte[]> Cms { get; } =
    [
        .. Read("fuzz-seeds/cms"),
        .. Read("rfc4134", "*.bin").Where(octets => octets.Length > 0 && octets[0] == 0x30),
        .. Read("cms").Where(octets => octets.Length is > 0 and <= MaxLength && octets[0] == 0x30),
        .. Vectors.In("pq", "*.pem").Select(File.ReadAllText).Where(text => text.Contains("BEGIN CMS", StringComparison.Ordinal)).Select(Pem),
    ];

    /// <summary>Certificates and CRLs.</summary>
    public static IReadOnlyList<byte[]> Certificates { get; } =
    [
        .. Read("fuzz-seeds/certificates"),
        .. Read("rfc4134", "*.cer"),
        .. Read("rfc4134", "*.crl"),
        .. Vectors.In("rfc9216", "*.crt").Select(PemOrDer),
    ];

    /// <summary>What DOMSEC_FUZZ_SEEDS adds; empty without it.</summary>
    public static IReadOnlyList<byte[]> More => _more.Value;

    /// <summary>Elements of the objects, small ones, so that every change hits something.</summary>
    public static IReadOnlyList<byte[]> Elements { get; } =
    [
        .. Cms.Concat(Certificates)
            .Select(octets => TlvTree.Read(octets))
            .OfType<TlvTree>()
            .SelectMany(tree => tree.All())
            .Select(element => element.Write(() => false))
            .Where(octets => octets.Length is > 2 and <= 400)
            .DistinctBy(Convert.ToHexString),
    ];

    private static IEnumerable<byte[]> Read(string folder, string pattern = "*") => Vectors.In(folder, pattern).Select(File.ReadAllBytes);

    private static byte[] Pem(string text) => Convert.FromBase64String(text[System.Security.Cryptography.PemEncoding.Find(text).Base64Data]);

    private static byte[] PemOrDer(string file)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(file);
        return certificate.RawData;
    }

    private static IReadOnlyList<byte[]> ReadMore()
    {
        string? place = Environment.GetEnvironmentVariable("DOMSEC_FUZZ_SEEDS");
        if (string.IsNullOrEmpty(place))
        {
            return [];
        }

        if (Directory.Exists(place))
        {
            return [.. Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        }

        string folder = Directory.CreateTempSubdirectory("domsec-seeds").FullName;
        try
        {
            using Process tar = Process.Start("tar", ["-xf", place, "-C", folder]);
            tar.WaitForExit();
            return tar.ExitCode == 0
                ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
                : throw new InvalidOperationException("DOMSEC_FUZZ_SEEDS is neither a folder nor an archive that tar reads.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
