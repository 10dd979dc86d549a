using System.Net;
using System.Net.Sockets;

namespace DomSec.Providers.Revocation;

/// <summary>
/// CERT-16: addresses that are nobody's on the Internet (the IANA special-purpose registries, RFC 6890). A certificate that names one would have us ask around in our own network.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly IPNetwork[] _special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Of IPv6 only global unicast is public; within it these are not.</summary>
    private static readonly IPNetwork[] _special6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48" }.Select(network => IPNetwork.Parse(network))];

    private static readonly IPNetwork _global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork _nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address may be connected to.</summary>
    public static bool IsAllowed(IPAddress address, IReadOnlyCollection<IPNetwork> exceptions)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (exceptions.Any(network => network.Contains(address)))
        {
            return true;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !_special.Any(network => network.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
        {
            return false;
        }

        // RFC 6052: behind the well-known prefix stands an IPv4 address, which is what would be reached.
        if (_nat64.Contains(address))
        {
            return IsAllowed(new IPAddress(address.GetAddressBytes()[12..]), exceptions);
        }

        return _global.Contains(address) && !_special6.Any(network => network.Contains(address));
    }
}
