using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DomSec.Diagnostics;

/// <summary>The ActivitySource and the Meter "DomSec": one activity and one count per door call.</summary>
internal static class DomSecTelemetry
{
    public const string Name = "DomSec";

    private static readonly Meter _meter = new(Name);

    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Door calls, by door and outcome; for classification the outcome is the status.</summary>
    public static Counter<long> Calls { get; } = _meter.CreateCounter<long>("domsec.calls", unit: "{message}", description: "Messages through the doors, by door and outcome.");

    /// <summary>Encrypted messages that were not opened or not released: a rising figure may be somebody asking an oracle (SEC-ORC-04).</summary>
    public static Counter<long> DecryptionFailures { get; } =
        _meter.CreateCounter<long>("domsec.decryption.failures", unit: "{message}", description: "Encrypted messages that were not opened or not released.");

    private static readonly Counter<long> _expiries = _meter.CreateCounter<long>("domsec.expiry.notices", unit: "{notice}", description: "Notices of something that is about to end, by subject.");

    public static void CountExpiry(string subject) => _expiries.Add(1, new KeyValuePair<string, object?>("subject", subject));

    /// <summary>A gauge that is asked for when somebody listens.</summary>
    public static void Observe(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> measure) => _meter.CreateObservableGauge(name, measure, unit, description);

    public static void CountDecryptionFailure() => DecryptionFailures.Add(1);

    public static void Count(string door, string outcome) =>
        Calls.Add(1, new KeyValuePair<string, object?>("door", door), new KeyValuePair<string, object?>("outcome", outcome));
}
