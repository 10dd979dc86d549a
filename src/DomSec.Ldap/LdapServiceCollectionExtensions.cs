using DomSec.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap;

/// <summary>Registers an LDAP directory with dependency injection.</summary>
public static class LdapServiceCollectionExtensions
{
    /// <summary>
    /// Registers an LDAP directory as certificate directory and membership, as a singleton and instead of those registered before. After <c>AddDomSec(options)</c> it is the community's
    /// directory; after <c>AddDomSec(folder)</c> it is asked for what the folder does not have. Its CRLs are asked for besides (<see cref="LdapRevocationSource"/>).
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
        services.AddSingleton(provider => new LdapDirectory(options with
        {
            TimeProvider = options.TimeProvider == TimeProvider.System ? provider.GetService<TimeProvider>() ?? TimeProvider.System : options.TimeProvider,
            LoggerFactory = options.LoggerFactory ?? provider.GetService<ILoggerFactory>(),
        }));
        services.AddSingleton<ICertificateDirectory>(provider => provider.GetRequiredService<LdapDirectory>());
        services.AddSingleton<IMembership>(provider => provider.GetRequiredService<LdapDirectory>());
        services.AddSingleton<IRevocationSource>(provider => new LdapRevocationSource(provider.GetRequiredService<LdapDirectory>()));
        return services;
    }
}
