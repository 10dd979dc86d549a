using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using MimeKit;

namespace DomSec.Cli.Demo;

/// <summary>The demonstration's community folder and its messages. One machine plays all three gateways.</summary>
internal sealed class DemoWorld : IDisposable
{
    private readonly string _messages;

    private DemoWorld(string folder, DomSecCommunity community, X509Certificate2 user)
    {
        Folder = folder;
        Community = community;
        UserCertificate = user;
        _messages = Directory.CreateDirectory(Path.Combine(folder, "messages")).FullName;
    }

    public static MailDomain Ministry { get; } = MailDomain.Parse("ministry.example");

    public static MailDomain Parliament { get; } = MailDomain.Parse("parliament.example");

    public static MailDomain Agency { get; } = MailDomain.Parse("agency.example");

    public string Folder { get; }

    public DomSecCommunity Community { get; }

    /// <summary>Alice's, with her private key.</summary>
    public X509Certificate2 UserCertificate { get; }

    public string AnchorFile => Directory.EnumerateFiles(Path.Combine(Folder, "anchors")).Order(StringComparer.Ordinal).First();

    public static DemoWorld Create(string folder)
    {
        throw new NotSupportedException();
    }

    public string PathOf(string file) => Path.Combine(_messages, file);

    public Stream OpenRead(string file) => File.OpenRead(PathOf(file));

    public MimeMessage Load(string file) => MimeMessage.Load(PathOf(file));

    public void Save(string file, MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, PathOf(file));
        message.Dispose();
    }

    /// <summary>Runs a door from file to file; a message that may not be relayed leaves no file.</summary>
    public async Task<T> RunAsync<T>(string from, string to, Func<Stream, Stream, Task<T>> door, Func<T, DomainOutcome> outcome)
    {
        await using Stream source = OpenRead(from);
        var result = new MemoryStream();
        T report = await door(source, result);
        if (outcome(report) == DomainOutcome.Applied)
        {
            await File.WriteAllBytesAsync(PathOf(to), result.ToArray());
        }

        return report;
    }

    public void Dispose()
    {
        Community.Dispose();
        UserCertificate.Dispose();
    }
}
