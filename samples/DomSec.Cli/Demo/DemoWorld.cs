using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Providers;
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
        CommunityWriter.Init(folder, [Ministry, Parliament, Agency], CommunityKeyType.P256, CommunityKeyType.Rsa2048);
        X509Certificate2 user = IssueUser(folder, "Alice", "alice@ministry.example");
        return new DemoWorld(folder, DomSecCommunity.Open(folder, new DomSecCommunityOptions { Watch = false }), user);
    }

    /// <summary>A certificate for a person, from the community's own root.</summary>
    private static X509Certificate2 IssueUser(string folder, string name, string address)
    {
        using X509Certificate2 root = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "anchors", "root.pem"), Path.Combine(folder, "ca", "root.key"));
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}, O=ministry.example", key, HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], critical: false)); // emailProtection
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        X509SignatureGenerator issuer = X509SignatureGenerator.CreateForECDsa(root.GetECDsaPrivateKey()!);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.Create(root.SubjectName, issuer, now.AddMinutes(-5), now.AddYears(1), RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
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
