using DomSec.Providers;

namespace DomSec.Hosting;

/// <summary>Something is about to end, has ended, or is followed too late. Told once for each threshold that is passed.</summary>
/// <param name="Forecast">What it is.</param>
/// <param name="Remaining">The time that is left; negative when it has ended.</param>
/// <param name="Threshold">The threshold that was passed; zero for the end itself; null when it is the overlap with the next one that is too short (SR-04).</param>
public sealed record ExpiryNotice(ExpiryForecast Forecast, TimeSpan Remaining, TimeSpan? Threshold);
