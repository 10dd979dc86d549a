using System.Net;
using Microsoft.Extensions.Logging;

namespace DomSec.Providers;

/// <summary>How CRLs and OCSP responses are fetched by HTTP. Immutable. With the defaults nothing is fetched: <see cref="AllowedHosts"/> enables it.</summary>
public sealed record HttpRevocationOptions
{
    /// <summary>
    /// Hosts that may be asked: <c>crl.example.com</c>, everything below a domain as <c>.example.com</c>, or <c>*</c> for every host with public addresses. Default: none, so that nothing is
    /// fetched and a gateway shows itself to nobody until its operator says to whom (CERT-16).
    /// </summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Networks that may be connected to although their addresses are not public, such as that of a CA in the house. Default: none. Loopback, private, link-local, shared (RFC 6598), unique local,
    /// multicast, documentation and other special addresses are never connected to otherwise, whatever name led there.
    /// </summary>
    public IReadOnlyCollection<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Whether OCSP responders are asked. Default true.</summary>
    public bool UseOcsp { get; init; } = true;

    /// <summary>Whether OCSP requests carry a nonce (RFC 9654). Default false: most responders answer from a stock without one, and an answer with a nonce cannot be shared.</summary>
    public bool UseNonce { get; init; }

    /// <summary>How long one fetch may take, redirects included. Default 5 seconds.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After which time without an answer the next address is asked besides. Default 400 ms.</summary>
    public TimeSpan HedgeDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Octets of one CRL. Default 20 MiB.</summary>
    public int MaxListBytes { get; init; } = 20 << 20;

    /// <summary>Octets of one OCSP response. Default 64 KiB.</summary>
    public int MaxResponseBytes { get; init; } = 64 << 10;

    /// <summary>Redirects that are followed, each checked like the first address. Default 3.</summary>
    public int MaxRedirects { get; init; } = 3;

    /// <summary>Fetches at a time. Default 8; others wait within their time.</summary>
    public int MaxConcurrentFetches { get; init; } = 8;

    /// <summary>Answers that are kept. Default 1024.</summary>
    public int MaxCachedEntries { get; init; } = 1024;

    /// <summary>Octets of answers that are kept. Default 64 MiB.</summary>
    public long MaxCachedBytes { get; init; } = 64 << 20;

    /// <summary>
    /// After which time a list that is still current is fetched anew, in the background, while the old one serves. Default one hour, earlier for lists that end earlier. A server that knows the
    /// list's tag answers without sending it again.
    /// </summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an address that failed is left alone at first; doubled with each failure. Default 30 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is left alone at most. Default 15 minutes.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where faults are logged. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
