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

    public static void CountDecryptionFailure() => DecryptionFailures.Add(1);

    public static void Count(string door, string outcome) =>
        Calls.Add(1, new KeyValuePair<string, object?>("door", door), new KeyValuePair<string, object?>("outcome", outcome));
}
