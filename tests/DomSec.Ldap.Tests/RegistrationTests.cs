using System.Reflection;
using System.Runtime.CompilerServices;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace DomSec.Ldap.Tests;

/// <summary>Registration, and mail encrypted with what only the directory knows.</summary>
public sealed class RegistrationTests
{
    private static readonly LdapDirectoryOptions Options = Community.Options(new LdapServer(LdapTransport.Tls, "localhost", 636)) with { Mode = LdapMode.OnDemand };

    [Fact]
    public void Use_ldap_is_directory_and_membership_in_one()
    {
        var community = new MemoryCommunity();
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<ICertificateDirectory>(community)
            .AddSingleton<IKeyStore>(community)
            .AddSingleton<ITrustStore>(community)
            .AddDomSec(options => options)
            .UseLdap(Options)
            .BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<LdapDirectory>(), provider.GetRequiredService<ICertificateDirectory>());
        Assert.Same(provider.GetRequiredService<LdapDirectory>(), provider.GetRequiredService<IMembership>());
        Assert.Same(provider.GetRequiredService<LdapDirectory>(), provider.GetRequiredService<DomSecCommunity>().Membership);
        Assert.NotNull(provider.GetRequiredService<IDomainEncryptor>());
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Use_ldap_by_mode_is_a_copy_with_its_trust_material(LdapMode mode)
    {
        using var slapd = new Slapd();
        MemoryCommunity community = new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate);
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<ICertificateDirectory>(community)
            .AddSingleton<IKeyStore>(community)
            .AddSingleton<ITrustStore>(community)
            .AddDomSec(options => options)
            .UseLdap(o => Replicas.Options(mode, file: null, slapd.Tls) with { Mode = mode, DiscoveryDomain = o.DiscoveryDomain })
            .BuildServiceProvider();
        LdapReplica replica = provider.GetRequiredService<LdapReplica>();
        Assert.Same(replica, provider.GetRequiredService<ICertificateDirectory>());
        Assert.Same(replica, provider.GetRequiredService<DomSecCommunity>().Membership);
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
        TrustMaterial trust = provider.GetRequiredService<ITrustStore>().Current;
        Assert.Single(trust.Anchors);
        Assert.Single(trust.RevocationLists);
        Assert.Same(trust, provider.GetRequiredService<ITrustStore>().Current);
        Assert.IsType<LdapRevocationSource>(Assert.Single(provider.GetServices<IRevocationSource>()));
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.OnDemand)]
    public void Use_ldap_twice_asks_one_directory_for_revocation_lists(LdapMode mode)
    {
        var services = new ServiceCollection();
        services.UseLdap(Options with { Mode = mode }).UseLdap(Options with { Mode = mode });
        Assert.Single(services, each => each.ServiceType == typeof(IRevocationSource));
        Assert.Single(services, each => each.ServiceType == typeof(LdapDirectory));
    }

    [Fact]
    public void Copy_is_the_default_mode() => Assert.Equal(LdapMode.Replica, new LdapDirectoryOptions { Servers = [], SearchBase = "" }.Mode);

    [Fact]
    public void Ldap_uses_only_the_public_surface_of_the_library() =>
        Assert.DoesNotContain(
            typeof(IDomainEncryptor).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(),
            friend => friend.AssemblyName.StartsWith("DomSec.Ldap", StringComparison.Ordinal));

    [Fact]
    public async Task Folder_with_ldap_encrypts_to_a_domain_that_only_the_directory_has()
    {
        using var slapd = new Slapd();
        using var folder = new TempFolder();
        folder.Write("anchors/root.pem", TestCa.Shared.Certificate.ExportCertificatePem());
        TestIdentity own = TestCa.Shared.Issue(TestRole.Confidentiality, "acme.example", TestKeyType.P256);
        folder.Write("identities/acme.example/confidentiality.pem", own.Pem + own.KeyPem);
        DomainEncryptionRequest request = new() { Domain = MailDomain.Parse("acme.example"), AllowWithoutDomainSignature = true, Recipients = ["john@agency.example"] };
        byte[] message = Messages.Plain();

        await using ServiceProvider without = new ServiceCollection().AddDomSec(folder.Path).BuildServiceProvider();
        DomainEncryptionReport missing = await without.GetRequiredService<IDomainEncryptor>().EncryptStreamAsync(new MemoryStream(message), new MemoryStream(), request);
        Assert.Equal(DomainOutcome.Refused, missing.Outcome);
        Assert.Contains("agency.example", missing.Refusal!.ToString(), StringComparison.Ordinal);

        await using ServiceProvider with = new ServiceCollection().AddDomSec(folder.Path).UseLdap(Community.Options(slapd.Tls) with { Mode = LdapMode.OnDemand }).BuildServiceProvider();
        DomainEncryptionReport found = await with.GetRequiredService<IDomainEncryptor>().EncryptStreamAsync(new MemoryStream(message), new MemoryStream(), request);
        Assert.True(found.Outcome == DomainOutcome.Applied, found.Refusal?.ToString());

        slapd.Kill();
        DomainEncryptionReport down = await with.GetRequiredService<IDomainEncryptor>().EncryptStreamAsync(new MemoryStream(message), new MemoryStream(), request);
        Assert.Equal(DomainOutcome.Deferred, down.Outcome);
    }
}
