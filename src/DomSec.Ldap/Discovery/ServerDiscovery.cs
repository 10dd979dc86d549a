using System.Security.Cryptography;
using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Discovery;

/// <summary>The servers to ask: those of the options, or those that DNS names under <c>_ldap._tcp</c> (RFC 2782), looked up anew when the records are no longer good. Safe for concurrent use.</summary>
internal sealed class ServerDiscovery(LdapDirectoryOptions options, IServiceResolver? resolver = null, Func<int, int>? random = null)
{
    private static readonly TimeSpan ShortestTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    private readonly IServiceResolver _resolver = resolver ?? new DnsServiceResolver(options.DiscoveryNameServers, options.ServerTimeout);
    private readonly Func<int, int> _random = random ?? RandomNumberGenerator.GetInt32;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IReadOnlyList<LdapServer> _servers = options.Servers;
    private long _foundAt;
    private TimeSpan _good = TimeSpan.Zero;

    /// <summary>The servers, the preferred one first.</summary>
    /// <exception cref="LdapFaultException">There are none and could not be found. Servers found before are used on.</exception>
    public async ValueTask<IReadOnlyList<LdapServer>> GetAsync(CancellationToken ct)
    {
        if (options.DiscoveryDomain is not { } domain)
        {
            return options.Servers;
        }

        await _gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_good > TimeSpan.Zero && options.TimeProvider.GetElapsedTime(_foundAt) < _good)
            {
                return _servers;
            }

            IReadOnlyList<ServiceRecord> records = await _resolver.ResolveAsync($"_ldap._tcp.{domain.Value}", ct).ConfigureAwait(false);
            LdapServer[] found = [.. Order(records, _random).Where(each => each.Target.Length > 0).Select(each => Server(each, domain))];
            if (found.Length == 0)
            {
                throw new LdapFaultException($"DNS names no directory server for {domain}");
            }

            TimeSpan time = records.Min(each => each.TimeToLive);
            _servers = [.. options.Servers, .. found.Except(options.Servers)];
            _good = time < ShortestTime ? ShortestTime : time > LongestTime ? LongestTime : time;
            _foundAt = options.TimeProvider.GetTimestamp();
            return _servers;
        }
        catch (LdapFaultException) when (_servers.Count > 0)
        {
            _good = ShortestTime;
            _foundAt = options.TimeProvider.GetTimestamp();
            return _servers;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// RFC 2782: by priority; among those of one priority, those of weight 0 first, a number from 0 to the sum of the weights is drawn, and the first whose running sum reaches it is next;
    /// and so on with the rest.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <param name="random">Draws a number from 0 up to and without its argument.</param>
    public static IReadOnlyList<ServiceRecord> Order(IEnumerable<ServiceRecord> records, Func<int, int> random)
    {
        var ordered = new List<ServiceRecord>();
        foreach (IGrouping<int, ServiceRecord> group in records.GroupBy(each => each.Priority).OrderBy(each => each.Key))
        {
            List<ServiceRecord> rest = [.. group.OrderBy(each => each.Weight == 0 ? 0 : 1)];
            while (rest.Count > 0)
            {
                int drawn = random(rest.Sum(each => each.Weight) + 1);
                int sum = 0;
                int chosen = rest.FindIndex(each => (sum += each.Weight) >= drawn);
                ordered.Add(rest[chosen]);
                rest.RemoveAt(chosen);
            }
        }

        return ordered;
    }

    private LdapServer Server(ServiceRecord record, MailDomain domain)
    {
        // DNS may lie: under the machine's roots anybody has a certificate for some host, so a host elsewhere has to show one for the domain itself. A private CA names no strangers.
        bool below = record.Target.Equals(domain.Value, StringComparison.OrdinalIgnoreCase) || record.Target.EndsWith("." + domain.Value, StringComparison.OrdinalIgnoreCase);
        return new LdapServer(options.DiscoveryTransport, record.Target, record.Port) { CertificateName = options.UseMachineRoots && !below ? domain.Value : null };
    }
}
