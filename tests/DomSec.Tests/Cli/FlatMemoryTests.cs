using System.Diagnostics;
using DomSec.Cli;
using DomSec.TestKit;

namespace DomSec.Tests.Cli;

/// <summary>A message several times as large as all the memory a process of its own is given: content that were held would not fit.</summary>
public sealed class FlatMemoryTests(CliFolder folder) : IClassFixture<CliFolder>
{
    private const int MessageBytes = 64 << 20;
    private const int HeapBytes = 40 << 20;

    [Fact]
    [Trait("Requirement", "CMS-GEN-03")]
    public async Task Message_larger_than_the_heap_is_signed_encrypted_classified_and_decrypted()
    {
        string plain = folder.New();
        await WriteAsync(plain);
        string signed = folder.New();
        string encrypted = folder.New();
        string decrypted = folder.New();
        Run("sign", "--domain", "acme.example", "--evidence", "test", plain, signed);
        foreach ((string profile, string structure) in new[] { ("smime4", "A(S(S0(content)))"), ("smime32", "E(S(S0(content)))") })
        {
            Run("encrypt", "--domain", "acme.example", "--to", "bob@partner.example", "--profile", profile, signed, encrypted);
            Assert.Contains(structure, Run("classify", "--domain", "partner.example", "--json", encrypted), StringComparison.Ordinal);
            Run("decrypt", "--domain", "partner.example", encrypted, decrypted);
            Assert.True(new FileInfo(decrypted).Length > MessageBytes);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-09")]
    public async Task Encrypted_message_larger_than_the_heap_is_signed_by_section_5_and_encrypted_again()
    {
        string plain = folder.New();
        await WriteAsync(plain);
        string signed = folder.New();
        string encrypted = folder.New();
        string again = folder.New();
        Run("sign", "--domain", "acme.example", "--evidence", "test", plain, signed);
        Run("encrypt", "--domain", "acme.example", "--to", "alice@acme.example", signed, encrypted);
        Run("sign", "--domain", "acme.example", "--evidence", "test", "--require-encryption", "--to", "bob@partner.example", encrypted, again);
        Assert.Contains("A(S(S(S0(content))))", Run("classify", "--domain", "partner.example", "--json", again), StringComparison.Ordinal);
        Run("sign", "--domain", "acme.example", "--evidence", "test", encrypted, again);
        Assert.Contains("\"S(S(S0(content)))\"", Run("classify", "--json", again), StringComparison.Ordinal);
    }

    private static async Task WriteAsync(string path)
    {
        await using FileStream file = File.Create(path);
        await file.WriteAsync(Messages.Plain(), TestContext.Current.CancellationToken);
        byte[] lines = [.. Enumerable.Repeat("The quick brown fox jumps over the lazy dog and pays the invoice in full.\r\n"u8.ToArray(), 1000).SelectMany(line => line)];
        while (file.Length < MessageBytes)
        {
            await file.WriteAsync(lines, TestContext.Current.CancellationToken);
        }
    }

    private string Run(string command, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapBytes.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        foreach (string arg in (string[])[typeof(CliApp).Assembly.Location, command, "--community", folder.Community, .. args])
        {
            start.ArgumentList.Add(arg);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: exit {process.ExitCode}: {error.Result}");
        return output;
    }
}
