namespace DomSec.Providers.Revocation;

/// <summary>The hosts that may be asked. Nobody, unless named.</summary>
internal sealed class HostList(IReadOnlyCollection<string> hosts)
{
    public bool IsEmpty => hosts.Count == 0;

    public bool Allows(string host)
    {
        string name = host.TrimEnd('.');
        foreach (string allowed in hosts)
        {
            if (allowed == "*"
                || string.Equals(allowed, name, StringComparison.OrdinalIgnoreCase)
                || (allowed.StartsWith('.') && name.Length > allowed.Length && name.EndsWith(allowed, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}
