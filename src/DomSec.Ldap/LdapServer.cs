using System.Globalization;

namespace DomSec.Ldap;

/// <summary>One directory server. Immutable.</summary>
/// <param name="Transport">How the connection is protected.</param>
/// <param name="Host">The host's name or address; the socket's path for <see cref="LdapTransport.LocalSocket"/>.</param>
/// <param name="Port">The TCP port; not used for <see cref="LdapTransport.LocalSocket"/>.</param>
public sealed record LdapServer(LdapTransport Transport, string Host, int Port)
{
    private const int TlsPort = 636;
    private const int StartTlsPort = 389;

    /// <summary>The name that the server's certificate must have. Default: null, which stands for <see cref="Host"/>.</summary>
    public string? CertificateName { get; init; }

    /// <summary>
    /// Reads a server from a URL: <c>ldaps://host[:636]</c> for TLS, <c>ldap://host[:389]</c> for StartTLS (never without TLS), <c>ldapi://path</c> with the path's slashes
    /// written as <c>%2F</c>.
    /// </summary>
    /// <param name="url">The URL, with nothing after the port.</param>
    /// <returns>The server.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is null.</exception>
    /// <exception cref="FormatException">It is no such URL; the message says what to write.</exception>
    public static LdapServer Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        int separator = url.IndexOf("://", StringComparison.Ordinal);
        string rest = separator < 0 ? "" : url[(separator + 3)..].TrimEnd('/');
        if (rest.Length > 0)
        {
            switch (url[..separator].ToLowerInvariant())
            {
                case "ldapi":
                    return new LdapServer(LdapTransport.LocalSocket, Uri.UnescapeDataString(rest), 0);
                case "ldaps" when ReadHost(rest, TlsPort) is { } tls:
                    return new LdapServer(LdapTransport.Tls, tls.Host, tls.Port);
                case "ldap" when ReadHost(rest, StartTlsPort) is { } startTls:
                    return new LdapServer(LdapTransport.StartTls, startTls.Host, startTls.Port);
            }
        }

        throw new FormatException("The text is not a directory server: write ldaps://host, ldap://host (with StartTLS) or ldapi://%2Fpath%2Fof%2Fsocket, with :port if it is not the usual one.");
    }

    /// <summary>The server as a URL.</summary>
    /// <returns>What <see cref="Parse"/> reads.</returns>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return Transport switch
        {
            LdapTransport.LocalSocket => "ldapi://" + Uri.EscapeDataString(Host),
            LdapTransport.Tls => string.Create(CultureInfo.InvariantCulture, $"ldaps://{host}:{Port}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"ldap://{host}:{Port}"),
        };
    }

    private static (string Host, int Port)? ReadHost(string text, int usualPort)
    {
        int port = usualPort;
        string host = text;
        int colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf(']') && (text[0] == '[' || !text.AsSpan(0, colon).Contains(':')))
        {
            host = text[..colon];
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > ushort.MaxValue)
            {
                return null;
            }
        }

        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : (host, port);
    }
}
