using DomSec.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DomSec.Hosting;

/// <summary>Registers DomSec with dependency injection.</summary>
public static class DomSecServiceCollectionExtensions
{
    /// <summary>
    /// Registers the doors over a community folder, as singletons. Certificate directories that are registered besides, such as an LDAP directory, are asked for what the folder does not have, before
    /// <see cref="DomSecCommunityOptions.FurtherDirectories"/> that <paramref name="configure"/> adds to them.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="folder">The community folder.</param>
    /// <param name="configure">Changes the options; null leaves the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is null, empty or blank. A folder that cannot be read is a <see cref="DomSecException"/> when a door is first resolved.</exception>
    public static IServiceCollection AddDomSec(this IServiceCollection services, string folder, Func<DomSecCommunityOptions, DomSecCommunityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return services.AddDoors(provider => DomSecCommunity.Open(folder, Options(provider, configure, [.. provider.GetServices<ICertificateDirectory>()])));
    }

    /// <summary>Registers the doors over providers that are registered themselves: certificate directory, membership, key store and trust store.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options, which start from the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddDomSec(this IServiceCollection services, Func<DomSecCommunityOptions, DomSecCommunityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddDoors(provider => DomSecCommunity.Create(
            provider.GetRequiredService<ICertificateDirectory>(),
            provider.GetRequiredService<IMembership>(),
            provider.GetRequiredService<IKeyStore>(),
            provider.GetRequiredService<ITrustStore>(),
            Options(provider, configure)));
    }

    private static IServiceCollection AddDoors(this IServiceCollection services, Func<IServiceProvider, DomSecCommunity> open)
    {
        services.TryAddSingleton(open);
        services.TryAddSingleton(provider => provider.GetRequiredService<DomSecCommunity>().Signer);
        services.TryAddSingleton(provider => provider.GetRequiredService<DomSecCommunity>().Encryptor);
        services.TryAddSingleton(provider => provider.GetRequiredService<DomSecCommunity>().Classifier);
        return services;
    }

    private static DomSecCommunityOptions Options(IServiceProvider provider, Func<DomSecCommunityOptions, DomSecCommunityOptions>? configure, IReadOnlyList<ICertificateDirectory>? further = null)
    {
        var options = new DomSecCommunityOptions
        {
            LoggerFactory = provider.GetService<ILoggerFactory>(),
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            Spool = provider.GetService<ISpool>(),
            PeerProfiles = provider.GetService<IPeerProfiles>(),
            LabelPolicy = provider.GetService<ISecurityLabelPolicy>(),
            PeerCapabilities = provider.GetService<IPeerCapabilities>(),
            RevocationSources = [.. provider.GetServices<IRevocationSource>()],
            FurtherDirectories = further ?? [],
        };
        return configure?.Invoke(options) ?? options;
    }
}
