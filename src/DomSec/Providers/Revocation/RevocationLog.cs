using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace DomSec.Providers.Revocation;

/// <summary>What fetching logs and counts: hosts and reasons, no paths or queries, which may name a certificate.</summary>
internal static partial class RevocationLog
{
    private static readonly Meter _meter = new("DomSec");

    private static readonly Counter<long> _fetches =
        _meter.CreateCounter<long>("domsec.revocation.fetches", unit: "{fetch}", description: "CRLs and OCSP responses fetched, by kind and outcome.");

    public static void Count(string kind, bool isFault) =>
        _fetches.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", isFault ? "fault" : "ok"));

    [LoggerMessage(31, LogLevel.Debug, "Fetched {Kind} from {Host}")]
    public static partial void Fetched(ILogger logger, string kind, string host);

    [LoggerMessage(32, LogLevel.Warning, "Fetching {Kind} from {Host} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string kind, string host, string reason);
}
