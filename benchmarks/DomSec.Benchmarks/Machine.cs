using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DomSec.Benchmarks;

/// <summary>The machine as far as figures depend on it, and nothing that names the one it is.</summary>
internal static class Machine
{
    internal static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"Machine: {Processor()}, {Environment.ProcessorCount} logical cores, {RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture}), {RuntimeInformation.FrameworkDescription}, {OpenSsl()}, MimeKit {VersionOf(typeof(MimeKit.MimeMessage))}, BouncyCastle {VersionOf(typeof(Org.BouncyCastle.Cms.CmsSignedData))}.");

    private static string Processor()
    {
        const string Key = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(each => each.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unnamed processor";
    }

    private static string OpenSsl()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "the system's cryptography";
        }

        long version = SafeEvpPKeyHandle.OpenSslVersion; // 0xMNN00PP0
        return string.Create(CultureInfo.InvariantCulture, $"OpenSSL {version >> 28}.{(version >> 20) & 0xFF}.{(version >> 4) & 0xFF}");
    }

    /// <summary>The package's version; the assembly's own is the same for many of them.</summary>
    private static string VersionOf(Type type) => FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion!.Split('+')[0];
}
