using System.Text;
using DomSec.Providers;

namespace DomSec.Tests.Cli;

/// <summary>A community of two domains and a place for messages, made once for all tests of a class.</summary>
public sealed class CliFolder : IDisposable
{
    public CliFolder()
    {
        Root = Directory.CreateTempSubdirectory("domsec-cli-tests-").FullName;
        Community = Path.Combine(Root, "community");
        CommunityWriter.Init(
            Community, [MailDomain.Parse("acme.example"), MailDomain.Parse("partner.example")], CommunityKeyType.P256, CommunityKeyType.Rsa2048);
        Plain = Write("plain.eml", Message);
    }

    public static string Message { get; } =
        "From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: Budget\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
        + "Message-ID: <1@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThe figures for the budget.\r\n";

    public string Root { get; }

    public string Community { get; }

    public string Plain { get; }

    /// <summary>A name that is not in use.</summary>
    public string New(string extension = ".eml") => Path.Combine(Root, Guid.NewGuid().ToString("N") + extension);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The plain message, signed for acme.example.</summary>
    internal async Task<string> SignedAsync()
    {
        string signed = New();
        CliRun run = await CliRun.Of("sign", "--community", Community, "--domain", "acme.example", "--evidence", "test", Plain, signed);
        Assert.True(run.ExitCode == 0, run.ToString());
        return signed;
    }

    /// <summary>The signed message, encrypted to partner.example.</summary>
    internal async Task<string> EncryptedAsync()
    {
        string encrypted = New();
        CliRun run = await CliRun.Of("encrypt", "--community", Community, "--domain", "acme.example", "--to", "bob@partner.example", await SignedAsync(), encrypted);
        Assert.True(run.ExitCode == 0, run.ToString());
        return encrypted;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
