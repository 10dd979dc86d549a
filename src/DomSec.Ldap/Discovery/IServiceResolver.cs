namespace DomSec.Ldap.Discovery;

/// <summary>Looks SRV records up. The platform has no way to.</summary>
internal interface IServiceResolver
{
    /// <summary>The records of a name, in any order; none when there are none.</summary>
    /// <exception cref="Protocol.LdapFaultException">It could not be looked up.</exception>
    Task<IReadOnlyList<ServiceRecord>> ResolveAsync(string name, CancellationToken ct);
}
