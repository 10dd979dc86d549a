using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DomSec.Diagnostics;
using DomSec.Providers;

namespace DomSec.Hosting;

/// <summary>The gauge <c>domsec.expiry</c>: seconds until something ends, over all open communities.</summary>
internal static class ExpiryGauge
{
    private static readonly ConcurrentDictionary<object, Func<IEnumerable<(ExpiryForecast Forecast, double Seconds)>>> _watches = new();

    static ExpiryGauge() => DomSecTelemetry.Observe("domsec.expiry", "s", "Seconds until it ends, by subject, domain and name.", Measure);

    public static void Add(object owner, Func<IEnumerable<(ExpiryForecast Forecast, double Seconds)>> measure) => _watches[owner] = measure;

    public static void Remove(object owner) => _watches.TryRemove(owner, out _);

    private static IEnumerable<Measurement<double>> Measure() =>
        from watch in _watches.Values
        from each in watch()
        select new Measurement<double>(
            each.Seconds,
            new KeyValuePair<string, object?>("subject", each.Forecast.Subject.ToString()),
            new KeyValuePair<string, object?>("domain", each.Forecast.Domain?.Value),
            new KeyValuePair<string, object?>("name", each.Forecast.Name));
}
