using DomSec.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap;

/// <summary>Registers an LDAP directory with dependency injection.</summary>
public static class LdapServiceCollectionExtensions
{
    /// <summary>
    /// Registers an LDAP directory as certificate directory and membership, as a singleton and instead of those registered before: an <see cref="LdapReplica"/>, or an <see cref="LdapDirectory"/> with
    /// <see cref="LdapMode.OnDemand"/>. A replica's CA certificates and CRLs are added to the <see cref="ITrustStore"/> registered before. After <c>AddDomSec(options)</c> it is the community's
    /// directory; after <c>AddDomSec(folder)</c> it is asked for what the folder does not have. CRLs are asked for besides (<see cref="LdapRevocationSource"/>).
    /// </summary>
    /// <param name="services">The services, as <c>AddDomSec</c> returns them.</param>
    /// <param name="options">How the directory is asked. Its clock and logger factory are the container's, if it has them and the options name no others.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null. Options that do not fit together are a <see cref="DomSecException"/> when the directory is first resolved.</exception>
    public static IServiceCollection UseLdap(this IServiceCollection services, LdapDirectoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.RemoveAll<ICertificateDirectory>();
        services.RemoveAll<IMembership>();
        services.RemoveAll<LdapDirectory>();
        services.RemoveAll<LdapReplica>();

        // In every mode: what a certificate's distribution points name is looked up when it is needed.
        services.AddSingleton(provider => new LdapDirectory(Completed(options, provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRevocationSource, LdapRevocationSource>());
        if (options.Mode == LdapMode.OnDemand)
        {
            services.AddSingleton<ICertificateDirectory>(provider => provider.GetRequiredService<LdapDirectory>());
            services.AddSingleton<IMembership>(provider => provider.GetRequiredService<LdapDirectory>());
            return services;
        }

        services.AddSingleton(provider => new LdapReplica(Completed(options, provider)));
        services.AddSingleton<ICertificateDirectory>(provider => provider.GetRequiredService<LdapReplica>());
        services.AddSingleton<IMembership>(provider => provider.GetRequiredService<LdapReplica>());
        if (services.LastOrDefault(each => each.ServiceType == typeof(ITrustStore) && !each.IsKeyedService) is { } own)
        {
            services.RemoveAll<ITrustStore>();
            services.AddSingleton<ITrustStore>(provider => new LdapTrustStore(Own(own, provider), provider.GetRequiredService<LdapReplica>()));
        }

        return services;
    }

    /// <summary>Registers an LDAP directory, as <see cref="UseLdap(IServiceCollection, LdapDirectoryOptions)"/> does, from options that start with neither servers nor a base.</summary>
    /// <param name="services">The services, as <c>AddDomSec</c> returns them.</param>
    /// <param name="configure">Gives the options, such as <c>o => o with { Mode = LdapMode.Replica, Servers = […], SearchBase = "…" }</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null. Options that do not fit together are a <see cref="DomSecException"/> when the directory is first resolved.</exception>
    public static IServiceCollection UseLdap(this IServiceCollection services, Func<LdapDirectoryOptions, LdapDirectoryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.UseLdap(configure(new LdapDirectoryOptions { Servers = [], SearchBase = "" }));
    }

    private static LdapDirectoryOptions Completed(LdapDirectoryOptions options, IServiceProvider provider) => options with
    {
        TimeProvider = options.TimeProvider == TimeProvider.System ? provider.GetService<TimeProvider>() ?? TimeProvider.System : options.TimeProvider,
        LoggerFactory = options.LoggerFactory ?? provider.GetService<ILoggerFactory>(),
    };

    private static ITrustStore Own(ServiceDescriptor own, IServiceProvider provider) =>
        (ITrustStore)(own.ImplementationInstance ?? own.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!));
}
