using DomSec.Diagnostics;
using DomSec.Providers;
using Microsoft.Extensions.Logging;

namespace DomSec.Hosting;

/// <summary>Looks every hour at what is about to end, and tells once per threshold: to the observer, the log and the meter. Restarting tells again.</summary>
internal sealed class ExpiryWatch : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    private readonly IExpirySource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<ExpiryNotice>? _observer;
    private readonly TimeSpan[] _thresholds;
    private readonly Dictionary<(ExpirySubject, MailDomain?, string, DateTimeOffset), TimeSpan> _told = [];
    private readonly HashSet<(ExpirySubject, MailDomain?, string, TimeSpan?)> _toldOverlaps = [];
    private readonly Lock _gate = new();
    private readonly ITimer _timer;

    public ExpiryWatch(IExpirySource source, IReadOnlyList<TimeSpan> thresholds, Action<ExpiryNotice>? observer, TimeProvider time, ILogger logger)
    {
        (_source, _observer, _time, _logger) = (source, observer, time, logger);
        _thresholds = [.. thresholds.Append(TimeSpan.Zero).Distinct().Order()];
        ExpiryGauge.Add(this, Measure);
        _timer = time.CreateTimer(static state => ((ExpiryWatch)state!).Check(), this, TimeSpan.Zero, _interval);
    }

    public void Dispose()
    {
        _timer.Dispose();
        ExpiryGauge.Remove(this);
    }

    private IEnumerable<(ExpiryForecast Forecast, double Seconds)> Measure()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return [.. Read(now).Select(each => (each, (each.ExpiresAt - now).TotalSeconds))];
    }

    private IReadOnlyList<ExpiryForecast> Read(DateTimeOffset now)
    {
        try
        {
            return _source.Forecast(now);
        }
        catch (Exception e) when (e is ObjectDisposedException or DomSecException)
        {
            return []; // the community was closed, or says itself what is wrong with it
        }
    }

    private void Check()
    {
        DateTimeOffset now = _time.GetUtcNow();
        var notices = new List<ExpiryNotice>();
        lock (_gate)
        {
            foreach (ExpiryForecast each in Read(now))
            {
                TimeSpan remaining = each.ExpiresAt - now;
                var key = (each.Subject, each.Domain, each.Name, each.ExpiresAt);
                foreach (TimeSpan threshold in _thresholds.Where(threshold => threshold > TimeSpan.Zero ? remaining <= threshold : remaining < TimeSpan.Zero).Take(1))
                {
                    if (!_told.TryGetValue(key, out TimeSpan told) || threshold < told)
                    {
                        _told[key] = threshold;
                        notices.Add(new ExpiryNotice(each, remaining, threshold));
                    }
                }

                if (each.ShortestOverlap < ExpiryForecast.SmallestOverlap && _toldOverlaps.Add((each.Subject, each.Domain, each.Name, each.ShortestOverlap)))
                {
                    notices.Add(new ExpiryNotice(each, remaining, Threshold: null));
                }
            }
        }

        foreach (ExpiryNotice notice in notices)
        {
            Tell(notice);
        }
    }

    private void Tell(ExpiryNotice notice)
    {
        ExpiryForecast forecast = notice.Forecast;
        DomSecTelemetry.CountExpiry(forecast.Subject.ToString());
        if (notice.Threshold is null)
        {
            DoorLog.FollowedTooLate(_logger, forecast.Subject.ToString(), forecast.Domain, forecast.Name, forecast.ShortestOverlap!.Value.TotalDays);
        }
        else if (notice.Remaining < TimeSpan.Zero)
        {
            DoorLog.Expired(_logger, forecast.Subject.ToString(), forecast.Domain, forecast.Name, forecast.ExpiresAt);
        }
        else
        {
            DoorLog.Expiring(_logger, forecast.Subject.ToString(), forecast.Domain, forecast.Name, forecast.ExpiresAt);
        }

        try
        {
            _observer?.Invoke(notice);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            DoorLog.ObserverFailed(_logger, e); // the host's; the next notice is told all the same
        }
    }
}
