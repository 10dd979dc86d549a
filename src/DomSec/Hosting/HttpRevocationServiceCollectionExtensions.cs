using DomSec.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DomSec.Hosting;

/// <summary>Registers fetching of revocation information with dependency injection.</summary>
public static class HttpRevocationServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="HttpRevocationSource"/> beside other revocation sources, as a singleton that the container disposes; the doors of <c>AddDomSec</c> ask it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How to fetch. Its clock and logger factory are the container's, if it has them and the options name no others.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null. Options out of range are a <see cref="DomSecException"/> when a door is first resolved.</exception>
    public static IServiceCollection UseHttpRevocation(this IServiceCollection services, HttpRevocationOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddSingleton<IRevocationSource>(provider => new HttpRevocationSource(options with
        {
            TimeProvider = options.TimeProvider == TimeProvider.System ? provider.GetService<TimeProvider>() ?? TimeProvider.System : options.TimeProvider,
            LoggerFactory = options.LoggerFactory ?? provider.GetService<ILoggerFactory>(),
        }));
    }
}
