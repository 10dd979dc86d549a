using System.Diagnostics;
using System.Globalization;
using System.Text;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>P6: a message of 1 GiB through the public doors from file to file, beside the OpenSSL command line doing the same in the same run. Wall time, the time of the processor (which other work on the machine hardly moves), and by how much the working set grew.</summary>
internal static class LargeProbe
{
    internal static void Run(int mebibytes, string? only = null)
    {
        string folder = Directory.CreateTempSubdirectory("domsec-large-").FullName;
        try
        {
            WarmUp(folder, only);
            string report = Measure(folder, mebibytes, only);
            Console.WriteLine(report);
            Results.Write("large", report);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Smaller messages, still beyond what is held, so that a minute's work and not the start of a process is measured.</summary>
    private static void WarmUp(string folder, string? only)
    {
        TextWriter console = Console.Out;
        Console.SetOut(TextWriter.Null);
        for (int i = 0; i < 3; i++)
        {
            Measure(folder, 48, only);
        }

        Console.SetOut(console);
    }

    private static string Measure(string folder, int mebibytes, string? only)
    {
        using var parties = new Parties(TestKeyType.Rsa2048, (long)mebibytes << 21);
        string In(string name) => Path.Combine(folder, name);
        WriteMessage(In("plain.eml"), mebibytes);
        File.WriteAllText(In("signer.pem"), parties.Signing.Pem);
        File.WriteAllText(In("signer.key"), parties.Signing.KeyPem);
        File.WriteAllText(In("recipient.pem"), parties.Confidentiality.Pem);
        File.WriteAllText(In("recipient.key"), parties.Confidentiality.KeyPem);
        var signing = new DomainSigningRequest { Domain = parties.Acme, Evidence = OriginatorEvidence.External("benchmark") };
        var decryption = new DomainDecryptionRequest { Domain = parties.Partner, AllowUnauthenticatedContent = true };
        DomainEncryptionRequest Encryption(AlgorithmProfile profile) =>
            new() { Domain = parties.Acme, Recipients = [Parties.Recipient], AllowWithoutDomainSignature = true, Profile = profile };

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Large: {mebibytes} MiB\n\nFile to file through the doors, RSA-2048; OpenSSL's command line with -stream in the same run. DomSec signs twice around (the empty layer and the domain's), OpenSSL once.\n\n{Machine.Describe()}\n\n| operation | DomSec s | processor s | working set + MiB | OpenSSL s | processor s | OpenSSL / DomSec | by processor |\n|---|---|---|---|---|---|---|---|\n");
        void Row(StringBuilder to, string name, Action domSec, string openSsl)
        {
            // Decryption needs what encryption wrote.
            if (only is null || name.StartsWith(only, StringComparison.Ordinal) || only.Replace("decrypt", "encrypt", StringComparison.Ordinal) == name)
            {
                LargeProbe.Row(to, name, domSec, openSsl);
            }
        }

        Row(text, "sign", () => Parties.RequireApplied(Through(In("plain.eml"), In("signed.eml"), (from, to) => parties.Community.Signer.SignStreamAsync(from, to, signing)).Outcome), $"cms -sign -binary -nodetach -stream -md sha256 -in {In("plain.eml")} -signer {In("signer.pem")} -inkey {In("signer.key")} -out {In("o.eml")}");
        Row(text, "encrypt cbc", () => Parties.RequireApplied(Through(In("plain.eml"), In("cbc.eml"), (from, to) => parties.Community.Encryptor.EncryptStreamAsync(from, to, Encryption(AlgorithmProfile.Smime32))).Outcome), $"cms -encrypt -binary -stream -aes-256-cbc -in {In("plain.eml")} -out {In("o.eml")} {In("recipient.pem")}");
        Row(text, "encrypt gcm", () => Parties.RequireApplied(Through(In("plain.eml"), In("gcm.eml"), (from, to) => parties.Community.Encryptor.EncryptStreamAsync(from, to, Encryption(AlgorithmProfile.Smime4))).Outcome), $"cms -encrypt -binary -stream -aes-256-gcm -in {In("plain.eml")} -out {In("o.eml")} {In("recipient.pem")}");
        Row(text, "decrypt cbc", () => Parties.RequireApplied(Through(In("cbc.eml"), In("d.eml"), (from, to) => parties.Community.Encryptor.DecryptStreamAsync(from, to, decryption)).Outcome), $"cms -decrypt -in {In("cbc.eml")} -inkey {In("recipient.key")} -recip {In("recipient.pem")} -out {In("o.eml")}");
        Row(text, "decrypt gcm", () => Parties.RequireApplied(Through(In("gcm.eml"), In("d.eml"), (from, to) => parties.Community.Encryptor.DecryptStreamAsync(from, to, decryption)).Outcome), $"cms -decrypt -in {In("gcm.eml")} -inkey {In("recipient.key")} -recip {In("recipient.pem")} -out {In("o.eml")}");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, Action domSec, string openSsl)
    {
        GC.Collect();
        ResetPeak();
        long before = Status("VmRSS:");
        TimeSpan used = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        string own;
        try
        {
            domSec();
            own = Seconds(Stopwatch.GetElapsedTime(start));
        }
        catch (InvalidOperationException)
        {
            own = "refused";
        }

        TimeSpan ours = Stopwatch.GetElapsedTime(start);
        TimeSpan oursUsed = Environment.CpuUsage.TotalTime - used;
        long growth = Status("VmHWM:") - before;
        used = ChildrenUsed();
        start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("openssl", openSsl) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        TimeSpan theirs = Stopwatch.GetElapsedTime(start);
        TimeSpan theirsUsed = ChildrenUsed() - used;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {own} | {Seconds(oursUsed)} | {growth / 1024} | {(process.ExitCode == 0 ? Seconds(theirs) : "failed")} | {Seconds(theirsUsed)} | {theirs / ours:F2} | {theirsUsed / oursUsed:F2} |");
        Console.WriteLine(line);
        text.Append(line).Append('\n');
    }

    /// <summary>Linux only: the time of the processor, own and the kernel's, of the children that have ended (fields 16 and 17 of proc(5) stat, in hundredths of a second).</summary>
    private static TimeSpan ChildrenUsed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return TimeSpan.Zero;
        }

        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)));
    }

    private static T Through<T>(string source, string destination, Func<Stream, Stream, Task<T>> door)
    {
        using FileStream from = File.OpenRead(source);
        using FileStream to = File.Create(destination);
        return door(from, to).GetAwaiter().GetResult();
    }

    private static void WriteMessage(string path, int mebibytes)
    {
        using FileStream file = File.Create(path);
        byte[] chunk = Messages.PlainOfSize(1 << 20);
        int body = chunk.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        file.Write(chunk, 0, body);
        for (int i = 0; i < mebibytes; i++)
        {
            file.Write(chunk, body, chunk.Length - body);
        }
    }

    /// <summary>Linux only: the peak of the working set starts anew.</summary>
    private static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    /// <summary>In KiB; 0 where it cannot be told.</summary>
    private static long Status(string key)
    {
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(each => each.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
}
