using System.Text;
using DomSec.Hosting;
using DomSec.TestKit;

namespace DomSec.Tests.Review;

/// <summary>acme.example and partner.example over one root, with a person each, made once for all tests of a class.</summary>
public sealed class ReviewCommunity : IDisposable
{
    private readonly TempFolder folder = new();

    public ReviewCommunity()
    {
        var ca = new TestCa("Review Root");
        Alice = ca.IssuePerson("alice@acme.example");
        Nameless = ca.IssuePerson("nobody@acme.example", change: shape => shape.Emails.Clear());
        Signer = ca.Issue(TestRole.DomainSigning, "acme.example");
        Partner = ca.Issue(TestRole.Confidentiality, "partner.example");
        string path = CommunityFolder.Write(folder, [ca], [Signer, ca.Issue(TestRole.Review, "acme.example"), ca.Issue(TestRole.Confidentiality, "acme.example"), Partner], [Partner]);
        Doors = DomSecCommunity.Open(path, new DomSecCommunityOptions { Watch = false });
    }

    public DomSecCommunity Doors { get; }

    public TestIdentity Alice { get; }

    public TestIdentity Nameless { get; }

    public TestIdentity Signer { get; }

    public TestIdentity Partner { get; }

    public static MailDomain Acme { get; } = MailDomain.Parse("acme.example");

    public static string Text(byte[] octets) => Encoding.Latin1.GetString(octets);

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    public async Task<DomainSecurityReport> ClassifyAsync(byte[] message)
    {
        using var source = new MemoryStream(message);
        return await Doors.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest(), TestContext.Current.CancellationToken);
    }

    public async Task<byte[]> SignAsync(byte[] message)
    {
        (DomainSigningReport report, byte[] signed) = await TrySignAsync(message, SignatureType.Domain);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return signed;
    }

    public async Task<(DomainSigningReport Report, byte[] Output)> TrySignAsync(byte[] message, SignatureType type)
    {
        using var source = new MemoryStream(message);
        using var destination = new MemoryStream();
        var request = new DomainSigningRequest { Domain = Acme, Evidence = OriginatorEvidence.External("test"), Type = type };
        DomainSigningReport report = await Doors.Signer.SignStreamAsync(source, destination, request, TestContext.Current.CancellationToken);
        return (report, destination.ToArray());
    }

    public async Task<byte[]> EncryptAsync(byte[] message, ContentEncryption encryption = ContentEncryption.Aes256Gcm)
    {
        using var source = new MemoryStream(message);
        using var destination = new MemoryStream();
        var request = new DomainEncryptionRequest
        {
            Domain = Acme,
            Recipients = ["bob@partner.example"],
            AllowWithoutDomainSignature = true,
            Profile = AlgorithmProfile.Smime4 with { ContentEncryption = encryption },
        };
        DomainEncryptionReport report = await Doors.Encryptor.EncryptStreamAsync(source, destination, request, TestContext.Current.CancellationToken);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }

    public async Task<(DomainDecryptionReport Report, byte[] Output)> DecryptAsync(byte[] message, bool allowUnauthenticated = false)
    {
        using var source = new MemoryStream(message);
        using var destination = new MemoryStream();
        var request = new DomainDecryptionRequest { AllowUnauthenticatedContent = allowUnauthenticated };
        DomainDecryptionReport report = await Doors.Encryptor.DecryptStreamAsync(source, destination, request, TestContext.Current.CancellationToken);
        return (report, destination.ToArray());
    }

    public void Dispose()
    {
        Doors.Dispose();
        folder.Dispose();
    }
}
