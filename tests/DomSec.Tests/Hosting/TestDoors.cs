using System.Text;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Hosting;

/// <summary>The public doors over a community in memory, at a fixed time, with what they logged.</summary>
internal sealed class TestDoors
{
    public static readonly DateTimeOffset Now = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    public static readonly MailDomain Partner = MailDomain.Parse("partner.example");
    public static readonly OriginatorEvidence Evidence = OriginatorEvidence.External("SMTP AUTH alice");

    private readonly Lazy<DomSecCommunity> _doors;

    public TestDoors(DomSecOptions? options = null, bool trustsShared = true)
    {
        if (trustsShared)
        {
            Community.AddAnchor(TestCa.Shared.Certificate);
        }

        _doors = new(() => DomSecCommunity.Create(
            Directory ?? Community, Community, Keys ?? Community, Community, new DomSecCommunityOptions { Options = options ?? new(), TimeProvider = Time, LoggerFactory = Log, PeerCapabilities = Peers, LabelPolicy = Labels, Validator = Validator, RevocationSources = Sources }));
    }

    public FakeTimeProvider Time { get; init; } = new(Now);

    public MemoryCommunity Community { get; } = new();

    public ICertificateDirectory? Directory { get; init; }

    public IKeyStore? Keys { get; init; }

    public CertificateValidator? Validator { get; init; }

    public IReadOnlyList<IRevocationSource> Sources { get; init; } = [];

    /// <summary>Judges labels; to be set before the first door is used.</summary>
    public ISecurityLabelPolicy? Labels { get; set; }

    public MemoryPeerCapabilities Peers { get; } = new();

    public ListLog Log { get; } = new();

    public IDomainSigner Signer => _doors.Value.Signer;

    public IDomainEncryptor Encryptor => _doors.Value.Encryptor;

    public IDomainSecurityClassifier Classifier => _doors.Value.Classifier;

    /// <summary>acme.example with its signer and confidentiality authority, and partner.example as a member.</summary>
    public static TestDoors ForAcme(DomSecOptions? options = null) => new TestDoors(options).Own(Ids.AcmeSigner, Ids.AcmeReviewer, Ids.AcmeAttributes, Ids.AcmeDca).Member(Ids.PartnerDca);

    /// <summary>partner.example with its confidentiality authority.</summary>
    public static TestDoors ForPartner(DomSecOptions? options = null) => new TestDoors(options).Own(Ids.PartnerSigner, Ids.PartnerDca);

    /// <summary>Adds identities with their private keys.</summary>
    public TestDoors Own(params ReadOnlySpan<TestIdentity> identities)
    {
        foreach (TestIdentity identity in identities)
        {
            MailDomain domain = MailDomain.Parse(identity.Domain);
            if (identity.Role == TestRole.Confidentiality)
            {
                Community.AddDecryptionKey(
                    domain, TestKeys.IsRsa(identity.KeyType) ? new SoftwareDecryptionKey(identity.Certificate) : new SoftwareDecryptionKey(identity.Certificate, identity.OpenAgreementKey()));
            }
            else
            {
                Community.AddSigningKey(domain, RoleOf(identity.Role), new SoftwareSigningKey(identity.Certificate, identity.Intermediates));
            }
        }

        return this;
    }

    /// <summary>Adds members with their certificates.</summary>
    public TestDoors Member(params ReadOnlySpan<TestIdentity> identities)
    {
        foreach (TestIdentity identity in identities)
        {
            Community.AddCertificate(MailDomain.Parse(identity.Domain), RoleOf(identity.Role), identity.Der);
        }

        return this;
    }

    public async Task<(DomainSigningReport Report, byte[] Output)> SignAsync(byte[] message, DomainSigningRequest? request = null)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainSigningReport report = await Signer.SignStreamAsync(source, destination, request ?? new() { Domain = Acme, Evidence = Evidence });
        return (report, destination.ToArray());
    }

    /// <summary>The signed message; fails the test when it is refused.</summary>
    public async Task<byte[]> SignedAsync(byte[] message, DomainSigningRequest? request = null)
    {
        (DomainSigningReport report, byte[] output) = await SignAsync(message, request);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return output;
    }

    public async Task<(DomainEncryptionReport Report, byte[] Output)> EncryptAsync(byte[] message, DomainEncryptionRequest? request = null)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainEncryptionReport report = await Encryptor.EncryptStreamAsync(source, destination, request ?? To("bob@partner.example"));
        return (report, destination.ToArray());
    }

    /// <summary>The encrypted message; fails the test when it is refused.</summary>
    public async Task<byte[]> EncryptedAsync(byte[] message, DomainEncryptionRequest? request = null)
    {
        (DomainEncryptionReport report, byte[] output) = await EncryptAsync(message, request);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return output;
    }

    public async Task<(DomainDecryptionReport Report, byte[] Output)> DecryptAsync(byte[] message, DomainDecryptionRequest? request = null)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await Encryptor.DecryptStreamAsync(source, destination, request ?? new());
        return (report, destination.ToArray());
    }

    public async Task<DomainSecurityReport> ClassifyAsync(byte[] message, DomainClassificationRequest? request = null)
    {
        using var source = new MemoryStream(message, writable: false);
        return await Classifier.ClassifyStreamAsync(source, request ?? new());
    }

    /// <summary>Encryption by acme.example to these recipients.</summary>
    /// <remarks>The tests' messages name bob alone, whoever gets them.</remarks>
    public static DomainEncryptionRequest To(params IReadOnlyList<string> recipients) => new() { Domain = Acme, Recipients = recipients, AllowHiddenRecipients = true };

    /// <summary>A domain signature by acme.example that leaves the content as it is.</summary>
    public static readonly DomainSigningRequest Unprotected = new() { Domain = Acme, Evidence = Evidence, HeaderProtection = HeaderProtectionScheme.None };

    public static string Text(byte[] octets) => Encoding.Latin1.GetString(octets);

    private static DomainRole RoleOf(TestRole role) => role switch
    {
        TestRole.DomainSigning => DomainRole.DomainSigning,
        TestRole.Review => DomainRole.Review,
        TestRole.Attributes => DomainRole.Attribute,
        TestRole.Confidentiality => DomainRole.Confidentiality,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A person has no role in a community."),
    };

    /// <summary>Keeps what is logged, level and text.</summary>
    internal sealed class ListLog : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add($"{logLevel} {eventId.Id}: {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
