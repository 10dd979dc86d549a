using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Hosting;

/// <summary>The ways to get at the doors: dependency injection, a community folder, providers of one's own.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly TempFolder _temporary = new();

    // Files are looked at again a second later; a folder made now has certificates valid now.
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private string Folder => Path.Combine(_temporary.Path, "community");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Services_give_the_doors_of_one_community()
    {
        Init("acme.example", "partner.example");
        using ServiceProvider services = new ServiceCollection().AddDomSec(Folder).BuildServiceProvider();
        DomSecCommunity community = services.GetRequiredService<DomSecCommunity>();
        Assert.Same(community.Signer, services.GetRequiredService<IDomainSigner>());
        Assert.Same(community.Encryptor, services.GetRequiredService<IDomainEncryptor>());
        Assert.Same(community.Classifier, services.GetRequiredService<IDomainSecurityClassifier>());
        Assert.Same(community, services.GetRequiredService<DomSecCommunity>());
    }

    [Fact]
    public async Task Services_sign_encrypt_decrypt_and_classify()
    {
        Init("acme.example", "partner.example");
        await using ServiceProvider services = new ServiceCollection().AddDomSec(Folder, options => options with { Watch = false }).BuildServiceProvider();
        await RoundTripAsync(services.GetRequiredService<IDomainSigner>(), services.GetRequiredService<IDomainEncryptor>(), services.GetRequiredService<IDomainSecurityClassifier>());
    }

    [Fact]
    public async Task Services_use_the_registered_providers_clock_and_log()
    {
        var log = new TestDoors.ListLog();
        MemoryCommunity memory = new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate)
            .AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new SoftwareSigningKey(Ids.AcmeSigner.Certificate));
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ICertificateDirectory>(memory)
            .AddSingleton<IMembership>(memory)
            .AddSingleton<IKeyStore>(memory)
            .AddSingleton<ITrustStore>(memory)
            .AddSingleton<ILoggerFactory>(log)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(TestDoors.Now))
            .AddDomSec(options => options with { Options = new() { AuthenticationServiceId = "mx.example" } })
            .BuildServiceProvider();
        DomainSigningResult signed = await services.GetRequiredService<IDomainSigner>().SignAsync(Messages.Parse(Messages.Plain()), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        DomainSecurityReport report = await services.GetRequiredService<IDomainSecurityClassifier>().ClassifyAsync(signed.Message, new());
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(TestDoors.Now, report.Signatures()[0].SigningTime);
        Assert.StartsWith("mx.example; smime=pass", report.AuthenticationResults, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains("Signed for acme.example as Domain", StringComparison.Ordinal));
    }

    [Fact]
    public void Services_over_a_folder_that_is_not_there_fail_when_a_door_is_wanted()
    {
        using ServiceProvider services = new ServiceCollection().AddDomSec(Path.Combine(_temporary.Path, "nowhere")).BuildServiceProvider();
        Assert.Throws<DomSecException>(() => services.GetRequiredService<IDomainSigner>());
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddDomSec(" "));
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddDomSec((Func<DomSecCommunityOptions, DomSecCommunityOptions>)null!));
    }

    [Fact]
    public async Task Folder_made_by_the_writer_opens_and_its_domains_talk()
    {
        Init("acme.example", "partner.example");
        using DomSecCommunity community = DomSecCommunity.Open(Folder);
        Assert.Equal(LookupState.Found, await community.Membership.IsMemberAsync(TestDoors.Partner));
        await RoundTripAsync(community.Signer, community.Encryptor, community.Classifier);
    }

    [Fact]
    public async Task New_member_appears_and_a_removed_one_goes_without_a_restart()
    {
        Init("acme.example");
        using DomSecCommunity community = DomSecCommunity.Open(Folder, new() { TimeProvider = _time });
        var request = new DomainEncryptionRequest { Domain = TestDoors.Acme, Recipients = ["bob@partner.example"] };
        MimeKit.MimeMessage signed = (await community.Signer.SignAsync(Messages.Parse(Messages.Plain()), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence })).Message;
        DomainEncryptionResult before = await community.Encryptor.EncryptAsync(signed, request);
        Assert.Equal(DomainOutcome.Refused, before.Outcome);
        before.Report.Refusal.IsRefused("RFC 3183 section 4.2");

        CommunityWriter.Add(Folder, [TestDoors.Partner], CommunityKeyType.P256, CommunityKeyType.P256, _time);
        _time.Advance(TimeSpan.FromSeconds(5));
        DomainEncryptionResult after = await community.Encryptor.EncryptAsync(signed, request);
        Assert.True(after.Outcome == DomainOutcome.Applied, after.Report.Refusal?.ToString());

        foreach (string place in new[] { "members", "identities" })
        {
            string folder = Path.Combine(Folder, place, "partner.example");
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(DomainOutcome.Refused, (await community.Encryptor.EncryptAsync(signed, request)).Outcome);
    }

    [Fact]
    public async Task New_key_signs_after_a_rollover_without_a_restart_and_the_old_one_s_signatures_stay_good()
    {
        Init("acme.example");
        using DomSecCommunity community = DomSecCommunity.Open(Folder, new() { TimeProvider = _time });
        var request = new DomainSigningRequest { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence };
        MimeKit.MimeMessage old = (await community.Signer.SignAsync(Messages.Parse(Messages.Plain()), request)).Message;
        _time.Advance(TimeSpan.FromDays(1));
        CommunityWriter.Rollover(Folder, TestDoors.Acme, CommunityKeyType.P256, CommunityKeyType.P256, _time);
        _time.Advance(TimeSpan.FromDays(1));
        MimeKit.MimeMessage rolled = (await community.Signer.SignAsync(Messages.Parse(Messages.Plain()), request)).Message;
        DomainSecurityReport before = await community.Classifier.ClassifyAsync(old, new());
        DomainSecurityReport after = await community.Classifier.ClassifyAsync(rolled, new());
        before.HasStatus(SecurityStatus.Pass);
        after.HasStatus(SecurityStatus.Pass);
        Assert.NotEqual(before.Signatures()[0].Signer.Serial, after.Signatures()[0].Signer.Serial);
    }

    [Fact]
    public async Task Doors_may_be_used_by_many_at_once()
    {
        TestDoors doors = TestDoors.ForAcme().Own(Ids.PartnerDca);
        byte[][] messages = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            byte[] encrypted = await doors.EncryptedAsync(await doors.SignedAsync(Messages.Plain(body: $"Number {i}\r\n")));
            (DomainDecryptionReport report, byte[] output) = await doors.DecryptAsync(encrypted, new() { Domain = TestDoors.Partner });
            Assert.Equal(DomainOutcome.Applied, report.Outcome);
            return Signing.SignedLayer.ContentOfEmptyLayer(output);
        })));
        Assert.All(messages.Index(), message => Assert.EndsWith($"Number {message.Index}\r\n", TestDoors.Text(message.Item), StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_providers_are_misuse()
    {
        var memory = new MemoryCommunity();
        Assert.Throws<ArgumentNullException>(() => DomSecCommunity.Create(null!, memory, memory, memory));
        Assert.Throws<ArgumentNullException>(() => DomSecCommunity.Create(memory, null!, memory, memory));
        Assert.Throws<ArgumentNullException>(() => DomSecCommunity.Create(memory, memory, null!, memory));
        Assert.Throws<ArgumentNullException>(() => DomSecCommunity.Create(memory, memory, memory, null!));
        Assert.Throws<ArgumentException>(() => DomSecCommunity.Open(""));
    }

    private void Init(params string[] domains) =>
        CommunityWriter.Init(Folder, [.. domains.Select(MailDomain.Parse)], CommunityKeyType.P256, CommunityKeyType.P256, _time);

    private static async Task RoundTripAsync(IDomainSigner signer, IDomainEncryptor encryptor, IDomainSecurityClassifier classifier)
    {
        MimeKit.MimeMessage message = Messages.Parse(Messages.HtmlMultipart());
        DomainSigningResult signed = await signer.SignAsync(message, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        DomainEncryptionResult encrypted = await encryptor.EncryptAsync(signed.Message, new() { Domain = TestDoors.Acme, Recipients = ["bob@partner.example"] });
        DomainDecryptionResult decrypted = await encryptor.DecryptAsync(encrypted.Message, new() { Domain = TestDoors.Partner });
        DomainSecurityReport report = await classifier.ClassifyAsync(decrypted.Message, new() { Domain = TestDoors.Partner });
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S0(content))", report.Structure);
        Assert.Equal(TestDoors.Acme, report.Domain);
    }
}
