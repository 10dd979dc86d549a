namespace DomSec.Providers;

/// <summary>What is configured by hand about how to write to a peer. Implementations are safe for concurrent use.</summary>
public interface IPeerProfiles
{
    /// <summary>What a domain understands.</summary>
    /// <param name="domain">The domain.</param>
    /// <returns>The profile, or null when nothing is said.</returns>
    AlgorithmProfile? ProfileOf(MailDomain domain);
}
