using System.Security.Cryptography;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using MimeKit;

namespace DomSec.Interop.Tests;

/// <summary>A gateway of a community under the shared root: octets in, octets out, through the public doors.</summary>
internal sealed class Gateway : IDisposable
{
    private readonly List<IDisposable> _keys = [];

    public Gateway(DomSecOptions? options = null)
    {
        Community.AddAnchor(TestCa.Shared.Certificate);
        Doors = DomSecCommunity.Create(Community, Community, Community, Community, new DomSecCommunityOptions { Options = options ?? new DomSecOptions() });
    }

    public MemoryCommunity Community { get; } = new();

    public DomSecCommunity Doors { get; }

    /// <summary>The identity's key becomes an own key of its domain.</summary>
    public Gateway Own(TestIdentity identity)
    {
        MailDomain domain = MailDomain.Parse(identity.Domain);
        if (identity.Role == TestRole.Confidentiality)
        {
            AsymmetricAlgorithm key = TestKeys.IsRsa(identity.KeyType) ? identity.OpenKey() : identity.OpenAgreementKey();
            var decryption = new SoftwareDecryptionKey(identity.Certificate, key);
            _keys.Add(decryption);
            Community.AddDecryptionKey(domain, decryption);
            return this;
        }

        var signing = new SoftwareSigningKey(identity.Certificate, identity.Intermediates);
        _keys.Add(signing);
        Community.AddSigningKey(domain, identity.Role switch { TestRole.Review => DomainRole.Review, TestRole.Attributes => DomainRole.Attribute, _ => DomainRole.DomainSigning }, signing);
        return this;
    }

    /// <summary>The identity's certificate is in the directory.</summary>
    public Gateway Member(TestIdentity identity)
    {
        Community.AddMember(MailDomain.Parse(identity.Domain), identity.Certificate);
        return this;
    }

    public async Task<DomainSecurityReport> ClassifyAsync(byte[] input, byte[]? detachedContent = null)
    {
        using var source = new MemoryStream(input, writable: false);
        using MemoryStream? content = detachedContent is null ? null : new MemoryStream(detachedContent, writable: false);
        return await Doors.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest { DetachedContent = content });
    }

    /// <summary>Signs for a domain, and fails the test if it is refused.</summary>
    public async Task<byte[]> SignAsync(byte[] message, AlgorithmProfile? profile = null, string domain = "acme.example", SignatureType type = SignatureType.Domain)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainSigningReport report = await Doors.Signer.SignStreamAsync(source, destination, SigningRequest(profile, domain, type));
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }

    /// <summary>The same by the other form of the door.</summary>
    public async Task<MimeMessage> SignAsync(MimeMessage message, AlgorithmProfile? profile = null)
    {
        DomainSigningResult result = await Doors.Signer.SignAsync(message, SigningRequest(profile, "acme.example", SignatureType.Domain));
        Assert.True(result.Outcome == DomainOutcome.Applied, result.Report.Refusal?.ToString());
        return result.Message;
    }

    /// <summary>Encrypts from acme.example, signed or not, and fails the test if it is refused.</summary>
    public async Task<byte[]> EncryptAsync(byte[] message, AlgorithmProfile profile, params IReadOnlyList<string> recipients)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        var request = new DomainEncryptionRequest { Domain = MailDomain.Parse("acme.example"), Recipients = recipients, Profile = profile, AllowWithoutDomainSignature = true, AllowHiddenRecipients = true, HeaderProtection = HeaderProtectionScheme.None };
        DomainEncryptionReport report = await Doors.Encryptor.EncryptStreamAsync(source, destination, request);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }

    /// <summary>Decrypts with all own keys, authenticated or not.</summary>
    public async Task<(DomainDecryptionReport Report, byte[] Message)> DecryptAsync(byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await Doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest { AllowUnauthenticatedContent = true });
        return (report, destination.ToArray());
    }

    public void Dispose()
    {
        Doors.Dispose();
        _keys.ForEach(key => key.Dispose());
    }

    private static DomainSigningRequest SigningRequest(AlgorithmProfile? profile, string domain, SignatureType type) => new()
    {
        Domain = MailDomain.Parse(domain),
        Evidence = OriginatorEvidence.External("test"),
        Type = type,
        Profile = profile ?? AlgorithmProfile.Smime4,

        // Peers' content is compared octet for octet with what went in; what is copied into a payload has tests of its own.
        HeaderProtection = HeaderProtectionScheme.None,
    };
}
