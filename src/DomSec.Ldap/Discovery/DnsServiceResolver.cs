using System.Net;
using DnsClient;
using DnsClient.Protocol;
using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Discovery;

/// <summary>Looks SRV records up by way of the DnsClient library; the only place that knows it.</summary>
internal sealed class DnsServiceResolver : IServiceResolver
{
    private const int MaxRecords = 64;

    private readonly Lazy<LookupClient> _client;

    /// <param name="servers">The name servers; none for the machine's.</param>
    /// <param name="timeout">How long one may take.</param>
    public DnsServiceResolver(IReadOnlyList<IPEndPoint> servers, TimeSpan timeout) => _client = new Lazy<LookupClient>(() =>
    {
        LookupClientOptions options = servers.Count > 0 ? new LookupClientOptions([.. servers]) : new LookupClientOptions();
        options.Timeout = timeout;
        options.UseCache = false;
        options.Retries = 1;
        options.ThrowDnsErrors = false;
        return new LookupClient(options);
    });

    public async Task<IReadOnlyList<ServiceRecord>> ResolveAsync(string name, CancellationToken ct)
    {
        try
        {
            IDnsQueryResponse response = await _client.Value.QueryAsync(name, QueryType.SRV, cancellationToken: ct).ConfigureAwait(false);
            return response.HasError && response.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain
                ? throw new LdapFaultException($"the directory servers of {LdapResult.Printable(name)} could not be looked up: {LdapResult.Printable(response.ErrorMessage)}")
                : [.. response.Answers.OfType<SrvRecord>().Take(MaxRecords).Select(each => new ServiceRecord(each.Priority, each.Weight, each.Port, each.Target.Value.TrimEnd('.'), TimeSpan.FromSeconds(each.TimeToLive)))];
        }
        catch (Exception e) when (e is DnsResponseException or System.Net.Sockets.SocketException or InvalidOperationException or ArgumentException or IOException)
        {
            throw new LdapFaultException($"the directory servers of {LdapResult.Printable(name)} could not be looked up: {LdapResult.Printable(e.Message)}", e);
        }
    }
}
