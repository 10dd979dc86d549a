namespace DomSec.Ldap.Discovery;

/// <summary>One SRV record (RFC 2782).</summary>
/// <param name="Priority">Lower ones are asked first.</param>
/// <param name="Weight">The share among those of one priority.</param>
/// <param name="Port">The port.</param>
/// <param name="Target">The host without the dot at its end; empty for "decidedly not available".</param>
/// <param name="TimeToLive">How long it is good for.</param>
internal sealed record ServiceRecord(int Priority, int Weight, int Port, string Target, TimeSpan TimeToLive);
