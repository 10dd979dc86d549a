using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DomSec.Tests.Revocation;

/// <summary>The doors ask a revocation source when the community's CRLs do not tell: CERT-02, CERT-16, CERT-17, decision 4.</summary>
public sealed class DoorTests
{
    private static readonly DateTimeOffset Now = TestDoors.Now;

    private readonly TestCa _ca = new("Revocation Root", TestKeyType.P256);
    private readonly TestIdentity _signer;
    private readonly TestIdentity _authority;

    public DoorTests()
    {
        _signer = _ca.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, Named);
        _authority = _ca.Issue(TestRole.Confidentiality, "partner.example", TestKeyType.P256, Named);
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Classification_asks_once_and_passes_with_a_good_list()
    {
        var source = new ListSource(() => [_ca.Crl(Now.AddDays(-1), Now.AddDays(1))]);
        TestDoors doors = Doors(source);
        DomainSecurityReport report = await doors.ClassifyAsync(await doors.SignedAsync(Messages.Plain()));
        report.HasStatus(SecurityStatus.Pass);
        RevocationQuestion asked = Assert.Single(source.Asked);
        Assert.Equal(_signer.Der, asked.Certificate.ToArray());
        Assert.Equal(_ca.Certificate.RawData, asked.Issuer.ToArray());
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Revoked_signer_fails()
    {
        TestDoors doors = Doors(new ListSource(() => [_ca.Crl(Now.AddDays(-1), Now.AddDays(1), 1, _signer)]));
        (await doors.ClassifyAsync(await doors.SignedAsync(Messages.Plain()))).HasStatus(SecurityStatus.Fail);
    }

    [Theory]
    [Trait("Requirement", "CERT-17")]
    [InlineData("nothing")]
    [InlineData("throws")]
    [InlineData("hangs")]
    [InlineData("expired")]
    [InlineData("forged")]
    [InlineData("garbage")]
    public async Task Unknown_is_temporary_and_never_good(string kind)
    {
        IRevocationSource source = kind switch
        {
            "throws" => new ListSource(() => throw new InvalidOperationException("bug")),
            "hangs" => new HangingSource(),
            "expired" => new ListSource(() => [_ca.Crl(Now.AddDays(-9), Now.AddDays(-2))]),
            "forged" => new ListSource(() => [new TestCa("Revocation Root", TestKeyType.Rsa2048).Crl(Now.AddDays(-1), Now.AddDays(1))]),
            "garbage" => new ListSource(() => [[0x30, 0x00], []]),
            _ => new ListSource(() => []),
        };
        TestDoors doors = Doors(source, new DomSecOptions { RevocationTimeout = TimeSpan.FromSeconds(3) });
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        Task<DomainSecurityReport> report = doors.ClassifyAsync(signed);
        for (int i = 0; i < 200 && !report.IsCompleted; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            doors.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.True(report.IsCompleted, "the deadline was not held");
        (await report).HasStatus(SecurityStatus.TempError);
        Assert.InRange(doors.Time.GetUtcNow() - Now, TimeSpan.Zero, TimeSpan.FromSeconds(kind == "hangs" ? 6 : 2));
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Certificate_of_no_trusted_path_is_never_asked_about()
    {
        var source = new ListSource(() => []);
        TestDoors signer = Doors(source);
        byte[] signed = await signer.SignedAsync(Messages.Plain());
        source.Asked.Clear();
        var stranger = new TestDoors { Sources = [source] };
        await stranger.ClassifyAsync(signed);
        Assert.Empty(source.Asked);
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Nothing_is_asked_with_revocation_off()
    {
        var source = new ListSource(() => []);
        TestDoors doors = Doors(source, new DomSecOptions { Revocation = RevocationMode.Off });
        (await doors.ClassifyAsync(await doors.SignedAsync(Messages.Plain()))).HasStatus(SecurityStatus.Pass);
        Assert.Empty(source.Asked);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-04")]
    public async Task Number_of_questions_for_a_message_is_limited()
    {
        var source = new ListSource(() => []);
        TestDoors doors = Doors(source, new DomSecOptions { Limits = new DomSecLimits { MaxRevocationLookups = 0 } });
        (await doors.ClassifyAsync(await doors.SignedAsync(Messages.Plain()))).HasStatus(SecurityStatus.TempError);
        Assert.Empty(source.Asked);
    }

    [Theory]
    [Trait("Requirement", "CERT-02")]
    [InlineData("good", DomainOutcome.Applied)]
    [InlineData("revoked", DomainOutcome.Refused)]
    [InlineData("unknown", DomainOutcome.Deferred)]
    public async Task Encryption_asks_about_the_recipient_s_authority(string state, DomainOutcome expected)
    {
        var source = new ListSource(() => state == "unknown" ? [] : [_ca.Crl(Now.AddDays(-1), Now.AddDays(1), 1, state == "revoked" ? [_authority] : [])]);
        TestDoors doors = Doors(source).Own(Ids.AcmeDca).Member(_authority);
        DomainEncryptionResult result = await doors.Encryptor.EncryptAsync(
            Messages.Parse(await doors.SignedAsync(Messages.Plain())), TestDoors.To("bob@partner.example"), TestContext.Current.CancellationToken);
        Assert.True(expected == result.Report.Outcome, $"{result.Report.Outcome}: {result.Report.Refusal}");
        Assert.Contains(source.Asked, asked => asked.Certificate.Span.SequenceEqual(_authority.Der));
    }

    [Fact]
    public void Registered_sources_are_the_community_s()
    {
        var memory = new MemoryCommunity();
        DomSecCommunityOptions? seen = null;
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<ICertificateDirectory>(memory).AddSingleton<IMembership>(memory).AddSingleton<IKeyStore>(memory).AddSingleton<ITrustStore>(memory)
            .AddSingleton<IRevocationSource>(new HangingSource())
            .UseHttpRevocation(new HttpRevocationOptions { AllowedHosts = ["crl.example"] })
            .AddDomSec(options => seen = options)
            .BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<IDomainSigner>());
        Assert.Equal(2, seen!.RevocationSources.Count);
        Assert.IsType<HttpRevocationSource>(seen.RevocationSources[1]);
    }

    private static void Named(CertificateShape shape) =>
        shape.OtherExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["http://crl.example/ca.crl"]));

    private TestDoors Doors(IRevocationSource source, DomSecOptions? options = null)
    {
        var doors = new TestDoors(options) { Sources = [source] };
        doors.Community.AddAnchor(_ca.Certificate);
        return doors.Own(_signer);
    }

    private sealed class ListSource(Func<byte[][]> lists) : IRevocationSource
    {
        public List<RevocationQuestion> Asked { get; } = [];

        public ValueTask<RevocationLookup> FindAsync(RevocationQuestion question, CancellationToken ct = default)
        {
            lock (Asked)
            {
                Asked.Add(question);
            }

            ReadOnlyMemory<byte>[] found = [.. lists().Select(list => (ReadOnlyMemory<byte>)list)];
            return ValueTask.FromResult(found.Length == 0 ? RevocationLookup.Unavailable("test") : new RevocationLookup(LookupState.Found, found, [], "test", Now));
        }
    }

    private sealed class HangingSource : IRevocationSource
    {
        public async ValueTask<RevocationLookup> FindAsync(RevocationQuestion question, CancellationToken ct = default)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None); // does not even listen
            return RevocationLookup.NotFound("never");
        }
    }
}
