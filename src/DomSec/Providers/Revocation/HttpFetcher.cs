using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers.Revocation;

/// <summary>
/// One fetch by HTTP, held to what CERT-16 asks: allowed hosts and public addresses only, checked where the connection is made (so that a name cannot point elsewhere by then), nothing of the
/// environment's proxies, cookies or credentials, a bounded number of redirects, octets and time.
/// </summary>
internal sealed class HttpFetcher : IDisposable
{
    private readonly HttpRevocationOptions _options;
    private readonly HostList _hosts;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpMessageInvoker _client;
    private readonly SemaphoreSlim _slots;

    public HttpFetcher(HttpRevocationOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        _options = options;
        _hosts = new HostList(options.AllowedHosts);
        _resolve = resolve ?? ((host, ct) => Dns.GetHostAddressesAsync(host, ct));
        _slots = new SemaphoreSlim(options.MaxConcurrentFetches);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16, // KiB
            MaxResponseDrainSize = 0,
            MaxConnectionsPerServer = 4,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = ConnectAsync,
        };

        // Building the server's chain may not fetch anything by itself, past all checks here. What is fetched is signed; the server need not be believed.
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        _client = new HttpMessageInvoker(handler);
    }

    /// <summary>Whether an address is one that may be asked; addresses are judged when connecting.</summary>
    public bool Allows(Uri uri) => uri is { IsAbsoluteUri: true, UserInfo: "" } && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && _hosts.Allows(uri.IdnHost);

    /// <summary>Fetches one object within <see cref="HttpRevocationOptions.FetchTimeout"/>.</summary>
    /// <param name="uri">Where.</param>
    /// <param name="body">An OCSP request, to be posted; null to get a CRL.</param>
    /// <param name="known">What is known from before, so that the server need not send it again.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What came; null when what is known holds.</returns>
    /// <exception cref="FetchException">It failed.</exception>
    public async Task<HttpFetched?> FetchAsync(Uri uri, byte[]? body, HttpFetched? known, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(_options.FetchTimeout, _options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            await _slots.WaitAsync(limit.Token).ConfigureAwait(false);
            try
            {
                return await FollowAsync(uri, body, known, limit.Token).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException)
        {
            throw new FetchException("it did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or InvalidOperationException or UriFormatException or ObjectDisposedException)
        {
            throw new FetchException(e.InnerException is FetchException inner ? inner.Message : "it could not be reached, or did not speak HTTP");
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _slots.Dispose();
    }

    private async Task<HttpFetched?> FollowAsync(Uri uri, byte[]? body, HttpFetched? known, CancellationToken ct)
    {
        for (int hop = 0; hop <= _options.MaxRedirects; hop++)
        {
            if (!Allows(uri))
            {
                throw new FetchException("the host or scheme is not allowed");
            }

            using HttpRequestMessage request = Request(uri, body, known);
            using HttpResponseMessage response = await _client.SendAsync(request, ct).ConfigureAwait(false);
            if ((int)response.StatusCode is >= 300 and < 400 and not 304)
            {
                // Each hop is checked like the first; an OCSP request is not carried elsewhere by 301 to 303, which would turn it into another question.
                if (response.Headers.Location is not { } location || (body is not null && (int)response.StatusCode < 307))
                {
                    throw new FetchException("it redirects nowhere");
                }

                uri = location.IsAbsoluteUri ? location : new Uri(uri, location);
                continue;
            }

            if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
            {
                return null;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new FetchException($"it answered with status {(int)response.StatusCode}");
            }

            if (response.Content.Headers.ContentEncoding.Count > 0)
            {
                throw new FetchException("it answered with an encoding that was not asked for");
            }

            byte[] content = await ReadAsync(response.Content, body is null ? _options.MaxListBytes : _options.MaxResponseBytes, ct).ConfigureAwait(false);
            return new HttpFetched(content, response.Headers.ETag, response.Content.Headers.LastModified);
        }

        throw new FetchException("it redirects too often");
    }

    private static HttpRequestMessage Request(Uri uri, byte[]? body, HttpFetched? known)
    {
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, uri);
        if (body is not null)
        {
            // RFC 6960 appendix A.1.
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
        }
        else if (known is not null)
        {
            request.Headers.IfModifiedSince = known.LastModified;
            if (known.Tag is { } tag)
            {
                request.Headers.IfNoneMatch.Add(tag);
            }
        }

        return request;
    }

    /// <summary>Reads as much as is allowed and not an octet more, whatever was announced.</summary>
    private static async Task<byte[]> ReadAsync(HttpContent content, int limit, CancellationToken ct)
    {
        if (content.Headers.ContentLength > limit)
        {
            throw new FetchException("it is too large");
        }

        Stream source = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            using var whole = new MemoryStream();
            byte[] buffer = new byte[16 << 10];
            int count;
            while ((count = await source.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                if (whole.Length + count > limit)
                {
                    throw new FetchException("it is too large");
                }

                whole.Write(buffer, 0, count);
            }

            return whole.ToArray();
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        IPAddress[] addresses = IPAddress.TryParse(context.DnsEndPoint.Host.Trim('[', ']'), out IPAddress? literal)
            ? [literal]
            : await _resolve(context.DnsEndPoint.Host, ct).ConfigureAwait(false);
        IPAddress[] allowed = [.. addresses.Where(address => SpecialAddresses.IsAllowed(address, _options.AllowedNetworks)).Take(4)];
        if (allowed.Length == 0)
        {
            throw new FetchException("its name leads to no address that may be connected to");
        }

        for (int i = 0; ; i++)
        {
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                // An address that does not answer leaves time for the others.
                using var share = new CancellationTokenSource(_options.FetchTimeout / (allowed.Length + 1), _options.TimeProvider);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(share.Token, ct);
                await socket.ConnectAsync(new IPEndPoint(allowed[i], context.DnsEndPoint.Port), limit.Token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                if (ct.IsCancellationRequested || i == allowed.Length - 1)
                {
                    throw;
                }
            }
        }
    }
}
