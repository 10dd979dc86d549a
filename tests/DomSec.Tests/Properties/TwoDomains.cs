using DomSec.Hosting;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Tests.Properties;

/// <summary>A community of two domains that has all keys of both, so that one object signs, encrypts, decrypts and classifies.</summary>
internal sealed class TwoDomains
{
    public static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    public static readonly MailDomain Partner = MailDomain.Parse("partner.example");

    private static readonly Lazy<TwoDomains> _ec = new(() => new TwoDomains(TestKeyType.P256));
    private static readonly Lazy<TwoDomains> _rsa = new(() => new TwoDomains(TestKeyType.Rsa2048));

    private readonly DomSecCommunity _doors;

    private TwoDomains(TestKeyType type)
    {
        Signer = TestCa.Shared.Issue(TestRole.DomainSigning, Acme.ToString(), type);
        Reviewer = TestCa.Shared.Issue(TestRole.Review, Acme.ToString(), type);
        Authority = TestCa.Shared.Issue(TestRole.Confidentiality, Partner.ToString(), type);
        AcmeAuthority = TestCa.Shared.Issue(TestRole.Confidentiality, Acme.ToString(), type);
        Community = new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate);
        Community.AddSigningKey(Acme, DomainRole.DomainSigning, new SoftwareSigningKey(Signer.Certificate));
        Community.AddSigningKey(Acme, DomainRole.Review, new SoftwareSigningKey(Reviewer.Certificate));
        Community.AddDecryptionKey(Acme, new SoftwareDecryptionKey(AcmeAuthority.Certificate));
        Community.AddDecryptionKey(Partner, new SoftwareDecryptionKey(Authority.Certificate));
        _doors = Doors(DomSecLimits.Default);
    }

    /// <summary>With P-256 keys: fast.</summary>
    public static TwoDomains Ec => _ec.Value;

    /// <summary>With RSA keys.</summary>
    public static TwoDomains Rsa => _rsa.Value;

    public MemoryCommunity Community { get; }

    public TestIdentity Signer { get; }

    public TestIdentity Reviewer { get; }

    public TestIdentity Authority { get; }

    public TestIdentity AcmeAuthority { get; }

    /// <summary>Without a budget for failed decryptions (SEC-ORC-04): here nearly all of them fail, on purpose.</summary>
    public DomSecCommunity Doors(DomSecLimits limits) =>
        DomSecCommunity.Create(Community, Community, Community, Community, new DomSecCommunityOptions { Options = new DomSecOptions { Limits = limits, MaxDecryptionFailures = 0 } });

    public async Task<byte[]> SignAsync(byte[] message, AlgorithmProfile? profile = null, SignatureType type = SignatureType.Domain, HeaderProtectionScheme headers = HeaderProtectionScheme.Auto, IHeaderConfidentialityPolicy? hide = null)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainSigningReport report = await _doors.Signer.SignStreamAsync(
            source,
            destination,
            new DomainSigningRequest { Domain = Acme, Type = type, Evidence = OriginatorEvidence.External("test"), HeaderProtection = headers, HeaderConfidentiality = hide, Profile = profile ?? AlgorithmProfile.Smime4 });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }

    public async Task<byte[]> EncryptAsync(byte[] message, AlgorithmProfile? profile = null, bool withoutSignature = false)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainEncryptionReport report = await _doors.Encryptor.EncryptStreamAsync(
            source,
            destination,
            new DomainEncryptionRequest { Domain = Acme, Recipients = ["bob@partner.example"], AllowWithoutDomainSignature = withoutSignature, Profile = profile ?? AlgorithmProfile.Smime4 });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }

    /// <summary>The decrypted message, or null when it is refused; then nothing was written.</summary>
    public async Task<byte[]?> DecryptAsync(byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await _doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest { Domain = Partner });
        Assert.True(report.Outcome == DomainOutcome.Applied || destination.Length == 0);
        return report.Outcome == DomainOutcome.Applied ? destination.ToArray() : null;
    }

    public async Task<DomainSecurityReport> ClassifyAsync(byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        return await ClassifyAsync(source);
    }

    public Task<DomainSecurityReport> ClassifyAsync(Stream source) => _doors.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest());

    /// <summary>The layers themselves, for what a report does not show; dispose it.</summary>
    public async Task<MessageWalk> WalkAsync(byte[] message)
    {
        using var source = new MessageSource(message);
        return await new MessageWalker(Community, new DomSecOptions()).WalkAsync(source, new DomainClassificationRequest(), CancellationToken.None);
    }
}
