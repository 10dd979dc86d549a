namespace DomSec.Providers;

/// <summary>Knows when its certificates and revocation lists end. Implementations are safe for concurrent use.</summary>
public interface IExpirySource
{
    /// <summary>What ends when, the soonest first.</summary>
    /// <param name="now">The time: what ended before and was followed by something else is left out.</param>
    /// <returns>The forecast.</returns>
    IReadOnlyList<ExpiryForecast> Forecast(DateTimeOffset now);
}
